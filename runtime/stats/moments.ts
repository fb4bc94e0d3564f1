// Means, standard errors and correlation in closed form (sd with n-1), and quantiles of a sorted sample.

export type Numbers = readonly number[] | Float64Array;

export function mean(values: Numbers): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Standard deviation with n-1. */
export const sd = (values: Numbers): number => Math.sqrt(covariance(values, values));

/** Standard error of the mean: sd / √n. */
export const se = (values: Numbers): number => sd(values) / Math.sqrt(values.length);

/** Standard error of the difference of two means over different items. */
export const seUnpaired = (a: Numbers, b: Numbers): number => Math.hypot(se(a), se(b));

/** Standard error of the mean difference over the same items, in the same order. */
export const sePaired = (a: Numbers, b: Numbers): number => se(differences(a, b));

/** Pearson's r of the same items. */
export const correlation = (a: Numbers, b: Numbers): number => covariance(a, b) / (sd(a) * sd(b));

export const differences = (a: Numbers, b: Numbers): Float64Array =>
  Float64Array.from(a, (value, at) => value - (b[at] ?? NaN));

/** The q-quantile of sorted values, linear between neighbours (type 7 of Hyndman and Fan: the default of numpy and R). */
export function quantile(sorted: Numbers, q: number): number {
  const at = (sorted.length - 1) * q;
  const [below, above] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return below + (above - below) * (at - Math.floor(at));
}

function covariance(a: Numbers, b: Numbers): number {
  const [ofA, ofB] = [mean(a), mean(b)];
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += ((a[at] ?? NaN) - ofA) * ((b[at] ?? NaN) - ofB);
  return sum / (a.length - 1);
}
