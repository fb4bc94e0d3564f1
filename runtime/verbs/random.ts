// Puts rows in a random order.
import { doc, int, operator, rowsOf } from "../operator.ts";
import { stream } from "../random.ts";
import * as table from "../table.ts";
import { tableOf } from "./rows.ts";

/**
 * `random(rows, seed)`: all rows, in an order that the seed decides. Every row draws a number in turn and
 * the smallest comes first.
 */
export const random = operator({
  name: "random",
  family: "table",
  doc: "all rows, in a random order",
  params: { rows: rowsOf, seed: doc("the same seed gives the same order", int) },
  returns: { kind: "rule", rule: "same" },
  rows: "all",
  run: ({ rows, seed }) => {
    const from = tableOf(rows);
    const draws = stream(seed, "random");
    const drawn = Array.from({ length: from.size }, (_, at) => ({ at, key: draws.next() }));
    return table.pick(
      from,
      drawn.sort((a, b) => a.key - b.key || a.at - b.at).map(({ at }) => at),
    );
  },
});
