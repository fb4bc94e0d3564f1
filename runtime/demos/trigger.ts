// A post with its topic neighbours and trigger tokens between them, as a classifier reads it.
import * as types from "../../dsl/types/types.ts";
import { doc, listOf, operator, opt, text } from "../operator.ts";
import { typeError } from "../problem.ts";

/**
 * `trigger_template(text, near: [...], triggers: "050")`: trigger tokens, the text, trigger tokens, the neighbours, trigger tokens, with a
 * blank between parts that are there. Three digits say how many tokens stand in each place; they are numbered through from 0, `[C_P_0]`. The words of
 * HICL's `--template` (albertan017/HICL HICL/HICL.py, arXiv 2308.09985), which joins ids where this joins text. A text without neighbours is counted.
 * Errors: E203 for other than three digits.
 */
export const triggerTemplate = operator({
  name: "trigger_template",
  family: "demos",
  doc: "a text, its neighbours and the trigger tokens between them",
  params: {
    text,
    near: doc("texts of neighbours, nearest first", listOf(text)),
    triggers: doc("how many trigger tokens stand before, between and after: a digit each", opt(text, "050")),
    token: doc("a trigger token; # is its number", opt(text, "[C_P_#]")),
  },
  returns: types.text,
  run: ({ text: given, near, triggers, token }, { note }) => {
    if (!/^\d{3}$/.test(triggers))
      throw typeError(
        "E203",
        `'trigger_template' takes triggers: three digits, but got ${JSON.stringify(triggers)}`,
        'before, between and after: "050"',
      );
    if (near.length === 0) note("trigger_template: texts without a neighbour");
    let number = 0;
    const [before, between, after] = Array.from(triggers, (digit) =>
      Array.from({ length: Number(digit) }, () => token.replaceAll("#", String(number++))).join(""),
    );
    return [before, given, between, ...near, after].filter((part) => part !== "").join(" ");
  },
});
