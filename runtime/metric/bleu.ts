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

/** In percent. Of several references counts are clipped by the most that any has, and the nearest length counts. */
export function sentenceBleu(output: string, references: readonly string[], lower: boolean): number {
  const tokens = (of: string): string[] => tokens13a((lower ? of.toLowerCase() : of).trimEnd());
  const said = tokens(output);
  const right = references.map(tokens);
  const nearest = right
    .map(({ length }) => length)
    .reduce((best, length) => {
      const [near, other] = [Math.abs(said.length - best), Math.abs(said.length - length)];
      return other < near || (other === near && length < best) ? length : best;
    }, Infinity);
  const logs: number[] = [];
  let [smooth, any] = [1, false];
  for (let n = 1; n <= ORDER; n++) {
    const bag = bagOf(said, n, "\u0000");
    const total = sizeOf(bag);
    if (total === 0) break;
    const hits = common(bag, union(right.map((one) => bagOf(one, n, "\u0000"))));
    if (hits > 0) any = true;
    else smooth *= 2;
    logs.push(Math.log(hits > 0 ? (100 * hits) / total : 100 / (smooth * total)));
  }
  if (!any) return 0;
  const brevity = said.length < nearest ? Math.exp(1 - nearest / said.length) : 1;
  return brevity * Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}

/**
 * `bleu(output, answers, lowercase)`: 0 to 1 (sacreBLEU prints it times 100), of one output with all answers as references. Signature:
 * `nrefs:var|case:mixed|eff:yes|tok:13a|smooth:exp`. The mean over items is not corpus BLEU, which adds up counts. Errors: E204 without answers.
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
  run: ({ output, answers, lowercase }) => sentenceBleu(output, listed(answers, "bleu"), lowercase) / 100,
});
