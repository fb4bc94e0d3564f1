// An index over passages, and the passages that match a query best.
import { doc, index as indexParam, int, operator, opt, passages, ranker, text } from "../operator.ts";
import { ranged } from "../ranged.ts";
import * as types from "../../dsl/types/types.ts";
import type { Index, Passage } from "../value.ts";
import { scores } from "./bm25.ts";
import { nearestPassages, passageVectors } from "./embedding.ts";

/** `index(passages, by: bm25())`, `index(passages, by: embedding(with: e))`: what `retrieve` searches. Titles are not searched. */
export const index = operator({
  name: "index",
  family: "context",
  doc: "passages made ready for search",
  params: {
    passages,
    by: doc(
      "how passages are scored",
      opt(ranker, { kind: "ranker", name: "bm25", options: { k1: 0.9, b: 0.4 } }),
    ),
  },
  returns: { kind: "index" },
  effect: "build",
  asks: true,
  run: async ({ passages: all, by }, reach) => {
    const made: Index = { kind: "index", ranker: by, passages: all };
    if (by.embedding) await passageVectors(made, by.embedding, reach);
    return made;
  },
});

/**
 * `retrieve(index, query, k)`: the k best passages, best first, equal scores in source order. Of an index by words, passages that
 * share none with the query are never returned, so there may be fewer than k. Words: lower-cased runs of letters and digits,
 * unstemmed, no stop list. Of one by vectors all passages are compared.
 * Errors: E203 for k < 1, E130.
 */
export const retrieve = operator({
  name: "retrieve",
  family: "context",
  doc: "the passages that match a query best",
  params: {
    index: indexParam,
    query: text,
    k: doc("how many at most", ranged(int, { least: 1 })),
  },
  returns: types.passages,
  asks: true,
  run: async ({ index: from, query, k }, reach) => {
    const by = from.ranker.embedding;
    const found = by
      ? await nearestPassages(from, by, { query, k }, reach)
      : best(await scores(from, query, reach), k);
    return found.flatMap(([at, score]): Passage[] => {
      const passage = from.passages[at];
      return passage ? [{ ...passage, score, source: passage.source ?? at }] : [];
    });
  },
});

const best = (found: ReadonlyMap<number, number>, k: number) =>
  [...found].sort(([a, x], [b, y]) => y - x || a - b).slice(0, k);
