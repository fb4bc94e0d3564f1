// Planning: what difference a number of items can find, and how many items a difference needs.
import { normal, probit } from "./normal.ts";

export interface Plan {
  /** Of the two-sided test. */
  readonly alpha: number;
  /** The chance wanted of finding a difference that is there. */
  readonly power: number;
}

/** √(sd_a² + sd_b²), that of a difference of two means over different items, n on each side. */
export const spreadUnpaired = (a: number, b: number): number => Math.hypot(a, b);

/** √(sd_a² + sd_b² - 2 r sd_a sd_b): the sd of differences over the same items. */
export const spreadPaired = (a: number, b: number, r: number): number =>
  Math.sqrt(Math.max(0, a * a + b * b - 2 * r * a * b));

/**
 * The least difference that a test of n items finds with that power; `sd` of the differences per item.
 * Source: E. Miller 2024, arXiv 2411.00640, section 5, by the normal distribution.
 */
export const detectable = (sd: number, n: number, { alpha, power }: Plan): number =>
  ((probit(1 - alpha / 2) + probit(power)) * sd) / Math.sqrt(n);

/** How many items (unpaired: on each side) find a difference with that power; not rounded. */
export const needed = (sd: number, effect: number, { alpha, power }: Plan): number =>
  (((probit(1 - alpha / 2) + probit(power)) * sd) / effect) ** 2;

/** The chance that a two-sided test of n items finds a difference. */
export function powerOf(sd: number, n: number, effect: number, alpha: number): number {
  const z = (Math.abs(effect) * Math.sqrt(n)) / sd;
  const bound = probit(1 - alpha / 2);
  return normal(z - bound) + normal(-z - bound);
}
