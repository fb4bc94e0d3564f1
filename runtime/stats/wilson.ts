// The interval of a share: k of n items right.
import { probit } from "./normal.ts";

export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/**
 * Wilson's score interval of k successes in n items, n >= 1, level in (0, 1); it does not collapse at 0 or 1.
 * Source: E. B. Wilson, JASA 22, 1927; the same as statsmodels' `proportion_confint(method="wilson")`.
 */
export function wilson(k: number, n: number, level: number): Interval {
  const z2 = probit(0.5 + level / 2) ** 2;
  const centre = (k + z2 / 2) / (n + z2);
  const half = Math.sqrt(z2 * ((k * (n - k)) / n + z2 / 4)) / (n + z2);
  return { lo: k === 0 ? 0 : Math.max(0, centre - half), hi: k === n ? 1 : Math.min(1, centre + half) };
}
