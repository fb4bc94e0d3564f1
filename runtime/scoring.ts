// Texts whose likelihood is asked instead of an answer: which of them is likelier, or how likely a given one is. What
// lm-evaluation-harness calls multiple_choice, loglikelihood and loglikelihood_rolling.
import type { Type } from "../dsl/types/types.ts";
import { insteadOf } from "../dsl/types/texts.ts";
import { chosenOf, type Wrong } from "./form.ts";
import type { Given, Joined } from "./model/index.ts";
import type { SpelledStep } from "./spelled.ts";
import type { Json, Value } from "./value.ts";
import { windows } from "./windows.ts";

/** What a log-probability is divided by before the largest is taken. */
export const RULES = ["raw", "per_token", "per_char", "per_byte"] as const;
export type Rule = (typeof RULES)[number];

export interface Scoring {
  /** Null: the one text is given, and nothing is chosen. */
  readonly rule: Rule | null;
  readonly texts: readonly string[];
  /** Null: a space, unless white space or nothing stands there. */
  readonly delimiter: string | null;
  /** Tokens that a window shares at least with the one before, where a text alone is longer than one. */
  readonly overlap: number;
  /** Alternatives of each token that are told; null: no tokens are told. */
  readonly top: number | null;
}

/** How likely one text is. */
export interface Scored {
  readonly logprob: number;
  readonly tokens: number;
  readonly greedy: boolean;
  readonly windows: number;
  readonly steps?: readonly SpelledStep[];
}

const isText = (value: Json | undefined): value is string => typeof value === "string";

/** Undefined where an answer is to be written. @param returns what the prompt returns */
export function scoringOf(
  options: { readonly [name: string]: Json },
  returns: Type,
): Scoring | Wrong | undefined {
  const { choose, given, delimiter, overlap = 1, logprobs } = options;
  if (choose === undefined && given === undefined) return undefined;
  if (delimiter !== undefined && !isText(delimiter)) return { name: "delimiter", wanted: "a text" };
  if (typeof overlap !== "number" || !Number.isSafeInteger(overlap) || overlap < 1)
    return { name: "overlap", wanted: "1 or more" };
  const how = { delimiter: delimiter ?? null, overlap, top: typeof logprobs === "number" ? logprobs : null };
  if (choose === undefined)
    return isText(given) && given !== ""
      ? { ...how, rule: null, texts: [given] }
      : { name: "given", wanted: insteadOf("given", given) ?? "" };
  if (given !== undefined) return { name: "given", wanted: "choose or given, not both" };
  if (logprobs !== undefined) return { name: "logprobs", wanted: "choose without logprobs" };
  const rule = RULES.find((one) => one === choose);
  if (!rule) return { name: "choose", wanted: RULES.map((one) => `"${one}"`).join(", ") };
  const texts = chosenOf(options, returns);
  if (texts === undefined)
    return {
      name: "choose",
      wanted: 'choices: ["yes", "no"] beside it, or a prompt that returns such words',
    };
  return "wanted" in texts ? texts : { ...how, rule, texts: texts.of };
}

/** Of each text its windows: one, unless it is alone and longer than the model's. */
export const givenOf = (
  { prompt, whole, from, alone }: Joined,
  { overlap }: Scoring,
  window: number,
): readonly (readonly Given[])[] =>
  whole.map((tokens) =>
    alone ? windows(tokens.slice(prompt.length), prompt.at(-1) ?? 0, window, overlap) : [{ tokens, from }],
  );

/** What scores say of an answer: its text, and columns of its own. */
export interface ReadOff {
  readonly text: string;
  readonly finish: "chosen" | "given";
  readonly logprob: number;
  readonly tokens: number;
  readonly parts: { readonly [name: string]: Value };
}

/** The answer of a call whose texts were weighed; the settings are those with which they were. */
export function readOff(
  options: { readonly [name: string]: Json },
  returns: Type,
  scores: readonly Scored[],
): ReadOff {
  const scoring = scoringOf(options, returns);
  const { rule, texts } = scoring as Scoring;
  if (rule === null) {
    const [{ logprob, tokens, greedy, steps }] = scores as readonly [Scored];
    const parts = { greedy, ...(steps && { logprobs: steps as unknown as Value }) };
    return { text: texts[0] ?? "", finish: "given", logprob, tokens, parts };
  }
  const choices = choicesOf(rule, texts, scores);
  const { text, logprob, tokens } = choices[bestOf(choices)]!;
  return { text, finish: "chosen", logprob, tokens, parts: { choices: choices as unknown as Value } };
}

/** What is divided by, of each text. Characters are code points, as Python counts them. */
const lengths: { readonly [R in Rule]: (text: string, scored: Scored) => number } = {
  raw: () => 1,
  per_token: (_, { tokens }) => tokens,
  per_char: (text) => Array.from(text).length,
  per_byte: (text) => Buffer.byteLength(text),
};

/** A choice in the row of its answer. */
export interface Choice {
  readonly text: string;
  readonly logprob: number;
  readonly tokens: number;
  readonly greedy: boolean;
  /** What the choices are compared by. */
  readonly score: number;
}

export const choicesOf = (rule: Rule, texts: readonly string[], scores: readonly Scored[]): Choice[] =>
  scores.map((scored, at) => {
    const [text, { logprob, tokens, greedy }] = [texts[at] ?? "", scored];
    return { text, logprob, tokens, greedy, score: logprob / lengths[rule](text, scored) };
  });

/** The one with the largest score, the first among equals. */
export const bestOf = (choices: readonly Choice[]): number =>
  choices.reduce((best, { score }, at) => (score > (choices[best]?.score ?? -Infinity) ? at : best), 0);
