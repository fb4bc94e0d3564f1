// Whether an output has the form of a pattern.
import { choice, doc, operator, opt, text } from "../operator.ts";
import { compile, pattern } from "../text/pattern.ts";
import * as types from "../../dsl/types/types.ts";

/**
 * `regex(output, pattern, variant)`: 1 where the pattern occurs in the output (`search`), or is all of it (`whole`), else 0. In linear
 * time, whatever pattern and output are. Errors: E203 for a pattern that RE2 does not take.
 */
export const regex = operator({
  name: "regex",
  family: "score",
  doc: "1 where the output matches a pattern, else 0",
  params: {
    output: doc("what the model said", text),
    pattern,
    variant: doc("anywhere, or the output as a whole", opt(choice("search", "whole"), "search")),
  },
  returns: types.num,
  metric: { range: "binary", told: ["pattern"] },
  run: ({ output, pattern: source, variant }) => {
    const matcher = compile("regex", source).matcher(output);
    return Number(variant === "whole" ? matcher.matches() : matcher.find());
  },
});
