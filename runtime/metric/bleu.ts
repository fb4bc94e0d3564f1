// BLEU of one output, as sacreBLEU computes it (mjpost/sacrebleu 2): tokenizer 13a, exponential smoothing, effective order.
import { bool, doc, operator, opt, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { answers, listed } from "./answers.ts";
import { bagOf, common, sizeOf, union } from "./ngrams.ts";
import { pieces } from "./normalize.ts";

const ORDER = 4;

/** The tokens of mteval-v13a: entities undone, punctuation apart, a full stop or comma only where no digit is beside it. */
export function tokens13a(text: string): string[] {
  let line = text.replaceAll("<skipped>", "").replaceAll("-\n", "").replaceAll("\n", " ");
  for (const [entity, sign] of ENTITIES) line = line.replaceAll(entity, sign);
  line = ` ${line} `
    .replace(/([{-~[-` -&(-+:-@/])/g, " $1 ")
    .replace(/([^0-9])([.,])/gu, "$1 $2 ")
    .replace(/([.,])([^0-9])/gu, " $1 $2")
    .replace(/([0-9])(-)/g, "$1 $2 ");
  return pieces(line);
}
const ENTITIES = [
  ["&quot;", '"'],
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
] as const;

/** N-grams of an output by order: how many there are, and how many of them a reference has; its length, and that of the reference. */
export interface BleuCounts {
  readonly totals: readonly number[];
  readonly hits: readonly number[];
  readonly said: number;
  readonly right: number;
}

/** Of several references counts are clipped by the most that any has, and the nearest length counts. */
export function bleuCounts(output: string, references: readonly string[], lower: boolean): BleuCounts {
  const tokens = (of: string): string[] => tokens13a((lower ? of.toLowerCase() : of).trimEnd());
  const said = tokens(output);
  const right = references.map(tokens);
  const nearest = right
    .map(({ length }) => length)
    .reduce((best, length) => {
      const [near, other] = [Math.abs(said.length - best), Math.abs(said.length - length)];
      return other < near || (other === near && length < best) ? length : best;
    }, Infinity);
  const orders = Array.from({ length: ORDER }, (_, at) => at + 1);
  const bags = orders.map((n) => bagOf(said, n, "\u0000"));
  return {
    totals: bags.map(sizeOf),
    hits: bags.map((bag, at) => common(bag, union(right.map((one) => bagOf(one, at + 1, "\u0000"))))),
    said: said.length,
    right: nearest,
  };
}

/**
 * In percent. An order of which no n-gram is right counts as if a half, a quarter, an eighth of one were.
 * @param effective orders that the output is too short for are left out, as of one sentence; else there is nothing of them, and so of the whole
 */
export function bleuOf({ totals, hits, said, right }: BleuCounts, effective: boolean): number {
  const longest = totals.findIndex((total) => total === 0);
  if (hits.every((one) => one === 0) || (longest >= 0 && !effective)) return 0;
  let smooth = 1;
  const logs = totals.slice(0, longest < 0 ? ORDER : longest).map((total, at) => {
    if (hits[at] === 0) smooth *= 2;
    return Math.log(hits[at]! > 0 ? (100 * hits[at]!) / total : 100 / (smooth * total));
  });
  return brevity(said, right) * Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}

/** What is shorter than its reference is worth less. */
export const brevity = (said: number, right: number): number =>
  said < right ? Math.exp(1 - right / said) : 1;

/**
 * `bleu(output, answers, lowercase)`: 0 to 1 (sacreBLEU prints it times 100), of one output with all answers as references. Signature:
 * `nrefs:var|case:mixed|eff:yes|tok:13a|smooth:exp`. The mean over items is not corpus BLEU, which adds up counts (`corpus_bleu`). Errors: E204 without answers.
 */
export const bleu = operator({
  name: "bleu",
  family: "score",
  doc: "BLEU of an output with the answers as references, as sacreBLEU computes it for one sentence, 0 to 1",
  params: {
    output: doc("what the model said", text),
    answers,
    lowercase: doc("whether case is dropped", opt(bool, false)),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ output, answers, lowercase }) =>
    bleuOf(bleuCounts(output, listed(answers, "bleu"), lowercase), true) / 100,
});
