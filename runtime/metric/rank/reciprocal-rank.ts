// The rank of the first that is relevant.
import { operator } from "../../operator.ts";
import * as types from "../../../dsl/types/types.ts";
import { type Judged, judged, k, level, ranked, top } from "./ranking.ts";

export function reciprocalRankOf({ hits }: Judged, k: number | null, level: number): number {
  const first = top(hits, k).findIndex((grade) => grade !== null && grade >= level);
  return first < 0 ? 0 : 1 / (first + 1);
}

/**
 * `reciprocal_rank(ranking, relevant, k)`: its mean over queries is MRR, with k MRR@k. 0 where nothing relevant was found.
 * Source: recip_rank of usnistgov/trec_eval. Errors: E204 ({@link judged}).
 */
export const reciprocalRank = operator({
  name: "reciprocal_rank",
  family: "score",
  doc: "1 over the rank of the first relevant id, 0 where there is none; its mean is MRR",
  params: { ranking: ranked.ranking, relevant: ranked.relevant, k, level, order: ranked.order },
  returns: types.num,
  metric: { range: "graded" },
  run: (args, reach) => reciprocalRankOf(judged("reciprocal_rank", args, reach), args.k, args.level),
});
