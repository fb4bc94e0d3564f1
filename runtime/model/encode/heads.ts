// What a row's outputs say: a vector, a score, labels, tokens for a mask, spans of an answer. As Hugging Face's pipelines have it.
import type { InferInput, Inference, InferredValue, TextLabel, TextSpan } from "./inference.ts";
import type { Tokenizer } from "../tokenizer.ts";
import type { EncoderForm } from "./form.ts";
import type { Span } from "./offsets.ts";
import type { Output } from "./pass.ts";
import { normalized, pool, sigmoid, softmax } from "./pooling.ts";
import type { Row } from "./rows.ts";
import type { EncoderSettings } from "./settings.ts";

export interface Head {
  readonly form: EncoderForm;
  readonly settings: EncoderSettings;
  readonly tokenizer: Pick<Tokenizer, "plain">;
}

/** A row with what it came to. */
export interface Made {
  readonly row: Row;
  readonly outputs: readonly Output[];
}

/**
 * The value of one text out of its rows; all but `span` have one row.
 * @param input whose second text spans are told of, or its only one
 */
export function told(task: Inference, rows: readonly Made[], input: InferInput, head: Head): InferredValue {
  const text = input.pair ?? input.text;
  const { row, outputs } = rows[0]!;
  const output = outputs[0]!;
  switch (task.kind) {
    case "embed":
      return input.parts
        ? partVectors(task, output, row, input.parts, head)
        : vector(task, output, row.ids.length, head);
    case "rerank":
      return head.settings.logistic ? sigmoid(output[0]!) : output[0]!;
    case "classify":
      return classes(output, head.form);
    case "label":
      return task.each === undefined
        ? entities(output, row.spans, text, head.form.labels)
        : tokensAs(task.each, output, row.spans, text, head.form.labels);
    case "fill":
      return row.masks.flatMap((at, mask) =>
        fillings(output, row.ids.length, at, task.top, head).map((one) => ({ mask, ...one })),
      );
    case "span":
      return answers(rows, text, task);
  }
}

/** Cut first, then of length 1 again (Kusupati et al. 2022). */
function vector(
  { pooling, normalize, dimensions }: Extract<Inference, { kind: "embed" }>,
  output: Output,
  tokens: number,
  { form, settings }: Head,
): Float32Array {
  const pooled = pool(output, tokens, form.pooled ? "none" : (pooling ?? settings.pooling));
  const short = dimensions === undefined ? pooled : pooled.slice(0, dimensions);
  return (normalize ?? settings.normalize) ? normalized(short) : short;
}

/**
 * The vector of each part, one behind the other: over the tokens that end in it, those put around the text not among them (Günther et
 * al. 2024, late chunking); zeros where there is none.
 */
function partVectors(
  task: Extract<Inference, { kind: "embed" }>,
  output: Output,
  { ids, spans }: Row,
  parts: NonNullable<InferInput["parts"]>,
  head: Head,
): Float32Array {
  const width = output.length / ids.length;
  const size = Math.min(width, task.dimensions ?? width);
  const vectors = new Float32Array(parts.length * size);
  for (const [nth, [start, end]] of parts.entries()) {
    const own = spans.flatMap((span, at) => (span && span[1] > start && span[1] <= end ? [at] : []));
    if (own.length === 0) continue;
    const states = output.subarray(own[0]! * width, (own.at(-1)! + 1) * width);
    vectors.set(vector(task, states, states.length / width, head), nth * size);
  }
  return vectors;
}

/** All labels, the likeliest first; equal ones in the model's order. */
function classes(output: Output, { labels, multi }: EncoderForm): TextLabel[] {
  const scores = multi ? Float64Array.from(output, sigmoid) : softmax(output);
  return labels.map((label, at) => ({ label, score: scores[at]! })).toSorted((a, b) => b.score - a.score);
}

const largest = (numbers: ArrayLike<number>): number => {
  let best = 0;
  for (let at = 1; at < numbers.length; at++) if (numbers[at]! > numbers[best]!) best = at;
  return best;
};

