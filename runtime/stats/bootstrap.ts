// The bootstrap: an interval of a mean by drawing the items, or their clusters, again with replacement.
import { bca } from "./bca.ts";
import { type Cluster, meanOf, single, without } from "./cluster.ts";
import { type Numbers, differences, mean, quantile } from "./moments.ts";
import { signFlips } from "./permutation.ts";
import { clusterMeans, means, type Resampler } from "./resample.ts";
import type { Interval } from "./wilson.ts";

export interface Resampling {
  /** How many times the items are drawn again. */
  readonly resamples: number;
  /** Coverage wanted, in (0, 1). */
  readonly level: number;
  readonly seed: number;
}

/** The percentile interval of the mean of per-item values, n >= 1. Same values and seed, same interval. */
export function bootstrap(values: Numbers, how: Resampling, draw = alone(how)): Interval {
  return percentiles(draw(values).sort(), how.level);
}

/** The BCa interval of the same draws; null where it does not exist, as of values that are all alike. */
export function bootstrapBca(values: Numbers, how: Resampling, draw = alone(how)): Interval | null {
  return bca(draw(values).sort(), mean(values), without(single(values)), how.level);
}

const alone =
  ({ resamples, seed }: Resampling): Resampler =>
  (values) =>
    means(values, resamples, seed);

/** Of clusters drawn whole, either way. Source: A. Davison and D. Hinkley 1997, section 3.8. */
export function bootstrapClusters(all: readonly Cluster[], { resamples, level, seed }: Resampling): Interval {
  return percentiles(clusterMeans(all, resamples, seed).sort(), level);
}

export function bootstrapClustersBca(
  all: readonly Cluster[],
  { resamples, level, seed }: Resampling,
): Interval | null {
  return bca(clusterMeans(all, resamples, seed).sort(), meanOf(all), without(all), level);
}

export interface Paired extends Interval {
  readonly mean: number;
  readonly n: number;
  /** Two-sided p of "the difference is 0", by sign flips. */
  readonly p: number;
  /** Whether all flips were tried; otherwise as many were drawn as resamples. */
  readonly exact: boolean;
}

/**
 * The mean difference a - b over the same items in the same order, with its interval from resamples and its p from sign
 * flips. Source: B. Efron and R. Tibshirani 1993, chapter 13; of p, see `signFlips`.
 */
export function paired(a: Numbers, b: Numbers, how: Resampling): Paired {
  return difference(differences(a, b), how);
}

/** The same, of differences that have been taken already. */
export function difference(values: Numbers, how: Resampling): Paired {
  return {
    mean: mean(values),
    n: values.length,
    ...signFlips(values, how.resamples, how.seed),
    ...bootstrap(values, how),
  };
}

function percentiles(sorted: Float64Array, level: number): Interval {
  const tail = (1 - level) / 2;
  return { lo: quantile(sorted, tail), hi: quantile(sorted, 1 - tail) };
}
