// The mean over datasets, with the errors of their means carried along.
import { mean } from "./moments.ts";
import { probit } from "./normal.ts";
import type { Interval } from "./wilson.ts";

/**
 * The unweighted mean of means of independent datasets; its standard error is √(Σ se²) / k. The interval is normal.
 * It says how the mean would move with other items of the same datasets, not with other datasets.
 */
export function macroMean(
  means: readonly number[],
  errors: readonly number[],
  level: number,
): Interval & { readonly mean: number; readonly se: number } {
  const error = Math.hypot(...errors) / means.length;
  const half = probit(0.5 + level / 2) * error;
  const centre = mean(means);
  return { mean: centre, se: error, lo: centre - half, hi: centre + half };
}