/** Tokens of one label beside each other are one span, unless the label begins anew (`B-`); its score is their mean. */
function entities(
  output: Output,
  spans: readonly (Span | null)[],
  text: string,
  labels: readonly string[],
): TextSpan[] {
  const width = output.length / spans.length;
  const groups: { readonly label: string; readonly scores: number[]; readonly start: number; end: number }[] =
    [];
  spans.forEach((span, at) => {
    if (!span) return;
    const scores = softmax(output.subarray(at * width, (at + 1) * width));
    const best = largest(scores);
    const [, begin, label] = /^(?:([BI])-)?(.*)$/s.exec(labels[best]!)!;
    const open = groups.at(-1);
    if (open && open.label === label && begin !== "B") {
      open.scores.push(scores[best]!);
      open.end = span[1];
    } else groups.push({ label: label!, scores: [scores[best]!], start: span[0], end: span[1] });
  });
  return groups
    .filter(({ label }) => label !== "O")
    .map(({ label, scores, start, end }) => ({
      label,
      text: text.slice(start, end),
      start,
      end,
      score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    }));
}

/** The tokens of the text, each with the probability that it has the label. */
function tokensAs(
  label: string,
  output: Output,
  spans: readonly (Span | null)[],
  text: string,
  labels: readonly string[],
): TextSpan[] {
  const width = output.length / spans.length;
  const nth = labels.indexOf(label);
  return spans.flatMap((span, at): TextSpan[] => {
    if (!span) return [];
    const [start, end] = span;
    const score = softmax(output.subarray(at * width, (at + 1) * width))[nth]!;
    return [{ label, text: text.slice(start, end), start, end, score }];
  });
}

/** The likeliest tokens at a place, the first of equal ones the lower id. */
function fillings(output: Output, tokens: number, at: number, top: number, { tokenizer }: Head) {
  const width = output.length / tokens;
  const scores = softmax(output.subarray(at * width, (at + 1) * width));
  const ids = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
  return ids.slice(0, top).map((id) => ({ token: tokenizer.plain([id]).trim(), score: scores[id]! }));
}

/**
 * The likeliest spans of all rows: probabilities of begin and end are over the context and the first token, which stands for "no
 * answer" and is none. The same span out of two rows counts once.
 */
function answers(
  rows: readonly Made[],
  text: string,
  { top, longest }: Extract<Inference, { kind: "span" }>,
): TextSpan[] {
  const best = new Map<string, TextSpan>();
  for (const { row, outputs } of rows)
    for (const one of spansIn(row, outputs, text, top, longest)) {
      const key = `${one.start}-${one.end}`;
      if ((best.get(key)?.score ?? -1) < one.score) best.set(key, one);
    }
  return [...best.values()].sort((a, b) => b.score - a.score || a.start - b.start).slice(0, top);
}

function spansIn(
  { spans }: Row,
  outputs: readonly Output[],
  text: string,
  top: number,
  longest: number,
): TextSpan[] {
  const masked = (logits: Output): Float64Array =>
    softmax(logits.map((logit, at) => (at === 0 || spans[at] ? logit : -Infinity)));
  const [starts, ends] = [masked(outputs[0]!), masked(outputs[1]!)];
  const found: { readonly from: number; readonly to: number; readonly score: number }[] = [];
  for (let from = 0; from < spans.length; from++)
    for (let to = from; spans[from] && spans[to] && to < from + longest; to++) {
      const score = starts[from]! * ends[to]!;
      if (found.length < top || score > found.at(-1)!.score) {
        found.push({ from, to, score });
        found.sort((a, b) => b.score - a.score);
        found.length = Math.min(found.length, top);
      }
    }
  return found.map(({ from, to, score }) => {
    const [start, end] = [spans[from]![0], spans[to]![1]];
    return { label: "answer", text: text.slice(start, end), start, end, score };
  });
}
