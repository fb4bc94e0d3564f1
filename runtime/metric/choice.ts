// Whether an output names the right option of a multiple-choice question.
import { choice as words, doc, int, operator, opt, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import * as types from "../../dsl/types/types.ts";
import { answers, listed } from "./answers.ts";
import { strip } from "./normalize.ts";

/** The option that a text names, of the letters given as `A-D`; undefined where none can be read. */
const rules = {
  longbench2: (of: string, letters: string) => {
    const plain = of.replaceAll("*", "");
    const said = (open: string, close: string): string | undefined =>
      new RegExp(`The correct answer is ${open}([${letters}])${close}`).exec(plain)?.[1];
    return said("\\(", "\\)") ?? said("", "");
  },
  alone: (of: string, letters: string) =>
    new RegExp(`(?<![\\p{L}\\p{N}_])[${letters}](?![\\p{L}\\p{N}_])`, "u").exec(of)?.[0],
  whole: (of: string, letters: string) => new RegExp(`^\\(?([${letters}])[).]?$`).exec(strip(of))?.[1],
} satisfies { readonly [variant: string]: (of: string, letters: string) => string | undefined };

/**
 * `choice(output, answers, variant, options, unread)`: 1 where the letter that the output names is the right one (of several: one of
 * them), else 0. `longbench2`: "The correct answer is (X)", else the same without brackets, asterisks dropped (pred.py of THUDM/LongBench).
 * `alone`: the first of the letters that is no part of a word. `whole`: the output is the letter, with a bracket or full stop at most.
 * `unread` is for outputs that name none, which are counted: `zero`, `chance` (1 by the number of options, the "compensated" score of
 * LongBench v2's result.py), or an error. Errors: E204 for no answers, an answer that is none of the letters, or by `unread`.
 */
export const choice = operator({
  name: "choice",
  family: "score",
  doc: "1 where the output names the letter of the right option, else 0",
  params: {
    output: doc("what the model said", text),
    answers,
    variant: doc("how the letter is read", opt(words("longbench2", "alone", "whole"), "longbench2")),
    options: doc("how many there are, from A on", ranged(opt(int, 4), { least: 2, most: 26 })),
    unread: doc("what an output without a letter scores", opt(words("zero", "chance", "error"), "zero")),
  },
  returns: types.num,
  metric: { range: "binary" },
  run: ({ output, answers: given, variant, options, unread }, { note }) => {
    const last = String.fromCharCode("A".charCodeAt(0) + options - 1);
    const right = listed(given, "choice");
    const odd = right.find((one) => !/^[A-Z]$/.test(one) || one > last);
    if (odd !== undefined)
      throw dataError(
        "E204",
        `'choice' has an answer that is no letter of A to ${last}: ${JSON.stringify(odd)}`,
        "options: says how many there are",
      );
    const said = rules[variant](output, `A-${last}`);
    if (said !== undefined) return Number(right.includes(said));
    if (unread === "error")
      throw dataError(
        "E204",
        `'choice' finds no letter of A to ${last} in ${JSON.stringify(output.slice(0, 60))}`,
        'unread: "zero" counts such outputs',
      );
    const score = unread === "chance" ? 1 / options : 0;
    note(`choice: outputs without a letter, scored ${unread === "chance" ? `1/${options}` : 0}`);
    return score;
  },
});
