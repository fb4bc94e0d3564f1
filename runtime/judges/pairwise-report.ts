// What a pairwise judge did over all items: who wins, how often the orders agree, how often the answer shown first is taken.
import * as types from "../../dsl/types/types.ts";
import { drawing, label } from "../assess/shared.ts";
import { column, doc, many, operator, type Param, type Reach, rowsOf } from "../operator.ts";
import { dataError } from "../problem.ts";
import type { Resampling } from "../stats/bootstrap.ts";
import { mean } from "../stats/moments.ts";
import * as table from "../table.ts";
import type { Row, Run } from "../value.ts";
import { existing, tableOf } from "../verbs/rows.ts";
import { drawn, share } from "./figure.ts";
import { grouped } from "./grouped.ts";

const columns = { a: types.text, b: types.text, given: types.text, swapped: types.text, outcome: types.text };
const settledRows: Param<table.Table | Run> = { ...rowsOf, type: types.table(columns) };

/**
 * `pairwise_report(settled, .judge)`: a row per figure, in each group. Shares of all items, by Wilson: `a wins`, `b wins`, `split`, `tie`,
 * `unparsed`. Of items whose verdicts were both read: `win rate of a` (a win 1, a tie or split 1/2), and `consistent`, that both
 * orders say the same. `first shown`: of verdicts that name an answer, those that name the first; items are drawn whole, since the two
 * verdicts of one are not independent. `first shown in splits`: of items where either order names another answer, those where each time
 * it is the first: 1/2 where position does not matter. Errors: E201, E302 (items of other answers in one group), E113.
 */
export const pairwise_report = operator({
  name: "pairwise_report",
  family: "judge",
  doc: "who wins by both orders, how often they agree, and how often the answer shown first is taken, each with its interval",
  params: {
    settled: doc("items as `settled` gives them", settledRows),
    by: doc("columns to report apart: the judge", many(column)),
    ...drawing,
  },
  returns: { kind: "rule", rule: "figures" },
  run: ({ settled, by, ...how }, { note }) => {
    const from = tableOf(settled);
    existing(from, [...Object.keys(columns), ...by]);
    if (from.size === 0) throw dataError("E113", "'pairwise_report' has no item", "show the rows");
    const groups = grouped(table.rows(from), (row) => by.map((key) => row[key]));
    return table.fromRows(
      groups.flatMap((rows) => {
        const keys = Object.fromEntries(by.map((key) => [key, rows[0][key] ?? null]));
        return reported(rows.map(itemOf), how, note).map((figure) => ({ ...keys, ...figure }));
      }),
    );
  },
});

interface Item {
  readonly a: string;
  readonly b: string;
  readonly given: string;
  readonly swapped: string;
  readonly outcome: string;
}

const itemOf = (row: Row): Item => ({
  a: label("pairwise_report", row["a"] ?? null),
  b: label("pairwise_report", row["b"] ?? null),
  given: label("pairwise_report", row["given"] ?? null),
  swapped: label("pairwise_report", row["swapped"] ?? null),
  outcome: label("pairwise_report", row["outcome"] ?? null),
});

/** How many verdicts of an item name an answer, and how many of these the one shown first. */
const named = ({ a, b, given, swapped }: Item): number =>
  [given, swapped].filter((one) => one === a || one === b).length;
const firsts = ({ a, b, given, swapped }: Item): number => Number(given === a) + Number(swapped === b);
const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((all, one) => all + of(one), 0);

function reported(items: readonly Item[], how: Resampling, note: Reach["note"]): Row[] {
  const { a, b } = pairOf(items);
  const { level } = how;
  const n = items.length;
  const count = (of: (item: Item) => boolean): number => items.filter(of).length;
  const wins = (name: string) => (item: Item) => item.outcome === "both" && item.given === name;
  const read = items.filter(({ outcome }) => outcome !== "unparsed");
  const points = (item: Item): number => (wins(a)(item) ? 1 : wins(b)(item) ? 0 : 0.5);
  const telling = read.filter((item) => item.outcome === "split" && named(item) === 2);
  return [
    share(`${a} wins`, count(wins(a)), n, level),
    share(`${b} wins`, count(wins(b)), n, level),
    ...["split", "tie", "unparsed"].map((word) =>
      share(
        word,
        count(({ outcome }) => outcome === word),
        n,
        level,
      ),
    ),
    drawn(`win rate of ${a}`, read, { of: (some) => mean(some.map(points)), how, note }),
    share("consistent", read.filter(({ outcome }) => outcome !== "split").length, read.length, level),
    drawn(
      "first shown",
      items.filter((item) => named(item) > 0),
      {
        of: (some) => sum(some, firsts) / sum(some, named),
        how,
        note,
      },
    ),
    share(
      "first shown in splits",
      telling.filter((item) => firsts(item) === 2).length,
      telling.length,
      level,
    ),
  ];
}

function pairOf(items: readonly Item[]): { readonly a: string; readonly b: string } {
  const pairs = new Map(items.map(({ a, b }) => [JSON.stringify([a, b]), { a, b }]));
  const [one, other] = [...pairs.values()];
  if (!one || other)
    throw dataError(
      "E302",
      `'pairwise_report' compares the same two answers everywhere, but got ${[...pairs.values()].map(({ a, b }) => `${a} and ${b}`).join(", ")}`,
      "name the column that tells them apart: pairwise_report(settled, .judge)",
    );
  return one;
}
