// The right answers of an item, given as one text or several: a scorer takes the best of them.
import { type Param, doc, either, listOf, text } from "../operator.ts";
import { dataError } from "../problem.ts";

export type Answers = string | readonly string[];

export const answers: Param<Answers> = doc(
  "the right answers: one text, or several of which the best counts",
  either(text, listOf(text)),
);

/** The answers as a list. Error E204 where there is none: the score of such an item is not defined. */
export function listed(given: Answers, metric: string): readonly string[] {
  const list = typeof given === "string" ? [given] : given;
  if (list.length > 0) return list;
  throw dataError(
    "E204",
    `'${metric}' needs at least one answer, and this row has none`,
    "keep the rows that have answers: where(count(.answers) > 0)",
  );
}

/** The highest score over the answers. */
export const best = (list: readonly string[], score: (answer: string) => number): number =>
  Math.max(...list.map(score));

/** The answers that SQuAD 2.0 compares with: those not empty after normalising, or the empty one: "no answer". */
export function answerable(given: Answers, normal: (text: string) => string): readonly string[] {
  const list = (typeof given === "string" ? [given] : given).filter((answer) => normal(answer) !== "");
  return list.length > 0 ? list : [""];
}
