// Discounted gain of a ranking, of the most that its judgments allow.
import { choice, doc, operator, opt } from "../../operator.ts";
import * as types from "../../../dsl/types/types.ts";
import { type Judged, judged, k, ranked, top } from "./ranking.ts";

const gains = {
  linear: (grade: number) => grade,
  exp: (grade: number) => 2 ** grade - 1,
} satisfies { readonly [gain: string]: (grade: number) => number };

/** nDCG: gains over log2(rank + 1), of those of all that was judged, best first. 0 where nothing has a gain. */
export function ndcgOf({ hits, grades }: Judged, k: number | null, gain: keyof typeof gains): number {
  const best = grades.filter((grade) => grade > 0).sort((a, b) => b - a);
  const ideal = discounted(top(best, k), gains[gain]);
  return ideal === 0 ? 0 : discounted(top(hits, k), gains[gain]) / ideal;
}

const discounted = (grades: readonly (number | null)[], gain: (grade: number) => number): number =>
  grades.reduce<number>(
    (sum, grade, at) => (grade === null || grade <= 0 ? sum : sum + gain(grade) / Math.log2(at + 2)),
    0,
  );

/**
 * `ndcg(ranking, relevant, k, gain)`: 0 to 1. `linear`: the gain is the grade (ndcg and ndcg_cut of usnistgov/trec_eval, which BEIR
 * reports). `exp`: 2^grade - 1. Grades below 0 gain nothing. Errors: E204 as for all ranking metrics ({@link judged}).
 */
export const ndcg = operator({
  name: "ndcg",
  family: "score",
  doc: "the gains of a ranking, less at lower ranks, of the most that its judgments allow, 0 to 1",
  params: {
    ranking: ranked.ranking,
    relevant: ranked.relevant,
    k,
    gain: doc("what a grade is worth: itself, or 2^grade - 1", opt(choice("linear", "exp"), "linear")),
    order: ranked.order,
  },
  returns: types.num,
  metric: { range: "graded" },
  run: (args, reach) => ndcgOf(judged("ndcg", args, reach), args.k, args.gain),
});
