// Two halves of a table that share no item: one to take demonstrations from, one to ask.
import { counted, many } from "../../dsl/tell/count.ts";
import { canonical } from "../../dsl/plan/plan.ts";
import { doc, each, int, json, maybe, num, operator, rowsOf } from "../operator.ts";
import { ranged } from "../ranged.ts";
import { dataError } from "../problem.ts";
import { stream } from "../random.ts";
import * as table from "../table.ts";
import { bare, type Json, type Value } from "../value.ts";
import { perRow, tableOf } from "./rows.ts";

/**
 * `holdout(rows, share, seed, group)`: {train, test}. A row goes by its id alone: the seed and the id give a number in [0, 1),
 * and below `share` the row is held out, so that rows which are added later move no other (repeatable splitting by a hash of
 * the key: Lakshmanan, Robinson and Munn, Machine Learning Design Patterns, 2020, pattern 22). The share is therefore met on
 * average; a note tells what it came to. `group` instead of the id keeps all rows of a group on one side.
 * Errors: E203 for a share outside 0..1, E303 where a row has neither an id nor a group, E113 for an empty half.
 */
export const holdout = operator({
  name: "holdout",
  family: "table",
  doc: "two halves that share no item: train to learn from, test to ask",
  params: {
    rows: rowsOf,
    share: doc(
      "how much is held out for test, above 0 and below 1",
      ranged(num, { least: 0, most: 1, open: true }),
    ),
    seed: doc("another seed, other halves", int),
    group: doc("over a row: rows of one value stay together; left out: the column id", maybe(each(json))),
  },
  returns: { kind: "rule", rule: "holdout" },
  rows: "fewer",
  run: async ({ rows, share, seed, group }, reach) => {
    const from = tableOf(rows);
    const keys = group
      ? await perRow(from, group, reach)
      : from.names.includes("id")
        ? table.column(from, "id")
        : [];
    const at = Array.from({ length: from.size }, (_, i) => i);
    const held = at.map((i) => stream(seed, "holdout", keyOf(keys[i] ?? null, i)).next() < share);
    const test = at.filter((i) => held[i]);
    if (test.length === 0 || test.length === from.size)
      throw dataError(
        "E113",
        `'holdout' leaves ${test.length === 0 ? "test" : "train"} empty: ${counted(from.size, "row")}, share ${share}`,
        "give it more rows, another share or another seed",
      );
    reach.note(`holdout: ${many(test.length)} of ${counted(from.size, "row")} held out`);
    const half = (wanted: boolean): table.Table =>
      table.pick(
        from,
        at.filter((i) => held[i] === wanted),
      );
    return bare([
      ["train", half(false)],
      ["test", half(true)],
    ]);
  },
});

function keyOf(key: Value, at: number): string {
  if (key === null)
    throw dataError(
      "E303",
      `'holdout' needs an id in each row, and row ${at + 1} has none`,
      "name what keeps rows together: holdout(group: .column)",
    );
  return typeof key === "object" ? canonical(key as Json) : String(key);
}
