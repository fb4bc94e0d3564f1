// McNemar's exact test: two runs, 0/1, by the items that only one of them has right.
import { incompleteBeta, lnGamma } from "./beta.ts";

/**
 * Two-sided p of b items that only the first has right and c that only the second has; 1 where there are none. Mid-p counts
 * what was seen half, which takes away most of the test's caution.
 * Source: Q. McNemar, Psychometrika 12, 1947; mid-p: M. Fagerland, S. Lydersen, P. Laake, BMC Med. Res. Methodol. 13, 2013.
 */
export function mcnemar(b: number, c: number, mid: boolean): number {
  const [n, k] = [b + c, Math.min(b, c)];
  if (n === 0) return 1;
  // P(X <= k) of n fair coins
  const tail = k === n ? 1 : incompleteBeta(0.5, n - k, k + 1);
  const seen = Math.exp(lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1) - n * Math.LN2);
  return Math.min(1, 2 * tail - (mid ? seen : 0));
}
