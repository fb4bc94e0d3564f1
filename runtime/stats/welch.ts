// Welch's test: the difference of two means over different items, whose spreads may differ.
import { mean, type Numbers, se } from "./moments.ts";
import { around } from "./student.ts";
import type { Interval } from "./wilson.ts";

export interface Welch extends Interval {
  readonly mean: number;
  readonly se: number;
  readonly df: number;
  readonly p: number;
}

/** mean(a) - mean(b), at least two values on each side. Source: B. L. Welch, Biometrika 34, 1947. */
export function welch(a: Numbers, b: Numbers, level: number): Welch {
  const [ofA, ofB] = [se(a) ** 2, se(b) ** 2];
  const error = Math.sqrt(ofA + ofB);
  const apart = ofA ** 2 / (a.length - 1) + ofB ** 2 / (b.length - 1);
  // without any spread each degree of freedom says the same
  const df = apart === 0 ? a.length + b.length - 2 : error ** 4 / apart;
  const difference = mean(a) - mean(b);
  return { mean: difference, se: error, df, ...around(difference, error, df, level) };
}
