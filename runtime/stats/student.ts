// Student's t: the interval of one mean, and the p of a mean being 0.
import { incompleteBeta } from "./beta.ts";
import { mean, type Numbers, se } from "./moments.ts";
import { probit } from "./normal.ts";
import type { Interval } from "./wilson.ts";

/** Two-sided p of |t| with `df` degrees of freedom. Source: NIST Digital Library of Mathematical Functions, 8.17. */
export const tails = (t: number, df: number): number => incompleteBeta(df / (df + t * t), df / 2, 0.5);

/** t with P(|T| <= t) = level, `df` > 0: by halving an interval that the normal quantile begins. */
export function critical(level: number, df: number): number {
  let [low, high] = [0, probit(0.5 + level / 2)];
  while (tails(high, df) > 1 - level) [low, high] = [high, 2 * high];
  for (;;) {
    const middle = (low + high) / 2;
    if (!(middle > low && middle < high)) return middle;
    if (tails(middle, df) > 1 - level) low = middle;
    else high = middle;
  }
}

/** A mean and its standard error with `df` degrees of freedom: the interval, and two-sided p of "it is 0". */
export function around(
  centre: number,
  error: number,
  df: number,
  level: number,
): Interval & { readonly p: number } {
  const half = critical(level, df) * error;
  const p = error === 0 ? Number(centre === 0) : tails(centre / error, df);
  return { lo: centre - half, hi: centre + half, p };
}

/** The t interval of the mean of n >= 2 values. Source: "Student", Biometrika 6, 1908. */
export const tInterval = (values: Numbers, level: number): Interval & { readonly p: number } =>
  around(mean(values), se(values), values.length - 1, level);
