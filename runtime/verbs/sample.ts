// Draws rows at random.
import { counted, many } from "../../dsl/tell/count.ts";
import { doc, int, operator, rowsOf } from "../operator.ts";
import { ranged } from "../ranged.ts";
import { stream } from "../random.ts";
import * as table from "../table.ts";
import { tableOf } from "./rows.ts";

/**
 * `sample(rows, n, seed)`: n different rows in their old order. Every row draws a number in turn and the n smallest stay, so
 * with one seed a smaller sample is part of a larger one. Fewer rows than n: all of them, and a note. Errors: E203 for n < 0.
 */
export const sample = operator({
  name: "sample",
  family: "table",
  doc: "n rows at random, without replacement, in their old order",
  params: {
    rows: rowsOf,
    n: doc("how many rows", ranged(int, { least: 0 })),
    seed: doc("the same seed draws the same rows", int),
  },
  returns: { kind: "rule", rule: "same" },
  rows: "first",
  run: ({ rows, n, seed }, { note }) => {
    const from = tableOf(rows);
    if (n > from.size) note(`sample: ${counted(n, "row")} wanted, ${many(from.size)} there`);
    const random = stream(seed, "sample");
    const drawn = Array.from({ length: from.size }, (_, at) => ({ at, key: random.next() }));
    const kept = drawn.sort((a, b) => a.key - b.key || a.at - b.at).slice(0, n);
    return table.pick(
      from,
      kept.map(({ at }) => at).sort((a, b) => a - b),
    );
  },
});
