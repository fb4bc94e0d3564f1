// chrF and chrF++ of one output, as sacreBLEU computes them (M. Popović 2015 and 2017; mjpost/sacrebleu 2): orders that both sides have.
import { choice, doc, operator, opt, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { answers, best, listed } from "./answers.ts";
import { type Bag, bagOf, common, sizeOf } from "./ngrams.ts";
import { pieces } from "./normalize.ts";

const CHARACTERS = 6;
/** How much more recall weighs, squared. */
const BETA2 = 4;
const WORDS = { chrf: 0, "chrf++": 2 } as const;
/** `string.punctuation` of Python. */
const PUNCTUATION = /^[!-/:-@[-`{-~]$/;

/** Words with the punctuation at their end apart, else that at their beginning. */
function wordsOf(text: string): string[] {
  return pieces(text).flatMap((word) => {
    const signs = Array.from(word);
    if (signs.length === 1) return [word];
    const [first = "", last = ""] = [signs[0], signs.at(-1)];
    if (PUNCTUATION.test(last)) return [word.slice(0, -1), last];
    return PUNCTUATION.test(first) ? [first, word.slice(1)] : [word];
  });
}

function bags(text: string, words: number): Bag[] {
  const characters = Array.from(pieces(text).join(""));
  const parts = wordsOf(text);
  return [
    ...Array.from({ length: CHARACTERS }, (_, n) => bagOf(characters, n + 1, "")),
    ...Array.from({ length: words }, (_, n) => bagOf(parts, n + 1, " ")),
  ];
}

/** Of each order the n-grams of the output, those of the reference, and those in both. */
export type ChrfCounts = readonly (readonly [of: number, to: number, hits: number])[];
export type ChrfVariant = keyof typeof WORDS;

/** Of an order that the reference does not have, the output's are not counted either. */
export function chrfCounts(output: string, reference: string, variant: ChrfVariant): ChrfCounts {
  const right = bags(reference, WORDS[variant]);
  return bags(output, WORDS[variant]).map((bag, at) => {
    const other = right[at]!;
    return [other.size === 0 ? 0 : sizeOf(bag), sizeOf(other), common(bag, other)];
  });
}

/** In percent. */
export function chrfOf(counts: ChrfCounts): number {
  const both = counts.filter(([of, to]) => of > 0 && to > 0);
  const mean = (share: (one: ChrfCounts[number]) => number): number =>
    both.reduce((sum, one) => sum + share(one), 0) / both.length;
  const [p, r] = [mean(([of, , hits]) => hits / of), mean(([, to, hits]) => hits / to)];
  return p + r > 0 ? (100 * (1 + BETA2) * p * r) / (BETA2 * p + r) : 0;
}

/**
 * `chrf(output, answers, variant)`: 0 to 1 (sacreBLEU prints it times 100), the best over the answers; F with recall weighing twice, of
 * characters up to six without blanks; `chrf++` with words up to two as well. Errors: E204 without answers.
 */
export const chrf = operator({
  name: "chrf",
  family: "score",
  doc: "F of the character n-grams that an output shares with the best answer, 0 to 1",
  params: {
    output: doc("what the model said", text),
    answers,
    variant: doc("characters, or words beside them", opt(choice("chrf", "chrf++"), "chrf")),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ output, answers, variant }) =>
    best(listed(answers, "chrf"), (answer) => chrfOf(chrfCounts(output, answer, variant))) / 100,
});
