// Perplexity and bits per byte, of the log-probability that a model gives a text: word_perplexity, byte_perplexity and bits_per_byte
// of lm-evaluation-harness (lm_eval/api/task.py, PerplexityTask), and the perplexity per token.
import {
  choice,
  doc,
  either,
  int,
  listOf,
  maybe,
  num,
  operator,
  opt,
  type Reach,
  text,
} from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import { words } from "./normalize.ts";
import * as types from "../../dsl/types/types.ts";

type OneOrMore<T> = T | readonly (T | null)[];

const logprob = doc(
  "ln of the likelihood of a text: .logprob; of a list of them, the figure of all texts together",
  either(num, listOf(maybe(num))),
);

/** What is counted of a text. Words are pieces between white space, as Python's `len(re.split(r"\s+", text))` has it. */
const counts = { word: words, byte: (of: string) => Buffer.byteLength(of) } as const;

/**
 * `perplexity(logprob, of, variant)`: exp of the mean of -ln p, per token (`of`: how many there are), per word or per byte of the
 * text. Of lists it is that of all texts together, the long ones counting more, as lm-evaluation-harness puts documents together.
 * Errors: E203 where `of` is not what the variant counts, E204 where the lists differ, E113 where there is nothing to count.
 */
export const perplexity = operator({
  name: "perplexity",
  family: "score",
  doc: "how many tokens, words or bytes the model was choosing between, on average",
  params: {
    logprob,
    of: doc(
      "the text; per token how many it has: .usage.output, .step.tokens",
      either(either(text, int), listOf(maybe(either(text, int)))),
    ),
    variant: doc("what it is per", opt(choice("token", "word", "byte"), "token")),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ logprob: given, of, variant }, reach) =>
    Math.exp(-perUnit("perplexity", given, of, (one) => counted(one, variant), reach)),
});

/** `bits_per_byte(logprob, text)`: bits that the text takes per byte of its UTF-8. Lists and errors as for {@link perplexity}. */
export const bitsPerByte = operator({
  name: "bits_per_byte",
  family: "score",
  doc: "bits that a text takes per byte, under the model: less is better",
  params: { logprob, text: doc("the text, or the texts", either(text, listOf(maybe(text)))) },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ logprob: given, text: of }, reach) =>
    -perUnit("bits_per_byte", given, of, counts.byte, reach) / Math.LN2,
});

function counted(one: string | number, variant: "token" | "word" | "byte"): number {
  if (variant === "token" && typeof one === "number") return one;
  if (variant !== "token" && typeof one === "string") return counts[variant](one);
  throw typeError(
    "E203",
    variant === "token"
      ? "'perplexity' per token takes how many tokens there are, not the text"
      : `'perplexity' per ${variant} takes the text, not a number`,
    variant === "token" ? 'write .usage.output, or say variant: "word"' : "write .output",
  );
}

/** ln p by unit, of one text or of all together. */
function perUnit<T>(
  name: string,
  logprobs: OneOrMore<number>,
  texts: OneOrMore<T>,
  units: (one: T) => number,
  { note }: Reach,
): number {
  const [left, right] = [listed(logprobs), listed(texts)];
  if (left.length !== right.length)
    throw dataError(
      "E204",
      `'${name}' takes as many texts as log-probabilities: ${left.length} and ${right.length}`,
      "give both of the same rows",
    );
  const pairs = left.flatMap((one, at) => {
    const of = right[at] ?? null;
    return one === null || of === null ? [] : [[one, units(of)] as const];
  });
  if (pairs.length < left.length) note(`${name}: texts without a value left out`, left.length - pairs.length);
  const total = pairs.reduce((sum, [, n]) => sum + n, 0);
  if (total > 0) return pairs.reduce((sum, [one]) => sum + one, 0) / total;
  throw dataError(
    "E113",
    `'${name}' has nothing to count: the text is empty, or there is none`,
    "keep rows that have one",
  );
}

const listed = <T>(given: OneOrMore<T>): readonly (T | null)[] =>
  Array.isArray(given) ? (given as readonly (T | null)[]) : [given as T];
