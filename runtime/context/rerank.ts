// Passages in the order that a cross-encoder gives them.
import { asked } from "../encoder/asked.ts";
import { encoder } from "../encoder/vectors.ts";
import * as types from "../../dsl/types/types.ts";
import { doc, int, maybe, operator, passages, text } from "../operator.ts";
import { ranged } from "../ranged.ts";
import type { Passage } from "../value.ts";

/**
 * `rerank(passages, query, with: m)`: the passages best first, each with the model's score of the query and its text read as a
 * pair; equal scores keep their order. 0 to 1, unless the model's files say that it is the logit. Of two texts that do not fit
 * into the window the longer is cut first, and that is counted. Errors: E527 for a model of another kind, those of the model.
 */
export const rerank = operator({
  name: "rerank",
  family: "context",
  doc: "passages best first, as a model scores each with the query",
  params: {
    passages,
    query: text,
    with: doc("a model that scores two texts", encoder("rerank")),
    k: doc("how many at most; all where it is left out", maybe(ranged(int, { least: 1 }))),
  },
  returns: types.passages,
  effect: "model",
  run: async ({ passages: all, query, with: model, k }, reach) => {
    const pairs = all.map((passage) => ({ text: query, pair: passage.text }));
    const said = await asked(reach, "rerank", model, { kind: "rerank" }, pairs);
    // the runner gives a number to whoever asks for a score
    const scored = all.map((passage, at): Passage => ({
      ...passage,
      score: said[at]!.value as number,
      source: passage.source ?? at,
    }));
    return scored.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0)).slice(0, k ?? all.length);
  },
});
