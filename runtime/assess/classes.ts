// Classification: the matrix of gold and predicted classes, and what is read off it.
import * as types from "../../dsl/types/types.ts";
import { maybe, type Operator, type Reach, type RowFn } from "../operator.ts";
import { ranged } from "../ranged.ts";
import { averages, confusion, matthews, perClass, type ZeroDivision } from "../stats/confusion.ts";
import { fromRows, type Table } from "../table.ts";
import type { Run, Value } from "../value.ts";
import {
  complete,
  doc,
  drawing,
  drawnInterval,
  each,
  figures,
  int,
  json,
  label,
  maybeNum,
  none,
  operator,
  opt,
  record,
  rowsOf,
} from "./shared.ts";

const both = {
  rows: rowsOf,
  gold: doc("the class an item is of", each(json)),
  predicted: doc("the class it was given", each(json)),
};

interface Both {
  readonly rows: Table | Run;
  readonly gold: RowFn<Value>;
  readonly predicted: RowFn<Value>;
}

async function pairs(
  what: string,
  { rows, gold, predicted }: Both,
  reach: Reach,
): Promise<(readonly [string, string])[]> {
  const found = await complete(what, rows, [gold, predicted], reach);
  return found.map(([a = null, b = null]) => [label(what, a), label(what, b)]);
}

const matrixOf = (all: readonly (readonly [string, string])[]): ReturnType<typeof confusion> =>
  confusion(
    all.map(([gold]) => gold),
    all.map(([, predicted]) => predicted),
  );

/** `confusion_matrix(rows, .gold, .predicted)`: a row per pair of classes; `pivot(.predicted, .n)` makes it square. Errors: E204, E113. */
const confusion_matrix = operator({
  name: "confusion_matrix",
  family: "statistics",
  doc: "how often each class was taken for each: a row per pair, pairs that never occur included",
  params: both,
  returns: types.table({ gold: types.text, predicted: types.text, n: types.int }),
  run: async (given, reach) => {
    const { labels, counts } = matrixOf(await pairs("confusion_matrix", given, reach));
    return fromRows(
      labels.flatMap((gold, i) =>
        labels.map((predicted, j) => ({ gold, predicted, n: counts[i]?.[j] ?? 0 })),
      ),
    );
  },
});

/**
 * `classification_report(rows, .gold, .predicted, zero_division: null)`: a row per class, then `micro`, `macro` and `weighted`.
 * Errors: E204, E113.
 */
const classification_report = operator({
  name: "classification_report",
  family: "statistics",
  doc: "precision, recall and F1 of each class, then their micro, macro and weighted means",
  params: {
    ...both,
    zero_division: doc(
      "what stands where a class was never predicted, or never occurs: 0, 1, or null, which the means leave out",
      opt(maybe(ranged(int, { least: 0, most: 1 })), 0),
    ),
  },
  returns: types.table({
    class: types.text,
    precision: maybeNum,
    recall: maybeNum,
    f1: maybeNum,
    support: types.int,
  }),
  run: async ({ zero_division, ...given }, reach) => {
    const matrix = matrixOf(await pairs("classification_report", given, reach));
    const zero = zero_division as ZeroDivision;
    const classes = perClass(matrix, null);
    const open = classes
      .filter((one) => one.precision === null || one.recall === null)
      .map((one) => one.label);
    if (open.length > 0)
      reach.note(
        `classification_report: never predicted, or without an item, so that zero_division (${zero}) counts: ${open.slice(0, 10).join(", ")}`,
      );
    return fromRows(
      [...perClass(matrix, zero), ...averages(matrix, zero)].map(({ label: name, ...rest }) => ({
        class: name,
        ...rest,
      })),
    );
  },
});

/** `mcc(rows, .gold, .predicted)`: Matthews' correlation, of two classes or more. Errors: E204, E113 (one class only). */
const mcc = operator({
  name: "mcc",
  family: "statistics",
  doc: "Matthews' correlation of gold and predicted classes, two or more of them",
  params: { ...both, ...drawing },
  returns: record({ mcc: types.num, lo: types.num, hi: types.num, n: types.int }),
  run: async ({ rows, gold, predicted, ...how }, reach) => {
    const all = await pairs("mcc", { rows, gold, predicted }, reach);
    const of = (drawn: readonly (readonly [string, string])[]): number | null => matthews(matrixOf(drawn));
    const value = of(all);
    if (value === null) throw none("mcc", "one side has one class only");
    return figures({ mcc: value, ...drawnInterval("mcc", all, of, how, reach.note), n: all.length });
  },
});

export const classes: readonly Operator[] = [confusion_matrix, classification_report, mcc];
