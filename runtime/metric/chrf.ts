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

/** In percent. */
export function sentenceChrf(output: string, reference: string, variant: keyof typeof WORDS): number {
  const [said, right] = [bags(output, WORDS[variant]), bags(reference, WORDS[variant])];
  let [precision, recall, orders] = [0, 0, 0];
  for (const [n, bag] of said.entries()) {
    const other = right[n] ?? new Map<string, number>();
    const [of, to, hits] = [sizeOf(bag), sizeOf(other), common(bag, other)];
    if (of === 0 || to === 0) continue;
    precision += hits / of;
    recall += hits / to;
    orders++;
  }
  if (precision + recall === 0) return 0;
  const [p, r] = [precision / orders, recall / orders];
  return (100 * (1 + BETA2) * p * r) / (BETA2 * p + r);
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
    best(listed(answers, "chrf"), (answer) => sentenceChrf(output, answer, variant)) / 100,
});
