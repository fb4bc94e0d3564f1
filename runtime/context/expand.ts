// A query with the words of what it finds: pseudo-relevance feedback.
import { doc, index, int, num, operator, opt, type Param, type Reach, text } from "../operator.ts";
import { typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import * as types from "../../dsl/types/types.ts";
import { bare, type Index, type Value } from "../value.ts";
import { scored } from "./bm25.ts";
import { tally, terms } from "./terms.ts";
import { highest } from "./top.ts";

/** A word of a query and how much it counts. */
export interface Weighted {
  readonly term: string;
  readonly weight: number;
}

const isWeighted = (one: unknown): boolean => {
  if (typeof one !== "object" || one === null || !("term" in one) || !("weight" in one)) return false;
  return typeof one.term === "string" && Number.isFinite(one.weight);
};

const type = types.list({ kind: "record", fields: { term: types.text, weight: types.num } });

export const weightedTerms: Param<readonly Weighted[]> = {
  type,
  doc: "",
  is: (value) => Array.isArray(value) && value.every(isWeighted),
  fallback: null,
};

/**
 * `expand(index, query, passages, terms, original)`: RM3 (Abdul-Jaleel et al., TREC 2004, over the relevance model of Lavrenko and
 * Croft, SIGIR 2001). Of the best passages d with scores s(d): P(w|R) = sum of s(d) * f(w, d) / |d|, the `terms` likeliest words
 * scaled to 1, equal ones in the order of the alphabet; then weight(w) = original * f(w, q) / |q| + (1 - original) * P(w|R).
 * `original: 1` is the query itself. Anserini also keeps the `terms` most frequent words of each passage alone, which is left out
 * here. Heaviest first. A query that finds nothing stays as it is, and is counted. Errors: E204 for an index by vectors.
 */
export const expand = operator({
  name: "expand",
  family: "context",
  doc: "a query with weighted words of the passages that it finds, for retrieve (RM3)",
  params: {
    index,
    query: text,
    passages: doc("how many of the best passages are looked at", opt(ranged(int, { least: 1 }), 10)),
    terms: doc("how many of their words are taken", opt(ranged(int, { least: 1 }), 10)),
    original: doc("what the query itself counts, 0 to 1", opt(ranged(num, { least: 0, most: 1 }), 0.5)),
  },
  returns: type,
  run: async ({ index: from, query, passages, terms: most, original }, reach) => {
    if (from.ranker.embedding)
      throw typeError("E204", "'expand' takes words from an index by words", "index(..., by: bm25())");
    const own = shares(terms(query));
    const near = await relevance(from, query, passages, reach);
    if (near.size === 0) reach.note("expand: queries that find nothing, left as they are");
    const [own1, near1] = near.size === 0 ? [1, 0] : [original, 1 - original];
    const kept = scaled(heaviest(near, most));
    const weights = new Map([...own].map(([term, share]) => [term, own1 * share] as const));
    for (const [term, share] of kept) weights.set(term, (weights.get(term) ?? 0) + near1 * share);
    return heaviest(weights, weights.size).flatMap(([term, weight]): Value[] =>
      weight === 0
        ? []
        : [
            bare([
              ["term", term],
              ["weight", weight],
            ]),
          ],
    );
  },
});

type Weights = ReadonlyMap<string, number>;

/** The words of the best passages, by how likely they are in what the query means; not scaled. */
async function relevance(from: Index, query: string, count: number, reach: Reach): Promise<Weights> {
  const { scores, found } = await scored(from, tally(terms(query)), reach);
  const weights = new Map<string, number>();
  for (const at of highest(scores, count, found))
    for (const [term, share] of shares(terms(from.passages[at]?.text ?? "")))
      weights.set(term, (weights.get(term) ?? 0) + scores[at]! * share);
  return weights;
}

/** How often each word stands in a text, of all its words. */
const shares = (words: readonly string[]): Weights =>
  new Map([...tally(words)].map(([term, times]) => [term, times / words.length] as const));

const heaviest = (weights: Weights, most: number): (readonly [string, number])[] =>
  [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, most);

function scaled(weights: readonly (readonly [string, number])[]): (readonly [string, number])[] {
  const sum = weights.reduce((all, [, weight]) => all + weight, 0);
  return sum === 0 ? [] : weights.map(([term, weight]) => [term, weight / sum] as const);
}
