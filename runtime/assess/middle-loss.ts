// What the middle of a context loses against its ends.
import * as types from "../../dsl/types/types.ts";
import { typeError } from "../problem.ts";
import { stream } from "../random.ts";
import { ranged } from "../ranged.ts";
import type { Resampling } from "../stats/bootstrap.ts";
import { mean, quantile } from "../stats/moments.ts";
import type { Interval } from "../stats/wilson.ts";
import { levels, placed, type Point, points } from "./by-place.ts";
import { doc, drawing, each, figures, json, none, num, operator, opt, record, rowsOf } from "./shared.ts";

interface Parts {
  readonly first: number;
  readonly middle: number;
  readonly last: number;
}

/** Means of the levels at either end and between; null where one of the three has none. */
function parts(means: readonly Point[], edge: number): Parts | null {
  const [from, to] = [means[0]?.[0] ?? 0, means.at(-1)?.[0] ?? 0];
  const [first, middle, last]: [number[], number[], number[]] = [[], [], []];
  for (const [place, value] of means) {
    const at = (place - from) / (to - from);
    (at <= edge ? first : at >= 1 - edge ? last : middle).push(value);
  }
  if (first.length === 0 || middle.length === 0 || last.length === 0) return null;
  return { first: mean(first), middle: mean(middle), last: mean(last) };
}

const loss = ({ first, middle, last }: Parts): number => (first + last) / 2 - middle;

/** The percentile interval of the loss, rows drawn again within their position: positions are chosen, rows are what varies. */
function lossInterval(all: readonly Point[], edge: number, { resamples, level, seed }: Resampling): Interval {
  const { below } = stream(seed, "middle_loss");
  const groups = placed(all);
  const found = Array.from({ length: resamples }, () => {
    const drawn = groups.map(([place, scores]): Point => [
      place,
      mean(scores.map(() => scores[below(scores.length)] ?? NaN)),
    ]);
    const one = parts(drawn, edge);
    return one ? loss(one) : NaN;
  });
  const sorted = Float64Array.from(found).sort();
  return { lo: quantile(sorted, (1 - level) / 2), hi: quantile(sorted, (1 + level) / 2) };
}

/**
 * `middle_loss(rows, .position, .score, edge: 0.2)`: the mean of both ends less that of the middle: above 0 what stands in the middle is lost
 * (N. F. Liu et al. 2023, "Lost in the Middle"). Positions are scaled to 0 to 1; ends are those at most `edge` from either. Each
 * position counts once, however many rows it has. The interval is of rows drawn again within their
 * position. Errors: E204 (no number), E113 (no position at an end, or between).
 */
export const middle_loss = operator({
  name: "middle_loss",
  family: "statistics",
  doc: "how much less a score is in the middle of a context than at its ends",
  params: {
    rows: rowsOf,
    position: doc("where in the context the answer stands", each(json)),
    score: doc("a metric of the row", each(json)),
    edge: doc(
      "how far an end reaches, as a share of the whole",
      ranged(opt(num, 0.2), { least: 0, most: 1 }),
    ),
    ...drawing,
  },
  returns: record({
    loss: types.num,
    lo: types.num,
    hi: types.num,
    first: types.num,
    middle: types.num,
    last: types.num,
    n: types.int,
  }),
  run: async ({ rows, position, score, edge, ...how }, reach) => {
    if (edge >= 0.5)
      throw typeError("E203", `'middle_loss' takes edge: below 0.5, but got ${edge}`, "edge: 0.2");
    const all = await points("middle_loss", rows, [position, score], reach);
    const found = parts(levels(all), edge);
    if (found === null) throw none("middle_loss", "it needs positions at both ends and between them");
    const lone = placed(all).filter(([, scores]) => scores.length === 1).length;
    if (lone > 0)
      reach.note("middle_loss: positions with one row, which the interval takes for certain", lone);
    return figures({ loss: loss(found), ...lossInterval(all, edge, how), ...found, n: all.length });
  },
});
