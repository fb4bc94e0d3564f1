// Whether the answers stand somewhere in a text, lower-cased: the scorer of needle and retrieval tasks.
import { choice, doc, operator, opt, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { answers, best, listed } from "./answers.ts";

/**
 * `contains(output, answers, variant)`: `all` is the share of the answers contained, 0 to 1; `any` is 1 if one of them is.
 * Source: string_match_all and string_match_part of NVIDIA/RULER. Errors: E204 where an item has no answers.
 */
export const contains = operator({
  name: "contains",
  family: "score",
  doc: "the share of the answers that occur in the output (all), or whether one does (any); lower-cased",
  params: {
    output: doc("what the model said", text),
    answers,
    variant: doc("all: mean share of the answers; any: 1 if one occurs", opt(choice("all", "any"), "all")),
  },
  returns: types.num,
  metric: { range: "graded", binary: ["any"] },
  run({ output, answers, variant }) {
    const text = output.toLowerCase();
    const hit = (answer: string): number => Number(text.includes(answer.toLowerCase()));
    const list = listed(answers, "contains");
    return variant === "any"
      ? best(list, hit)
      : list.reduce((sum, answer) => sum + hit(answer), 0) / list.length;
  },
});
