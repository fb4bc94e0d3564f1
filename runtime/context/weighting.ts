// The weightings that go by the name of BM25: what a word is worth, and what its occurrences in a passage are.

export const WEIGHTINGS = ["lucene", "atire", "robertson"] as const;
export type WeightingName = (typeof WEIGHTINGS)[number];

interface Weighting {
  /** Of a word that `n` of `all` passages have. */
  readonly idf: (n: number, all: number) => number;
  /** Factor of every score. */
  readonly scale: (k1: number) => number;
}

/**
 * A word adds idf * scale * f / (f + k1 * (1 - b + b * length / mean length)), f being its occurrences.
 *
 * `lucene`: Lucene since 8.0 (LUCENE-8563), without its rounding of lengths to a byte. `atire`: Trotman, Jia and Crane, "Towards
 * an efficient and effective search engine", 2012. `robertson`: Robertson and Zaragoza 2009, with 0 for words that more than
 * half of the passages have. Names as in Kamphuis et al., "Which BM25 do you mean?", ECIR 2020.
 */
export const weightings: { readonly [N in WeightingName]: Weighting } = {
  lucene: { idf: (n, all) => Math.log(1 + (all - n + 0.5) / (n + 0.5)), scale: () => 1 },
  atire: { idf: (n, all) => Math.log(all / n), scale: (k1) => k1 + 1 },
  robertson: { idf: (n, all) => Math.log(Math.max(1, (all - n + 0.5) / (n + 0.5))), scale: () => 1 },
};
