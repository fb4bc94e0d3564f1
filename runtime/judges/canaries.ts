// Adds rows of which is known what a judge should say of them.
import { counted } from "../../dsl/tell/count.ts";
import { label } from "../assess/shared.ts";
import {
  choice,
  column,
  doc,
  int,
  itemColumn,
  listOf,
  maybe,
  operator,
  opt,
  rowsOf,
  text,
} from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import { stream } from "../random.ts";
import * as table from "../table.ts";
import type { Row, Value } from "../value.ts";
import { existing, tableOf } from "../verbs/rows.ts";
import { CANARY } from "./canary.ts";
import { grouped } from "./grouped.ts";
import { idsOf } from "./ids.ts";
import { like } from "./like.ts";

const KINDS = ["null", "identical", "swapped"] as const;
type Kind = (typeof KINDS)[number];

/**
 * `canaries(rows, n, null_answer, kinds, seed)`: the rows, and of n items drawn by the seed one canary of each kind behind them, with an id of its
 * own and the columns `canary` (null of all other rows), `canary_of` and `expected`. Of rows of `both_orders`: `null`, one of the two
 * answers says nothing, and the other should win; `identical`, both are the same, and a tie is right; `swapped`, a row once more with its
 * answers exchanged, of which the judge should name the same one. Of rows with one answer, whose column `answer` names: `null` alone.
 * Errors: E201, E203, E214, E303, E113 (no item).
 */
export const canaries = operator({
  name: "canaries",
  family: "judge",
  doc: "the rows to be judged, and among them some of which is known what a judge should say; canary_report tells how it did",
  params: {
    rows: doc("rows of `both_orders`, or with one answer each", rowsOf),
    n: doc("how many items are made canaries of, for each kind", ranged(int, { least: 1 })),
    seed: doc("the same seed draws the same items", int),
    null_answer: doc("an answer that says nothing", opt(text, "")),
    kinds: doc(
      'which: "null", "identical", "swapped"; left out: all that the rows allow',
      maybe(listOf(choice(...KINDS))),
    ),
    answer: doc("of rows with one answer each: its column", maybe(column)),
    paired: doc("the column that names an item; left out: id", maybe(itemColumn)),
  },
  returns: { kind: "rule", rule: "canaries" },
  run: ({ rows, n, seed, null_answer, kinds, answer, paired }, { note }) => {
    const [from, id] = [tableOf(rows), paired ?? "id"];
    const clash = CANARY.find((name) => from.names.includes(name));
    if (clash !== undefined)
      throw dataError("E214", `'canaries' makes a column '${clash}', which is there already`, "rename it");
    existing(from, answer === null ? ["order", "first", "second", "first_is", "second_is"] : [answer]);
    const wanted = kinds ?? (answer === null ? KINDS : (["null"] as const));
    if (answer !== null && wanted.some((kind) => kind !== "null"))
      throw typeError("E203", "'canaries' of rows with one answer each takes kinds: [\"null\"]");
    const all = table
      .rows(from)
      .map((row): Row => ({ ...row, canary: null, canary_of: null, expected: null }));
    const ids = idsOf("canaries", from, id);
    const items = grouped(all, (_, at) => ids[at]);
    const how = { id, nothing: null_answer, answer };
    const fit = items.filter((item) => item.every((row) => says(row, how)));
    if (fit.length === 0)
      throw dataError("E113", "'canaries' has no item whose answers say something", "show the rows");
    if (fit.length < n)
      note(`canaries: ${counted(n, "item")} wanted, ${fit.length} with answers to draw from`);
    const chosen = drawn(fit, n, seed);
    const made = wanted.flatMap((kind) =>
      chosen.flatMap(({ item, coin }) => MAKERS[answer === null ? kind : "alone"](item, coin, how)),
    );
    return like(rows, table.fromRows([...all, ...made], [...from.names, ...CANARY]), {});
  },
});

interface How {
  readonly id: string;
  readonly nothing: string;
  readonly answer: string | null;
}
type Maker = (rows: readonly Row[], coin: number, how: How) => readonly Row[];

/** Whether a row's answers are other than the one that says nothing. */
const says = (row: Row, { nothing, answer }: How): boolean =>
  (answer === null ? [row["first"], row["second"]] : [row[answer]]).every(
    (one) => typeof one === "string" && one.trim() !== nothing.trim() && one.trim() !== "",
  );

function drawn(
  items: readonly (readonly Row[])[],
  n: number,
  seed: number,
): readonly { readonly item: readonly Row[]; readonly coin: number }[] {
  const random = stream(seed, "canaries");
  return items
    .map((item, at) => ({ item, at, key: random.next(), coin: random.below(2) }))
    .toSorted((one, other) => one.key - other.key || one.at - other.at)
    .slice(0, n);
}

function marked(row: Row, kind: Kind, { id }: How, changed: { readonly [column: string]: Value }): Row {
  const of = row[id] ?? null;
  return { ...row, ...changed, [id]: `canary ${kind} of ${label("id", of)}`, canary: kind, canary_of: of };
}

const namesIn = (row: Row): readonly string[] =>
  ["first_is", "second_is"].map((column) => label(column, row[column] ?? null));

/** @param coin of the two answers, the one that stays: 0 the first in name, 1 the other */
const MAKERS: { readonly [K in Kind | "alone"]: Maker } = {
  null: (rows, coin, how) =>
    rows.map((row) => {
      const names = namesIn(row);
      const expected = names.toSorted()[coin] ?? "";
      const side = names[0] === expected ? "second" : "first";
      return marked(row, "null", how, { [side]: how.nothing, expected });
    }),
  identical: (rows, coin, how) =>
    rows.map((row) => {
      const names = namesIn(row);
      const one = (names[0] === names.toSorted()[coin] ? row["first"] : row["second"]) ?? null;
      return marked(row, "identical", how, { first: one, second: one, expected: "tie" });
    }),
  swapped: ([row], _, how) =>
    row
      ? [
          marked(row, "swapped", how, {
            order: row["order"] === "given" ? "swapped" : "given",
            first: row["second"] ?? null,
            second: row["first"] ?? null,
            first_is: row["second_is"] ?? null,
            second_is: row["first_is"] ?? null,
          }),
        ]
      : [],
  alone: (rows, _, how) => rows.map((row) => marked(row, "null", how, { [how.answer ?? ""]: how.nothing })),
};
