// The percentile bootstrap: an interval of a mean by drawing the items again, with replacement.
import { stream } from "../random.ts";
import { type Numbers, differences, mean, quantile } from "./moments.ts";
import { signFlips } from "./permutation.ts";
import type { Interval } from "./wilson.ts";

export interface Resampling {
  /** How many times the items are drawn again. */
  readonly resamples: number;
  /** Coverage wanted, in (0, 1). */
  readonly level: number;
  readonly seed: number;
}

/** The percentile interval of the mean of per-item values, n >= 1. Same values and seed, same interval. */
export function bootstrap(values: Numbers, how: Resampling): Interval {
  return percentiles(means(values, how), how.level);
}

export interface Paired extends Interval {
  readonly mean: number;
  readonly n: number;
  /** Two-sided p of "the difference is 0". */
  readonly p: number;
  /** Whether p is that of all sign flips; otherwise it is twice the smaller tail of the resamples, each with one added. */
  readonly exact: boolean;
}

/**
 * The mean difference a - b over the same items in the same order, with its interval from resamples. p is exact where few
 * differences are not 0 (`signFlips`): resamples of few items know too little of what else could have been drawn. With
 * more, p comes from the same resamples; 2 / (resamples + 1) is then above the least that the exact test could give.
 * Source: B. Efron and R. Tibshirani 1993, chapter 13; the added one: A. Davison and D. Hinkley 1997, section 4.2.
 */
export function paired(a: Numbers, b: Numbers, how: Resampling): Paired {
  return difference(differences(a, b), how);
}

/** The same, of differences that have been taken already. */
export function difference(values: Numbers, how: Resampling): Paired {
  const sorted = means(values, how);
  const flips = signFlips(values);
  const p = flips ?? tails(sorted);
  return {
    mean: mean(values),
    n: values.length,
    p,
    exact: flips !== null,
    ...percentiles(sorted, how.level),
  };
}

function tails(sorted: Float64Array): number {
  const below = sorted.findLastIndex((value) => value <= 0) + 1;
  const least = sorted.findIndex((value) => value >= 0);
  const above = least < 0 ? 0 : sorted.length - least;
  return Math.min(1, (2 * (Math.min(below, above) + 1)) / (sorted.length + 1));
}

/** The sorted means of the resamples. Draws do not depend on the values: cells of the same n share them. */
function means(values: Numbers, { resamples, seed }: Resampling): Float64Array {
  const { below } = stream(seed, "bootstrap");
  const items = Float64Array.from(values);
  const n = items.length;
  const sums = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    let sum = 0;
    for (let draw = 0; draw < n; draw++) sum += items[below(n)]!;
    sums[b] = sum / n;
  }
  return sums.sort();
}

function percentiles(sorted: Float64Array, level: number): Interval {
  const tail = (1 - level) / 2;
  return { lo: quantile(sorted, tail), hi: quantile(sorted, 1 - tail) };
}
