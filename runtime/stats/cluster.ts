// Means of items that come in clusters: several questions of one document know less than as many of several.
import type { Numbers } from "./moments.ts";
import { around } from "./student.ts";
import type { Interval } from "./wilson.ts";

/** Values that were drawn together. */
export interface Cluster {
  readonly sum: number;
  readonly size: number;
}

/** Clusters of values, in the order in which they first occur; `of` names that of each value. */
export function clusters(values: Numbers, of: readonly (string | number)[]): readonly Cluster[] {
  const found = new Map<string | number, { sum: number; size: number }>();
  for (let at = 0; at < values.length; at++) {
    const name = of[at] ?? "";
    const one = found.get(name) ?? { sum: 0, size: 0 };
    one.sum += values[at] ?? NaN;
    one.size++;
    found.set(name, one);
  }
  return [...found.values()];
}

export const meanOf = (all: readonly Cluster[]): number =>
  all.reduce((sum, one) => sum + one.sum, 0) / all.reduce((size, one) => size + one.size, 0);

/**
 * The standard error of the mean of all values, with G / (G - 1) for G clusters, G >= 2. With one value each it is sd / √n.
 * Source: K.-Y. Liang and S. Zeger, Biometrika 73, 1986; the same as statsmodels' `cov_type="cluster"` of a constant.
 */
export function seClustered(all: readonly Cluster[]): number {
  const centre = meanOf(all);
  const size = all.reduce((sum, one) => sum + one.size, 0);
  const squares = all.reduce((sum, one) => sum + (one.sum - one.size * centre) ** 2, 0);
  return Math.sqrt((squares * all.length) / (all.length - 1)) / size;
}

/** The t interval of that mean, with G - 1 degrees of freedom. */
export const tClustered = (all: readonly Cluster[], level: number): Interval & { readonly p: number } =>
  around(meanOf(all), seClustered(all), all.length - 1, level);

/** What the mean would be without each cluster in turn. */
export function without(all: readonly Cluster[]): readonly number[] {
  const [sum, size] = [all.reduce((so, one) => so + one.sum, 0), all.reduce((so, one) => so + one.size, 0)];
  return all.map((one) => (sum - one.sum) / (size - one.size));
}

/** Each value by itself. */
export const single = (values: Numbers): readonly Cluster[] =>
  Array.from(values, (sum) => ({ sum, size: 1 }));
