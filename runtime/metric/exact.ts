// Exact match of an output with one of the answers, 0 or 1.
import { choice, doc, operator, opt, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { type Answers, answerable, answers, best, listed } from "./answers.ts";
import { squadText, strip } from "./normalize.ts";

type Score = (output: string, answers: Answers) => number;
const name = "exact";
const same =
  (form: (text: string) => string): Score =>
  (output, answers) =>
    best(listed(answers, name), (answer) => Number(form(output) === form(answer)));

const variants = {
  squad1: same(squadText),
  squad2: (output: string, answers: Answers) =>
    best(answerable(answers, squadText), (answer) => Number(squadText(output) === squadText(answer))),
  trim: same(strip),
  raw: same((text) => text),
} satisfies { readonly [variant: string]: Score };

/**
 * `exact(output, answers, variant)`: 1 where the output equals one of the answers, else 0.
 * `squad1`: after SQuAD's normalising (evaluate-v1.1.py). `squad2`: the same, and no answers means that an empty output is
 * right (evaluate-v2.0.py). `trim`: white space around it dropped. `raw`: character for character.
 * Errors: E204 where an item has no answers (not for squad2).
 */
export const exact = operator({
  name,
  family: "score",
  doc: "1 where the output equals one of the answers, else 0",
  params: {
    output: doc("what the model said", text),
    answers,
    variant: doc("how the two are normalised", opt(choice("squad1", "squad2", "trim", "raw"), "squad1")),
  },
  returns: types.num,
  metric: { range: "binary" },
  run: ({ output, answers, variant }) => variants[variant](output, answers),
});
