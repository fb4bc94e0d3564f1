// Boundaries between segments that are found, of those that should be.
import { choice, doc, int, operator, opt } from "../../operator.ts";
import { ranged } from "../../ranged.ts";
import * as types from "../../../dsl/types/types.ts";
import { both, segmented } from "./segments.ts";

function boundaries(lengths: readonly number[]): readonly number[] {
  let end = 0;
  return lengths.slice(0, -1).map((length) => (end += length));
}

/** How many can be paired off, each with one at most so far away: from the left the nearest that is free is never worse. */
function paired(said: readonly number[], right: readonly number[], tolerance: number): number {
  let [at, of, pairs] = [0, 0, 0];
  while (at < said.length && of < right.length) {
    const apart = (said[at] ?? 0) - (right[of] ?? 0);
    if (Math.abs(apart) <= tolerance) pairs++;
    if (apart <= tolerance) at++;
    if (apart >= -tolerance) of++;
  }
  return pairs;
}

/**
 * `boundary_f1(segments, gold, tolerance, of)`: precision, recall or F1 of the places between segments, the ends of the text apart. With
 * `tolerance` a boundary counts where one that should be is at most so many units away, each for one. 1 where neither side has a boundary, 0 where one has
 * none. Errors: E204 (other units).
 */
export const boundaryF1 = operator({
  name: "boundary_f1",
  family: "score",
  doc: "F1, precision or recall of the boundaries between segments, 0 to 1",
  params: {
    ...segmented,
    tolerance: doc("how many units off a boundary may be", ranged(opt(int, 0), { least: 0 })),
    of: doc("F1, precision or recall", opt(choice("f", "precision", "recall"), "f")),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ tolerance, of, ...given }) => {
    const [said, right] = both("boundary_f1", given).map(boundaries) as [
      readonly number[],
      readonly number[],
    ];
    if (said.length + right.length === 0) return 1;
    const pairs = paired(said, right, tolerance);
    const out = { f: (said.length + right.length) / 2, precision: said.length, recall: right.length }[of];
    return out === 0 ? 0 : pairs / out;
  },
});
