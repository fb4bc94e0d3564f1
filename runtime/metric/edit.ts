// How alike two texts are, character by character.
import { choice, doc, operator, opt, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { answers, best, listed } from "./answers.ts";
import { difflibRatio } from "./edit/difflib.ts";
import { indelRatio, levenshteinRatio } from "./edit/distance.ts";

const variants = { difflib: difflibRatio, indel: indelRatio, levenshtein: levenshteinRatio } as const;

/**
 * `edit(output, answers, variant)`: 0 to 1, the best over the answers, over code points. `difflib`: `SequenceMatcher.ratio()` of Python,
 * blocks that both have (not symmetric; in long texts frequent characters begin no block). `indel`: `Levenshtein.ratio`, twice the longest
 * common subsequence of all characters. `levenshtein`: 1 less the distance by the longer length. Figures of LongBench's code tasks are
 * difflib's; with python-Levenshtein installed the same script gives indel's, 1.4 to 3.2 points more. Errors: E204 without answers.
 */
export const edit = operator({
  name: "edit",
  family: "score",
  doc: "how alike the output and the best answer are, character by character, 0 to 1",
  params: {
    output: doc("what the model said", text),
    answers,
    variant: doc("which similarity", opt(choice("difflib", "indel", "levenshtein"), "difflib")),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ output, answers, variant }) =>
    best(listed(answers, "edit"), (answer) => variants[variant](output, answer)),
});
