// The exact sign-flip test of a mean difference: what few items can say, and no more.
import type { Numbers } from "./moments.ts";

/** Up to so many differences other than 0 all flips are tried: half a million sums, some milliseconds. */
const MOST = 20;

/** Rounding in a sum: flips that tie on paper count as ties. */
const ROUNDING = 1e-12;

/**
 * Two-sided p of "each difference could as well have the other sign": the share of all sign flips whose sum is at least as
 * far from 0 as the one seen. With m differences other than 0 it is never below 2^(1-m); with none it is 1. Of differences
 * -1, 0, 1 it is McNemar's exact test. null where m is above 20.
 * Source: R. A. Fisher, The Design of Experiments, 1935, section 21; P. Good, Permutation Tests, 2nd edition 2000, chapter 3.
 */
export function signFlips(values: Numbers): number | null {
  // a difference of 0 is its own flip: it doubles all counts alike
  const sizes = Array.from(values, Math.abs).filter((size) => size > 0);
  if (sizes.length > MOST) return null;
  const [first, ...others] = sizes;
  if (first === undefined) return 1;
  let total = 0;
  for (const value of values) total += value;
  const seen = Math.abs(total) - ROUNDING * sizes.reduce((sum, size) => sum + size, 0);
  // flipping every sign changes no distance from 0: the first keeps its sign
  const sums = new Float64Array(2 ** others.length);
  sums[0] = first;
  others.forEach((size, at) => {
    const filled = 2 ** at;
    for (let k = 0; k < filled; k++) {
      const sum = sums[k] ?? NaN;
      sums[filled + k] = sum - size;
      sums[k] = sum + size;
    }
  });
  let far = 0;
  for (const sum of sums) if (Math.abs(sum) >= seen) far++;
  return far / sums.length;
}
