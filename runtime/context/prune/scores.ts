// How much each sentence of a text is needed for a question, as a model says that labels tokens.
import { asked } from "../../encoder/asked.ts";
import type { InferInput, Inference, TextSpan } from "../../model/index.ts";
import type { Reach } from "../../operator.ts";
import { Problem } from "../../problem.ts";
import type { ModelValue } from "../../value.ts";
import { blocksOf } from "./fragments.ts";
import { type Range, rangeScore, sentenceScore } from "./rule.ts";

/** Sentences of one text, which joined are the text. */
export type Sentences = readonly string[];

export interface Pruner {
  readonly operator: string;
  readonly query: string;
  readonly with: ModelValue;
  /** The label of tokens that are needed. */
  readonly label: string;
}

/** Tokens that a model puts around a question and a text, at most. */
const AROUND = 4;

/**
 * Of each text the scores of its sentences, 0 to 1. All sentences of a text are read together, with the question before them; a text
 * that does not fit into the window is read in blocks of whole sentences, and counted in a note.
 * Errors: E506 for a question that leaves no room, those of the model.
 */
export async function scoresOf(texts: readonly Sentences[], by: Pruner, reach: Reach): Promise<number[][]> {
  const task: Inference = { kind: "label", each: by.label };
  const whole = texts.map((sentences): InferInput => ({ text: by.query, pair: sentences.join("") }));
  const said = await reach.infer(by.with, task, whole);
  const long = new Map<number, number>();
  const scores = said.map((one, at) => {
    if (one instanceof Problem) throw one;
    if (one.cut > 0) long.set(at, one.tokens);
    return rangesOf(texts[at]!).map((range) => rangeScore(range, one.value as readonly TextSpan[]));
  });
  if (long.size > 0)
    reach.note(
      `${by.operator}: texts that are longer than '${by.with.name}' takes, read in parts`,
      long.size,
    );
  for (const [at, window] of long) scores[at] = await inBlocks(texts[at]!, window, by, task, reach);
  return scores;
}

async function inBlocks(
  sentences: Sentences,
  window: number,
  { operator, query, with: model }: Pruner,
  task: Inference,
  reach: Reach,
): Promise<number[]> {
  const tool = reach.counter(model);
  const [own = 0] = await tool.count([query]);
  const most = window - own - AROUND;
  if (most < 1)
    throw new Problem(
      "ModelError",
      "E506",
      `the question has ${own} tokens, and '${model.name}' takes ${window}: there is no room for a text`,
      "shorten the question",
    );
  const pieces = await Promise.all(sentences.map((one) => tool.split(one)));
  const text = sentences.join("");
  const blocks = blocksOf(rangesOf(sentences), pieces, most);
  const pairs = blocks.map(({ start, end }) => ({ text: query, pair: text.slice(start, end) }));
  const said = await asked(reach, operator, model, task, pairs);
  const fragments = sentences.map((): number[] => []);
  for (const [at, { start: from, fragments: own }] of blocks.entries())
    for (const { sentence, start, end } of own) {
      const range = { start: start - from, end: end - from };
      fragments[sentence]!.push(rangeScore(range, said[at]!.value as readonly TextSpan[]));
    }
  return fragments.map(sentenceScore);
}

/** Where each of them stands in the text. */
export function rangesOf(sentences: Sentences): Range[] {
  let end = 0;
  return sentences.map((sentence) => ({ start: end, end: (end += sentence.length) }));
}
