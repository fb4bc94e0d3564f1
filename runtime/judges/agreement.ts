// How far a judge agrees with what is known: the share, and beyond chance.
import { label, number, drawing } from "../assess/shared.ts";
import { sameLabels } from "../assess/agreement.ts";
import {
  choice,
  column,
  doc,
  each,
  itemColumn,
  json,
  listOf,
  many,
  maybe,
  operator,
  opt,
  type Reach,
  rowsOf,
} from "../operator.ts";
import { dataError } from "../problem.ts";
import { percent } from "../score-interval.ts";
import { cohen, krippendorff } from "../stats/agreement.ts";
import type { Resampling } from "../stats/bootstrap.ts";
import { confusion } from "../stats/confusion.ts";
import { probit } from "../stats/normal.ts";
import * as table from "../table.ts";
import type { Row, Value } from "../value.ts";
import { existing, perRow, tableOf } from "../verbs/rows.ts";
import { genuine } from "./canary.ts";
import { drawn, share } from "./figure.ts";
import { grouped } from "./grouped.ts";

const SCALES = ["nominal", "ordinal", "interval"] as const;
const UNPARSED = "unparsed";

/**
 * `agreement(rows, .said, .gold, .judge)`: a row per figure, in each group: `unparsed` and `same` (of all rows, where an unparsed reply is
 * none of the gold labels), `kappa` (Cohen's, of labels) and `alpha` (Krippendorff's). Of labels, unparsed is a class of its own in both; of
 * grades, alpha leaves such rows out. Both sides must use the same labels, or all are declared: else E302. Canaries and rows without gold
 * are left out and counted. A figure that the rows do not give (one class only) has no value. Errors: E201, E204 (NaN too), E302, E113.
 */
export const agreement = operator({
  name: "agreement",
  family: "judge",
  doc: "how far a judge agrees with what is known: the share, kappa and alpha, each with its interval; unparsed replies are a class of their own",
  params: {
    rows: rowsOf,
    said: doc("what the judge says; null is unparsed", each(json)),
    gold: doc("what is known", each(json)),
    by: doc("columns to report apart: the judge, the order", many(column)),
    labels: doc("all labels there are; left out: both sides must use the same ones", maybe(listOf(json))),
    scale: doc("labels, or grades", opt(choice(...SCALES), "nominal")),
    paired: doc("the column that names an item; left out: id", maybe(itemColumn)),
    ...drawing,
  },
  returns: { kind: "rule", rule: "figures" },
  run: async ({ rows, said, gold, by, labels, scale, paired, ...how }, reach) => {
    const from = genuine("agreement", tableOf(rows), reach.note);
    existing(from, by);
    const [saids, golds] = [await perRow(from, said, reach), await perRow(from, gold, reach)];
    const read = scale === "nominal" ? label : number;
    const all = table.rows(from).map((row, at): Pair | null => {
      const [one, other] = [saids[at] ?? null, golds[at] ?? null];
      if (other === null) return null;
      const known = one === null || one === UNPARSED;
      return { row, said: known ? null : read("agreement", one), gold: read("agreement", other) };
    });
    const pairs = all.filter((one) => one !== null);
    if (pairs.length < all.length)
      reach.note("agreement: rows without gold left out", all.length - pairs.length);
    if (pairs.length === 0) throw dataError("E113", "'agreement' has no row with gold", "show the rows");
    const declared = labels && labels.map((one) => label("agreement", one));
    return table.fromRows(
      grouped(pairs, ({ row }) => by.map((key) => row[key])).flatMap((group) => {
        tellRepeated(group, paired ?? "id", reach.note);
        const keys = Object.fromEntries(by.map((key) => [key, group[0].row[key] ?? null]));
        if (scale === "nominal") checkLabels(group, declared);
        return figuresOf(group, scale, how, reach.note).map((figure) => ({ ...keys, ...figure }));
      }),
    );
  },
});

interface Pair {
  readonly row: Row;
  /** null: unparsed. */
  readonly said: string | number | null;
  readonly gold: string | number;
}

function checkLabels(pairs: readonly Pair[], declared: readonly string[] | null): void {
  const read = pairs.flatMap(({ said }) => (said === null ? [] : [String(said)]));
  if (read.length > 0) sameLabels("agreement", [read, pairs.map(({ gold }) => String(gold))], declared);
}

function tellRepeated(pairs: readonly Pair[], id: string, note: Reach["note"]): void {
  const ids = pairs.flatMap(({ row }): Value[] =>
    row[id] === undefined || row[id] === null ? [] : [row[id]],
  );
  if (new Set(ids).size < ids.length)
    note(
      "agreement: items have several rows, which the intervals take for independent ones; report them apart: .order",
    );
}

function figuresOf(
  pairs: readonly Pair[],
  scale: (typeof SCALES)[number],
  how: Resampling,
  note: Reach["note"],
): Row[] {
  const unparsed = pairs.filter(({ said }) => said === null).length;
  const same = pairs.filter(({ said, gold }) => said === gold).length;
  const nominal = scale === "nominal";
  const rated = nominal ? pairs : pairs.filter(({ said }) => said !== null);
  const alpha = (some: readonly Pair[]): number | null =>
    krippendorff(
      some.map(({ said, gold }) => [said ?? UNPARSED, gold]),
      scale,
    );
  return [
    share(UNPARSED, unparsed, pairs.length, how.level),
    share("same", same, pairs.length, how.level),
    ...(nominal ? [kappa(pairs, how.level)] : []),
    drawn("alpha", rated, { of: alpha, how, note }),
  ];
}

function kappa(pairs: readonly Pair[], level: number): Row {
  const found = cohen(
    confusion(
      pairs.map(({ said }) => String(said ?? UNPARSED)),
      pairs.map(({ gold }) => String(gold)),
    ),
  );
  const n = pairs.length;
  if (!found)
    return {
      figure: "kappa",
      value: null,
      lo: null,
      hi: null,
      n,
      interval: "none: both sides have one class only",
    };
  const half = probit(0.5 + level / 2) * found.se;
  return {
    figure: "kappa",
    value: found.value,
    lo: found.value - half,
    hi: found.value + half,
    n,
    interval: `normal ${percent(level)}`,
  };
}
