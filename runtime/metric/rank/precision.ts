// How much of what was found is relevant: at a rank, and on average over the ranks of what is relevant.
import { operator } from "../../operator.ts";
import * as types from "../../../dsl/types/types.ts";
import { type Judged, judged, k, level, ranked, relevantIn, top } from "./ranking.ts";

/** Of the first k, whether there are so many or not; without k of all that was found. */
export function precisionOf({ hits }: Judged, k: number | null, level: number): number {
  const places = k ?? hits.length;
  return places === 0 ? 0 : relevantIn(top(hits, k), level) / places;
}

/** Precision at the rank of each relevant id that was found, over all that are relevant. */
export function averagePrecisionOf({ hits, grades }: Judged, k: number | null, level: number): number {
  let [found, sum] = [0, 0];
  for (const [at, grade] of top(hits, k).entries())
    if (grade !== null && grade >= level) sum += ++found / (at + 1);
  return share(sum, relevantIn(grades, level));
}

/** Precision at the rank that is the number of relevant ids. */
export function rPrecisionOf({ hits, grades }: Judged, level: number): number {
  const all = relevantIn(grades, level);
  return share(relevantIn(top(hits, all), level), all);
}

/** A query without a relevant id scores 0, as in trec_eval. */
export const share = (part: number, all: number): number => (all === 0 ? 0 : part / all);

/**
 * `precision(ranking, relevant, k)`: the share of the first k that is relevant; where fewer were found, still of k.
 * Source: P and, without k, set_P of usnistgov/trec_eval. Errors: E204 ({@link judged}).
 */
export const precision = operator({
  name: "precision",
  family: "score",
  doc: "the share of the first k found that is relevant, 0 to 1",
  params: { ranking: ranked.ranking, relevant: ranked.relevant, k, level, order: ranked.order },
  returns: types.num,
  metric: { range: "graded" },
  run: (args, reach) => precisionOf(judged("precision", args, reach), args.k, args.level),
});

/**
 * `average_precision(ranking, relevant, k)`: its mean over queries is MAP. What is relevant and was not found counts as 0.
 * Source: map and map_cut of usnistgov/trec_eval. Errors: E204 ({@link judged}).
 */
export const averagePrecision = operator({
  name: "average_precision",
  family: "score",
  doc: "the precision at the rank of each relevant id, on average, 0 to 1; its mean is MAP",
  params: { ranking: ranked.ranking, relevant: ranked.relevant, k, level, order: ranked.order },
  returns: types.num,
  metric: { range: "graded" },
  run: (args, reach) => averagePrecisionOf(judged("average_precision", args, reach), args.k, args.level),
});

/** `r_precision(ranking, relevant)`: Rprec of usnistgov/trec_eval. Errors: E204 ({@link judged}). */
export const rPrecision = operator({
  name: "r_precision",
  family: "score",
  doc: "the precision at as many ranks as there are relevant ids, 0 to 1",
  params: { ranking: ranked.ranking, relevant: ranked.relevant, level, order: ranked.order },
  returns: types.num,
  metric: { range: "graded" },
  run: (args, reach) => rPrecisionOf(judged("r_precision", args, reach), args.level),
});
