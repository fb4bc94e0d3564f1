// Token F1 of an output with the answers: the harmonic mean of precision and recall over bags of words.
import { choice, doc, operator, opt, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { type Answers, answerable, answers, best, listed } from "./answers.ts";
import { squadText, squadTokens } from "./normalize.ts";

const name = "token_f1";
const VERDICTS = ["yes", "no", "noanswer"];

const variants = {
  squad1: (output: string, answers: Answers) =>
    best(listed(answers, name), (answer) => bagF1(output, answer)),
  squad2: (output: string, answers: Answers) =>
    best(answerable(answers, squadText), (answer) => orEmpty(output, answer)),
  hotpot: (output: string, answers: Answers) =>
    best(listed(answers, name), (answer) => verdictFirst(output, answer)),
  longbench: (output: string, answers: Answers) =>
    best(["", ...[answers].flat()], (answer) => bagF1(output, answer)),
};

/** Bag F1; 0 where nothing is common, so also where either side is empty. */
export const bagF1 = (output: string, answer: string): number =>
  overlapF1(squadTokens(output), squadTokens(answer));

/** The same of tokens, however they were made. */
export function overlapF1(said: readonly string[], right: readonly string[]): number {
  const common = overlap(said, right);
  if (common === 0) return 0;
  const [precision, recall] = [common / said.length, common / right.length];
  return (2 * precision * recall) / (precision + recall);
}

/** SQuAD 2.0: where one side is empty, 1 if both are. */
const orEmpty = (output: string, answer: string): number =>
  squadText(output) === "" || squadText(answer) === ""
    ? Number(squadText(output) === squadText(answer))
    : bagF1(output, answer);

/** HotpotQA: yes, no and noanswer count only when they are the whole of both sides. */
function verdictFirst(output: string, answer: string): number {
  const [said, right] = [squadText(output), squadText(answer)];
  return said !== right && (VERDICTS.includes(said) || VERDICTS.includes(right)) ? 0 : bagF1(output, answer);
}

/** How many tokens the two have in common, each as often as in both. */
export function overlap(said: readonly string[], right: readonly string[]): number {
  const left = new Map<string, number>();
  for (const token of right) left.set(token, (left.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of said) {
    const times = left.get(token) ?? 0;
    if (times > 0) common++;
    left.set(token, times - 1);
  }
  return common;
}

/**
 * `token_f1(output, answers, variant)`: 0 to 1, the best over the answers.
 * `squad1`: evaluate-v1.1.py. `squad2`: evaluate-v2.0.py, both empty is 1. `hotpot`: hotpot_evaluate_v1.py, yes / no /
 * noanswer must match whole. `longbench`: qa_f1_score of THUDM/LongBench, no answers is 0.
 * Errors: E204 where an item has no answers (squad1, hotpot).
 */
export const tokenF1 = operator({
  name,
  family: "score",
  doc: "F1 of the words an output shares with the best answer, 0 to 1",
  params: {
    output: doc("what the model said", text),
    answers,
    variant: doc(
      "whose published definition",
      opt(choice("squad1", "squad2", "hotpot", "longbench"), "squad1"),
    ),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ output, answers, variant }) => variants[variant](output, answers),
});
