// An index over passages, and the passages that match a query best.
import {
  doc,
  either,
  index as indexParam,
  int,
  operator,
  opt,
  passages,
  ranker,
  type Reach,
  text,
} from "../operator.ts";
import { typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import * as types from "../../dsl/types/types.ts";
import type { Index, Passage } from "../value.ts";
import { scored } from "./bm25.ts";
import { nearestPassages, passageVectors } from "./embedding.ts";
import { type Weighted, weightedTerms } from "./expand.ts";
import { tally, terms } from "./terms.ts";
import { highest } from "./top.ts";

/**
 * `index(passages, by: bm25())`, `index(passages, by: embedding(with: e))`: what `retrieve` searches. Titles are not searched. Ids
 * that stand twice are counted in a note: rankings of such an index name no single passage.
 */
export const index = operator({
  name: "index",
  family: "context",
  doc: "passages made ready for search",
  params: {
    passages,
    by: doc(
      "how passages are scored",
      opt(ranker, { kind: "ranker", name: "bm25", variant: "lucene", options: { k1: 0.9, b: 0.4 } }),
    ),
  },
  returns: { kind: "index" },
  effect: "build",
  asks: true,
  run: async ({ passages: all, by }, reach) => {
    const made: Index = { kind: "index", ranker: by, passages: all };
    const twice = all.length - new Set(all.map(({ id }) => id)).size;
    if (twice > 0) reach.note("index: passages whose id another one has", twice);
    if (by.embedding) await passageVectors(made, by.embedding, reach);
    return made;
  },
});

/**
 * `retrieve(index, query, k)`: the k best passages, best first, equal scores in source order. Of an index by words, passages that
 * share none with the query are never returned, so there may be fewer than k. Words: lower-cased runs of letters and digits,
 * unstemmed, no stop list; a query of weighted terms is what `expand` gives. Of one by vectors all passages are compared: the
 * search is exact, whatever their number. Notes count queries without a word and searches of an index without passages.
 * Errors: E203 for k < 1, E204 for weighted terms where the index is by vectors, E130.
 */
export const retrieve = operator({
  name: "retrieve",
  family: "context",
  doc: "the passages that match a query best",
  params: {
    index: indexParam,
    query: doc("a text, or terms with their weights", either(text, weightedTerms)),
    k: doc("how many at most", ranged(int, { least: 1 })),
  },
  returns: types.passages,
  asks: true,
  run: async ({ index: from, query, k }, reach) => {
    if (from.passages.length === 0) reach.note("retrieve: the index has no passages");
    const found = from.ranker.embedding
      ? await near(from, query, k, reach)
      : await worded(from, query, k, reach);
    return found.flatMap(([at, score]): Passage[] => {
      const passage = from.passages[at];
      return passage ? [{ ...passage, score, source: passage.source ?? at }] : [];
    });
  },
});

type Query = string | readonly Weighted[];

async function near(from: Index, query: Query, k: number, reach: Reach) {
  if (typeof query !== "string")
    throw typeError("E204", "terms with weights are searched in an index by words", "index(..., by: bm25())");
  return nearestPassages(from, from.ranker.embedding!, { query, k }, reach);
}

async function worded(from: Index, query: Query, k: number, reach: Reach) {
  const wanted =
    typeof query === "string"
      ? tally(terms(query))
      : new Map(query.map(({ term, weight }) => [term, weight] as const));
  if (wanted.size === 0) reach.note("retrieve: queries without a word, which find nothing");
  const { scores, found } = await scored(from, wanted, reach);
  return highest(scores, k, found).map((at) => [at, scores[at]!] as const);
}
