// The sentences of a text with what a pruner says of each: for thresholds, and for looking.
import * as types from "../../../dsl/types/types.ts";
import { operator, text } from "../../operator.ts";
import { bare } from "../../value.ts";
import { unitsOf } from "../units.ts";
import { pruning } from "./prune.ts";
import { rangesOf, scoresOf } from "./scores.ts";

/**
 * `sentence_scores(text, query, with: m)`: its sentences in their order, each with the blanks before it, so that they join to the
 * text; `score` is what `prune` holds against its threshold. `start` and `end` count characters. Errors: those of `prune`.
 */
export const sentenceScores = operator({
  name: "sentence_scores",
  family: "context",
  doc: "the sentences of a text with how much a question needs each, 0 to 1",
  params: { text, ...pruning },
  returns: types.list({
    kind: "record",
    fields: { text: types.text, start: types.int, end: types.int, score: types.num },
  }),
  effect: "model",
  run: async ({ text: of, query, with: model, label }, reach) => {
    const sentences = unitsOf(of, "document").units.map((unit) => unit.text);
    const [scores = []] = await scoresOf(
      [sentences],
      { operator: "sentence_scores", query, with: model, label },
      reach,
    );
    const long = (to: number): number => Array.from(of.slice(0, to)).length;
    return rangesOf(sentences).map(({ start, end }, at) =>
      bare([
        ["text", sentences[at]!],
        ["start", long(start)],
        ["end", long(end)],
        ["score", scores[at]!],
      ]),
    );
  },
});
