// Labels of texts and of their parts, tokens for a mask, answers out of a text: what encoders with a head of that kind say.
import * as types from "../../dsl/types/types.ts";
import type { Filling, TextLabel, TextSpan } from "../model/index.ts";
import { doc, int, maybe, operator, opt, text } from "../operator.ts";
import { ranged } from "../ranged.ts";
import { bare, type Value } from "../value.ts";
import { asked } from "./asked.ts";
import { encoder } from "./vectors.ts";

const label: types.Fields = { label: types.text, score: types.num };
const part: types.Fields = { text: types.text, start: types.int, end: types.int, score: types.num };
const record = (fields: types.Fields): types.Type => ({ kind: "record", fields });

/**
 * `classify(text, with: m)`: the likeliest label with its probability, and all of them in `labels`, the likeliest first. By softmax;
 * of a model of several labels at once (`problem_type` multi_label_classification) each by itself. With `pair` both texts are read
 * as one pair, for models of entailment and their like. Errors: E527 for a model of another kind, those of the model.
 */
export const classify = operator({
  name: "classify",
  family: "encoder",
  doc: "the label that a model gives a text, with the probabilities of all labels",
  params: {
    text,
    with: doc("a model with labels of texts", encoder("classify")),
    pair: doc("a second text, read with the first", maybe(text)),
  },
  returns: record({ ...label, labels: types.list(record(label)) }),
  effect: "model",
  run: async ({ text: of, with: model, pair }, reach) => {
    const input = { text: of, ...(pair !== null && { pair }) };
    const [said] = await asked(reach, "classify", model, { kind: "classify" }, [input]);
    const labels = said!.value as readonly TextLabel[];
    return bare([...Object.entries(labels[0]!), ["labels", labels.map((one) => bare(Object.entries(one)))]]);
  },
});

/**
 * `label_tokens(text, with: m)`: parts of the text that the model gives a label, in their order. Tokens of one label beside each other
 * are one part, unless the label begins anew (`B-`), its score is their mean, and `O` is no label: Hugging Face's aggregation "simple".
 * `start` and `end` count characters. With `query` both are read as one pair, for pruners, that label what answers it.
 * Errors: E516 where the places of tokens cannot be told, E527, those of the model.
 */
export const labelTokens = operator({
  name: "label_tokens",
  family: "encoder",
  doc: "the parts of a text that a model gives a label: names, places, what is to be left out",
  params: {
    text,
    with: doc("a model with labels of tokens", encoder("label")),
    query: doc("a question, read before the text", maybe(text)),
  },
  returns: types.list(record({ ...label, ...part })),
  effect: "model",
  run: async ({ text: of, with: model, query }, reach) => {
    const input = query === null ? { text: of } : { text: query, pair: of };
    const [said] = await asked(reach, "label_tokens", model, { kind: "label" }, [input]);
    return (said!.value as readonly TextSpan[]).map((span) => partOf(span, of, { label: span.label }));
  },
});

/**
 * `fill_mask("The [MASK] mill.", with: m)`: the likeliest tokens for each mask of the text; `mask` says for which, from 0.
 * Errors: E511 for a text without a mask, E527, those of the model.
 */
export const fillMask = operator({
  name: "fill_mask",
  family: "encoder",
  doc: "the likeliest tokens in the place of a mask",
  params: {
    text,
    with: doc("a model that fills masks", encoder("fill")),
    k: doc("how many for each mask", opt(ranged(int, { least: 1 }), 5)),
  },
  returns: types.list(record({ mask: types.int, token: types.text, score: types.num })),
  effect: "model",
  run: async ({ text: of, with: model, k }, reach) => {
    const [said] = await asked(reach, "fill_mask", model, { kind: "fill", top: k }, [{ text: of }]);
    return (said!.value as readonly Filling[]).map((one) => bare(Object.entries(one)));
  },
});

/**
 * `answer_span(question, context, with: m)`: the part of a text that answers a question, with the product of the probabilities of its
 * first and its last token; null where the context has no token. A context longer than the window is read in parts that share
 * `stride` tokens, and nothing is cut. `start` and `end` count characters.
 * Errors: E506 for a question that leaves no room, E516 where the places of tokens cannot be told, E527, those of the model.
 */
export const answerSpan = operator({
  name: "answer_span",
  family: "encoder",
  doc: "the part of a text that answers a question",
  params: {
    question: text,
    context: text,
    with: doc("a model that points at answers", encoder("span")),
    stride: doc("tokens that two parts of a long context share", opt(ranged(int, { least: 0 }), 128)),
    longest: doc("tokens of an answer at most", opt(ranged(int, { least: 1 }), 15)),
  },
  returns: { kind: "optional", of: record(part) },
  effect: "model",
  run: async ({ question, context, with: model, stride, longest }, reach) => {
    const task = { kind: "span", top: 1, stride, longest } as const;
    const [said] = await asked(reach, "answer_span", model, task, [{ text: question, pair: context }]);
    const [best] = said!.value as readonly TextSpan[];
    return best ? partOf(best, context, {}) : null;
  },
});

/** Places are counted in characters, as everywhere in the language. */
function partOf(
  { text: written, start, end, score }: TextSpan,
  of: string,
  more: { readonly [name: string]: Value },
): Value {
  const from = Array.from(of.slice(0, start)).length;
  const to = from + Array.from(of.slice(start, end)).length;
  return bare(Object.entries({ ...more, text: written, start: from, end: to, score }));
}
