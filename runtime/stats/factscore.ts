// FActScore: the share of an answer's claims that are supported, less where there are few claims.

/**
 * The factor for an answer of n claims, n >= 1: 1 above gamma of them, else exp(1 - gamma / n); gamma 0: no penalty.
 * Source: S. Min et al. 2023, arXiv 2305.14251, as in shmsw25/FActScore factscore/factscorer.py (gamma 10 there).
 */
export const lengthPenalty = (n: number, gamma: number): number =>
  gamma === 0 || n > gamma ? 1 : Math.exp(1 - gamma / n);

/** Of one answer, whose claims are supported or not; null without a claim. */
export const factPrecision = (supported: readonly boolean[]): number | null =>
  supported.length === 0 ? null : supported.filter((one) => one).length / supported.length;
