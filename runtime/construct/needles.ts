// Sentences put into a long text at stated depths, so that taking them out gives the text back.
import * as types from "../../dsl/types/types.ts";
import { doc, listOf, maybe, num, operator, type Param, text, tokenizer } from "../operator.ts";
import { dataError } from "../problem.ts";
import { segment } from "../text/segment.ts";
import { budget } from "../text/tokens.ts";
import type { Counter } from "../tokens.ts";
import { bare } from "../value.ts";

const depth: Param<number> = { ...num, range: { least: 0, most: 1 } };

/**
 * `needles(text, needles: ["..."], depths: [0.5], budget: 4000, tokenizer: m)`: {text, haystack, places}. The haystack is the longest beginning of whole sentences that
 * leaves room for the needles within the budget; without one, all of the text. Each needle goes behind the last sentence that ends at or before its depth, the share
 * of the haystack's tokens: 0 is before all, 1 behind all. A blank parts it from the text. Needles of one place keep their order. `places` has a {needle, start, end, depth} for each in
 * the order given, in characters, the blank included, with the depth it came to: the text without these ranges is the haystack. What is cut off is counted.
 * Source: gkamradt/LLMTest_NeedleInAHaystack, which also goes back to the end of a sentence. Errors: E204 for other than a depth each, E203, E301 where the needles alone are over the budget.
 */
export const needles = operator({
  name: "needles",
  family: "construct",
  doc: "sentences put into a long text at stated depths",
  params: {
    text: doc("the haystack, of which the beginning is taken", text),
    needles: doc("what is put in", listOf(text)),
    depths: doc("where each goes: 0 before all, 1 behind all", listOf(depth)),
    budget: doc("tokens of all together at most; left out: all of the text", maybe(budget)),
    tokenizer,
  },
  returns: {
    kind: "record",
    fields: {
      text: types.text,
      haystack: types.text,
      places: types.list({
        kind: "record",
        fields: { needle: types.text, start: types.int, end: types.int, depth: types.num },
      }),
    },
  },
  run: async ({ text: given, needles: all, depths, budget: most, tokenizer: by }, { counter, note }) => {
    const odd = depths.find((one) => one < 0 || one > 1);
    if (all.length !== depths.length || odd !== undefined)
      throw dataError(
        "E204",
        odd === undefined
          ? `'needles' has ${all.length} needles and ${depths.length} depths`
          : `'needles' takes depths from 0 to 1, but got ${odd}`,
      );
    const tool = counter(by);
    const stack = await fitting(given, all, most, tool);
    if (stack.sentences.length < stack.all)
      note("needles: sentences over the budget, left out", stack.all - stack.sentences.length);
    const put = placed(stack, all, depths);
    return bare([
      ["text", put.text],
      ["haystack", stack.sentences.join("")],
      ["places", put.places.map((one) => bare(Object.entries(one)))],
    ]);
  },
});

interface Stack {
  /** Sentences with the white space before them; joined they are the haystack. */
  readonly sentences: readonly string[];
  readonly tokens: readonly number[];
  /** How many sentences the text has. */
  readonly all: number;
}

/** As many sentences as fit with the needles. */
async function fitting(
  given: string,
  needles: readonly string[],
  most: number | null,
  tool: Counter,
): Promise<Stack> {
  const spans = segment(given);
  const ends = spans.map(({ end }, at) => (at === spans.length - 1 ? given.length : end));
  const sentences = ends.map((end, at) => given.slice(ends[at - 1] ?? 0, end));
  const tokens = await tool.count(sentences);
  if (most === null) return { sentences, tokens, all: sentences.length };
  const own = (await tool.count(needles.map((one) => ` ${one}`))).reduce((sum, n) => sum + n, 0);
  if (own > most) throw dataError("E301", `'needles' has needles of ${own} tokens for a budget of ${most}`);
  let [size, sum] = [0, own];
  while (size < sentences.length && sum + tokens[size]! <= most) sum += tokens[size++]!;
  // what meets may take a token more than what stands alone, so the whole is counted
  const whole = async (): Promise<number> =>
    (await tool.count([`${sentences.slice(0, size).join("")} ${needles.join(" ")}`]))[0] ?? 0;
  while (size > 0 && (await whole()) > most) size--;
  return { sentences: sentences.slice(0, size), tokens: tokens.slice(0, size), all: sentences.length };
}

interface Place {
  readonly needle: string;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

function placed(
  { sentences, tokens }: Stack,
  needles: readonly string[],
  depths: readonly number[],
): { readonly text: string; readonly places: readonly Place[] } {
  const total = tokens.reduce((sum, n) => sum + n, 0);
  /** The share of the tokens before each boundary. */
  const before = [0];
  for (const n of tokens) before.push(before.at(-1)! + n);
  const shares = before.map((n) => (total === 0 ? 0 : n / total));
  const at = depths.map((depth) => shares.findLastIndex((share) => share <= depth));
  const places = new Array<Place | null>(needles.length).fill(null);
  let [text, length] = ["", 0];
  const add = (part: string): void => {
    text += part;
    length += Array.from(part).length;
  };
  for (let boundary = 0; boundary <= sentences.length; boundary++) {
    if (boundary > 0) add(sentences[boundary - 1]!);
    for (const [nth, needle] of needles.entries()) {
      if (at[nth] !== boundary) continue;
      const start = length;
      add(boundary === 0 ? `${needle} ` : ` ${needle}`);
      places[nth] = { needle, start, end: length, depth: shares[boundary]! };
    }
  }
  return { text, places: places.filter((one) => one !== null) };
}
