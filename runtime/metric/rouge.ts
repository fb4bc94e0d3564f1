// ROUGE of an output with the answers, as either of the two packages that published figures come from.
import { bool, choice, doc, operator, opt, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { typeError } from "../problem.ts";
import { answers, listed } from "./answers.ts";
import { googleL, googleLsum, googleN } from "./rouge/google.ts";
import type { Parts } from "./rouge/parts.ts";
import { pltrdyL, pltrdyN } from "./rouge/pltrdy.ts";

type Kind = "1" | "2" | "L" | "Lsum";
const NOTHING: Parts = { precision: 0, recall: 0, f: 0 };

function google(output: string, answer: string, kind: Kind, stem: boolean): Parts {
  if (kind === "L") return googleL(output, answer, stem);
  return kind === "Lsum" ? googleLsum(output, answer, stem) : googleN(output, answer, Number(kind), stem);
}

function pltrdy(output: string, answer: string, kind: Kind, stem: boolean): Parts {
  if (kind === "Lsum")
    throw typeError(
      "E203",
      '\'rouge\' of variant "pltrdy" has no kind "Lsum": its "L" is over sentences',
      'kind: "L"',
    );
  if (stem)
    throw typeError(
      "E203",
      "'rouge' of variant \"pltrdy\" stems nothing",
      'remove stem:, or variant: "google"',
    );
  // where a side has no sentence the package raises an error, and the harnesses that use it count 0
  return (kind === "L" ? pltrdyL(output, answer) : pltrdyN(output, answer, Number(kind))) ?? NOTHING;
}

/**
 * `rouge(output, answers, variant, kind, stem, of)`: 0 to 1, the best over the answers. `google`: rouge_score of
 * google-research/google-research; tokens of a to z and digits, counts, `stem` with Porter's stemmer as NLTK has it; of `Lsum` each line is
 * a sentence. `pltrdy`: pltrdy/rouge 1.0.1, which LongBench, LooGLE and M4LE use; words between blanks, sentences between full stops,
 * sets. The two differ by up to ten points on the same text. Errors: E203 for what a variant does not have, E204 without answers.
 */
export const rouge = operator({
  name: "rouge",
  family: "score",
  doc: "ROUGE: n-grams, or the longest common subsequence, that an output shares with the best answer",
  params: {
    output: doc("what the model said", text),
    answers,
    variant: doc("whose package", opt(choice("google", "pltrdy"), "google")),
    kind: doc(
      "unigrams, bigrams, common subsequence, the same over lines",
      opt(choice("1", "2", "L", "Lsum"), "L"),
    ),
    stem: doc("whether words are stemmed (google)", opt(bool, false)),
    of: doc("F1, precision or recall", opt(choice("f", "precision", "recall"), "f")),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ output, answers, variant, kind, stem, of }) => {
    const one = variant === "google" ? google : pltrdy;
    return Math.max(...listed(answers, "rouge").map((answer) => one(output, answer, kind, stem)[of]));
  },
});
