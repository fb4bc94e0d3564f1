// How long ranking metrics take: nDCG@10 of 43 queries with 100 hits each, as a list of ids and as scores by id.
import { ndcg } from "../../runtime/metric/rank/ndcg.ts";
import type { Reach } from "../../runtime/operator.ts";
import { stream } from "../../runtime/random.ts";
import { bare, type Value } from "../../runtime/value.ts";

const [QUERIES, HITS, JUDGED] = [43, 100, 200];

export function rankings() {
  const { next } = stream(0);
  const query = () => {
    const ids = Array.from({ length: JUDGED }, (_, at) => [`doc${at}`, next()] as const);
    const ranking = ids.toSorted(([, a], [, b]) => b - a).slice(0, HITS);
    return {
      ids: ranking.map(([id]) => id),
      scores: bare(ranking),
      relevant: bare(ids.map(([id]) => [id, Math.floor(next() * 4)])),
    };
  };
  const queries = Array.from({ length: QUERIES }, query);
  const row = (what: string, ranking: "ids" | "scores", times = 5) => ({
    what: `nDCG of ${QUERIES} x ${HITS}, ${what}`,
    value: milliseconds(() => queries.map((one) => scored(one[ranking], one.relevant)), times),
    unit: "ms",
    target: "< 20",
  });
  // the first is cold, as a program that scores once has it
  return [row("ids, cold", "ids", 1), row("ids", "ids"), row("scores by id", "scores")];
}

const scored = (ranking: Value, relevant: Value): Value | Promise<Value> =>
  ndcg.run({ ranking, relevant, k: 10 }, {} as Reach);

/** The median of `times`. */
function milliseconds(run: () => unknown, times: number): number {
  const spent = Array.from({ length: times }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Number((spent.toSorted((a, b) => a - b)[times >> 1] ?? NaN).toFixed(2));
}
