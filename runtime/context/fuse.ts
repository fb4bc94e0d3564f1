// Several rankings of the same passages as one.
import { choice, doc, int, listOf, maybe, num, operator, opt, passages } from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import * as types from "../../dsl/types/types.ts";
import { mean } from "../stats/moments.ts";
import type { Passage } from "../value.ts";

/** Scores of one ranking, made comparable. */
const normalizations = {
  none: (scores) => [...scores],
  min_max: (scores) => {
    const [least, most] = [Math.min(...scores), Math.max(...scores)];
    return scores.map((score) => (most === least ? 1 : (score - least) / (most - least)));
  },
  z: (scores) => {
    const middle = mean(scores);
    const spread = Math.sqrt(mean(scores.map((score) => (score - middle) ** 2)));
    return scores.map((score) =>
      Math.min(...scores) === Math.max(...scores) ? 0 : (score - middle) / spread,
    );
  },
} satisfies { readonly [name: string]: (scores: readonly number[]) => number[] };

/**
 * `fuse([a, b], by: "rrf", k: 60)`: passages of all rankings, known by their ids, best first; equal ones in the order in which they
 * first appear. `rrf`: the sum of weight / (k + rank), ranks from 1 (Cormack, Clarke and Büttcher, SIGIR 2009). `weighted`: the sum
 * of weight * score, scores made comparable within each ranking: `min_max` to 0..1 (1 where all are equal), `z` to (score - mean) /
 * standard deviation over n (0 where all are equal), `none` as they are. What a ranking lacks adds nothing.
 * Errors: E204 for an id twice in one ranking, for a passage without a score in `weighted`; E203 for weights that are not one each.
 */
export const fuse = operator({
  name: "fuse",
  family: "context",
  doc: "several rankings of the same passages as one, by their ranks or their scores",
  params: {
    rankings: doc("each best first", listOf(passages)),
    by: doc("reciprocal rank fusion, or a sum of scores", opt(choice("rrf", "weighted"), "rrf")),
    k: doc("rrf: how soon ranks stop to matter", opt(ranged(num, { least: 0 }), 60)),
    weights: doc("one for each ranking; 1 each where they are left out", maybe(listOf(num))),
    normalize: doc(
      "weighted: how scores are made comparable",
      opt(choice("min_max", "z", "none"), "min_max"),
    ),
    top: doc("how many at most; all where it is left out", maybe(ranged(int, { least: 1 }))),
  },
  returns: types.passages,
  run: ({ rankings, by, k, weights, normalize, top }, { note }) => {
    if (weights !== null && weights.length !== rankings.length)
      throw typeError("E203", `'fuse' has ${rankings.length} rankings, but ${weights.length} weights`);
    const empty = rankings.filter((one) => one.length === 0).length;
    if (empty > 0) note("fuse: rankings without passages", empty);
    const sums = new Map<string, { readonly passage: Passage; score: number }>();
    for (const [nth, ranking] of rankings.entries()) {
      const shares =
        by === "rrf"
          ? ranking.map((_, at) => 1 / (k + at + 1))
          : normalizations[normalize](scoresOf(ranking));
      const seen = new Set<string>();
      for (const [at, passage] of ranking.entries()) {
        if (seen.has(passage.id)) throw twice(passage.id);
        seen.add(passage.id);
        const sum = sums.get(passage.id) ?? { passage, score: 0 };
        sum.score += (weights?.[nth] ?? 1) * shares[at]!;
        sums.set(passage.id, sum);
      }
    }
    return [...sums.values()]
      .sort((a, b) => b.score - a.score)
      .slice(0, top ?? sums.size)
      .map(({ passage, score }) => ({ ...passage, score }));
  },
});

const scoresOf = (ranking: readonly Passage[]): readonly number[] =>
  ranking.map(({ id, score }) => {
    if (score !== undefined && Number.isFinite(score)) return score;
    throw dataError("E204", `'fuse' has no score of the passage '${id}'`, 'by: "rrf" needs ranks alone');
  });

const twice = (id: string) =>
  dataError(
    "E204",
    `'fuse' has the id '${id}' twice in one ranking`,
    "each id has one rank: keep its best one",
  );
