// The bias-corrected and accelerated bootstrap interval.
import { mean, type Numbers, quantile } from "./moments.ts";
import { normal, probit } from "./normal.ts";
import type { Interval } from "./wilson.ts";

/**
 * The interval from the sorted figures of the resamples, the figure seen, and the figures without each item (or cluster) in
 * turn. null where it does not exist: all items alike, or no resample on one side of what was seen.
 * Source: B. Efron, JASA 82, 1987; the same as scipy's `bootstrap(method="BCa")` of these resamples.
 */
export function bca(sorted: Float64Array, seen: number, without: Numbers, level: number): Interval | null {
  const below = sorted.findIndex((value) => value >= seen);
  const above = sorted.findIndex((value) => value > seen);
  const least = below < 0 ? sorted.length : below;
  const most = above < 0 ? sorted.length : above;
  const bias = probit((least + most) / 2 / sorted.length);
  const centre = mean(without);
  let [squares, cubes] = [0, 0];
  for (const one of without) {
    squares += (centre - one) ** 2;
    cubes += (centre - one) ** 3;
  }
  const skew = cubes / (6 * squares ** 1.5);
  const at = (tail: number): number => {
    const z = bias + probit(tail);
    return normal(bias + z / (1 - skew * z));
  };
  const [from, to] = [at((1 - level) / 2), at((1 + level) / 2)];
  if (!Number.isFinite(from) || !Number.isFinite(to)) return null;
  return { lo: quantile(sorted, from), hi: quantile(sorted, to) };
}
