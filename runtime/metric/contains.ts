// Whether the answers stand somewhere in a text, lower-cased: the scorer of needle and retrieval tasks.
import { choice, doc, operator, opt, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { answers, best, listed } from "./answers.ts";
import { squadText } from "./normalize.ts";

/**
 * `contains(output, answers, variant)`: `all` is the share of the answers contained, 0 to 1; `any` is 1 if one of them is; both
 * lower-cased: string_match_all and string_match_part of NVIDIA/RULER. `norm` is `any` after SQuAD's normalising: best_subspan_em of
 * nelson-liu/lost-in-the-middle, by which an answer that is an article or punctuation only is in every output; such answers are
 * counted. Errors: E204 where an item has no answers.
 */
export const contains = operator({
  name: "contains",
  family: "score",
  doc: "the share of the answers that occur in the output (all), or whether one does (any, norm); case does not count",
  params: {
    output: doc("what the model said", text),
    answers,
    variant: doc(
      "all: mean share of the answers; any: 1 if one occurs; norm: the same, normalised",
      opt(choice("all", "any", "norm"), "all"),
    ),
  },
  returns: types.num,
  metric: { range: "graded", binary: ["any", "norm"] },
  run({ output, answers, variant }, { note }) {
    const form = variant === "norm" ? squadText : (one: string) => one.toLowerCase();
    const list = listed(answers, "contains").map(form);
    if (variant === "norm" && list.includes(""))
      note("contains: answers empty after normalising, which every output contains");
    const text = form(output);
    const hit = (answer: string): number => Number(text.includes(answer));
    return variant === "all"
      ? list.reduce((sum, answer) => sum + hit(answer), 0) / list.length
      : best(list, hit);
  },
});
