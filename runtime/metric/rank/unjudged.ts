// Metrics for rankings of which much was never judged: bpref goes by what was, hole tells how much was not.
import { operator } from "../../operator.ts";
import * as types from "../../../dsl/types/types.ts";
import { share } from "./precision.ts";
import { type Judged, judged, k, level, ranked, relevantIn, top } from "./ranking.ts";

/** For each relevant id that was found, how few of the first R that were judged not relevant stand before it. */
export function bprefOf({ hits, grades }: Judged, level: number): number {
  const all = relevantIn(grades, level);
  const most = Math.min(all, relevantIn(grades, 0) - all);
  let [before, sum] = [0, 0];
  for (const grade of hits) {
    // a grade below 0 says that the id was looked at for the pool, and not judged
    if (grade === null || grade < 0) continue;
    if (grade < level) before++;
    else sum += before === 0 ? 1 : 1 - Math.min(before, all) / most;
  }
  return share(sum, all);
}

/** Of the first k, whether there are so many or not. */
export function holeOf({ hits }: Judged, k: number | null): number {
  const found = top(hits, k);
  return share(found.filter((grade) => grade === null).length, k ?? found.length);
}

/**
 * `bpref(ranking, relevant)`: needs grades below `level` too; a list of relevant ids alone gives the share of them that was found.
 * Source: bpref of usnistgov/trec_eval (Buckley and Voorhees 2004). Errors: E204 ({@link judged}).
 */
export const bpref = operator({
  name: "bpref",
  family: "score",
  doc: "how seldom something judged not relevant stands before something relevant, 0 to 1; what was not judged is passed over",
  params: { ranking: ranked.ranking, relevant: ranked.relevant, level, order: ranked.order },
  returns: types.num,
  metric: { range: "graded" },
  run: (args, reach) => bprefOf(judged("bpref", args, reach), args.level),
});

/**
 * `hole(ranking, relevant, k)`: of the first k, those that nobody judged for this query. Hole@k of beir-cellar/beir passes over ids
 * that were judged for any query, so it is never higher. Errors: E204 ({@link judged}).
 */
export const hole = operator({
  name: "hole",
  family: "score",
  doc: "the share of the first k found that was never judged, 0 to 1: how little a metric of it says",
  params: { ranking: ranked.ranking, relevant: ranked.relevant, k, order: ranked.order },
  returns: types.num,
  metric: { range: "graded" },
  run: (args, reach) => holeOf(judged("hole", args, reach), args.k),
});
