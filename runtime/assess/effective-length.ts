// Up to which length of a context a score holds.
import * as types from "../../dsl/types/types.ts";
import { levels, points } from "./by-place.ts";
import { doc, each, figures, json, maybeNum, num, operator, opt, record, rowsOf } from "./shared.ts";

/**
 * `effective_length(rows, .length, .score, at_least: 0.75)`: the longest length of which the mean score, and that of all shorter ones, is at least so
 * much; null where already the shortest is below. `below` is the first that is not. Lengths are those of the rows, in whatever unit. Source: J.
 * Roberts et al. 2024 (Needle Threading), there at 75 %. Errors: E204 (no number), E113.
 */
export const effective_length = operator({
  name: "effective_length",
  family: "statistics",
  doc: "up to which length a score holds",
  params: {
    rows: rowsOf,
    length: doc("how long the context is", each(json)),
    score: doc("a metric of the row", each(json)),
    at_least: doc("the mean score that still counts", opt(num, 0.75)),
  },
  returns: record({
    length: maybeNum,
    below: maybeNum,
    longest: types.num,
    at_least: types.num,
    levels: types.int,
    n: types.int,
  }),
  run: async ({ rows, length, score, at_least }, reach) => {
    const all = await points("effective_length", rows, [length, score], reach);
    const means = levels(all);
    const first = means.findIndex(([, value]) => value < at_least);
    const holding = first < 0 ? means : means.slice(0, first);
    return figures({
      length: holding.at(-1)?.[0] ?? null,
      below: means[first]?.[0] ?? null,
      longest: means.at(-1)?.[0] ?? null,
      at_least,
      levels: means.length,
      n: all.length,
    });
  },
});
