// How much of what is relevant was found, and whether anything was.
import { bool, doc, operator, opt } from "../../operator.ts";
import * as types from "../../../dsl/types/types.ts";
import { share } from "./precision.ts";
import { type Judged, judged, k, level, ranked, relevantIn, top } from "./ranking.ts";

/** Relevant ids among the first k, of all of them; `capped`: of as many as k places can hold. */
export function recallOf({ hits, grades }: Judged, k: number | null, level: number, capped: boolean): number {
  const all = relevantIn(grades, level);
  return share(relevantIn(top(hits, k), level), capped && k !== null ? Math.min(all, k) : all);
}

export const successOf = ({ hits }: Judged, k: number | null, level: number): number =>
  Number(relevantIn(top(hits, k), level) > 0);

/**
 * `recall(ranking, relevant, k)`: recall of usnistgov/trec_eval. `capped`: R_cap of beir-cellar/beir, which can reach 1 also where
 * more than k are relevant. Errors: E204 ({@link judged}).
 */
export const recall = operator({
  name: "recall",
  family: "score",
  doc: "the share of the relevant ids that is among the first k found, 0 to 1",
  params: {
    ranking: ranked.ranking,
    relevant: ranked.relevant,
    k,
    capped: doc("of at most k relevant ids: 1 where all k found are relevant", opt(bool, false)),
    level,
    order: ranked.order,
  },
  returns: types.num,
  metric: { range: "graded" },
  run: (args, reach) => recallOf(judged("recall", args, reach), args.k, args.level, args.capped),
});

/** `success(ranking, relevant, k)`: success of usnistgov/trec_eval, elsewhere hit rate or hit@k. Errors: E204 ({@link judged}). */
export const success = operator({
  name: "success",
  family: "score",
  doc: "1 where a relevant id is among the first k found, else 0",
  params: { ranking: ranked.ranking, relevant: ranked.relevant, k, level, order: ranked.order },
  returns: types.num,
  metric: { range: "binary" },
  run: (args, reach) => successOf(judged("success", args, reach), args.k, args.level),
});
