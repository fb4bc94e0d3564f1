// Passages in the order of numbers that a model gives each by itself.
import { readAnswer } from "../answer.ts";
import { doc, operator } from "../operator.ts";
import type { Passage } from "../value.ts";
import { askedBy, ofOne, ranked, ranking } from "./asking.ts";

/**
 * `rank_points(passages, prompt: p => rate(.question, p), with: m)`: pointwise ranking. One call per passage; its score is the answer,
 * read as what the prompt returns: Int, Num, or Bool as 1 and 0. Best first, equal ones in their order; those whose answer is none
 * come last, without a score, and are counted in `unread`. A cross-encoder is asked by `rerank`. Errors: those of the model.
 */
export const rankPoints = operator({
  name: "rank_points",
  family: "context",
  doc: "passages best first, as a model rates each by itself",
  params: {
    passages: ranking.passages,
    prompt: doc("over a passage: the prompt that asks for a number, or for true or false", ofOne),
    with: ranking.with,
    k: ranking.k,
  },
  returns: ranked,
  effect: "model",
  run: async ({ passages: all, prompt, with: model, k }, reach) => {
    const { ask, gives } = askedBy("rank_points", all, prompt, model, reach);
    const scores = (await ask(all)).map(({ text, messages }) => numberIn(text, messages.returns));
    const scored = all.map((passage, at): Passage => {
      const { score: _, ...rest } = passage;
      const score = scores[at];
      return { ...rest, ...(score !== undefined && { score }) };
    });
    const order = scored.toSorted((a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity) || 0);
    return gives(order.slice(0, k ?? all.length), 0, scores.filter((one) => one === undefined).length);
  },
});

/** Of a prompt that returns Text the text is read as a number. */
function numberIn(text: string, returns: Parameters<typeof readAnswer>[1]): number | undefined {
  const value = readAnswer(text, returns);
  const number = typeof value === "boolean" ? Number(value) : typeof value === "string" ? read(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

const read = (text: string): number => (text.trim() === "" ? NaN : Number(text.trim()));
