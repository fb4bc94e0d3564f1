// Patterns over text, in linear time: the door of re2js. Data and patterns come from outside, and a backtracking engine can hang on them.
import { RE2JS } from "re2js";
import { doc, int, operator, opt, text } from "../operator.ts";
import { typeError } from "../problem.ts";
import * as types from "../../dsl/types/types.ts";

export const pattern = doc(
  'an RE2 pattern; (?i) at its start ignores case. A backslash is written twice: "\\\\d+"',
  text,
);

/** Patterns of a program are few, and each is applied to many rows. */
const compiled = new Map<string, RE2JS>();
const MOST = 200;

/** Errors: E203 for a pattern that RE2 does not take (look-around and backreferences are among them). */
export function compile(operator: string, source: string): RE2JS {
  const known = compiled.get(source);
  if (known) return known;
  if (compiled.size >= MOST) compiled.clear();
  try {
    const made = RE2JS.compile(source);
    compiled.set(source, made);
    return made;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw typeError(
      "E203",
      `'${operator}' takes pattern: a regular expression, but ${JSON.stringify(source)} is none: ${why}`,
      "RE2 has no look-around and no backreferences",
    );
  }
}

/** `matches(text, pattern)`: whether the pattern occurs anywhere in the text; `^` and `$` hold it to the ends. Errors: E203. */
export const matches = operator({
  name: "matches",
  family: "text",
  doc: "whether a pattern occurs in a text",
  params: { text, pattern },
  returns: types.bool,
  run: ({ text: given, pattern: source }) => compile("matches", source).matcher(given).find(),
});

/** `extract(text, pattern, group)`: what the group of the first match holds; null where nothing matches. Errors: E203. */
export const extract = operator({
  name: "extract",
  family: "text",
  doc: "what a group of the first match holds; null where nothing matches",
  params: { text, pattern, group: doc("0: the whole match", opt(int, 0)) },
  returns: { kind: "optional", of: types.text },
  run: ({ text: given, pattern: source, group }) => {
    const matcher = compile("extract", source).matcher(given);
    if (group < 0 || group > matcher.groupCount())
      throw typeError(
        "E203",
        `'extract' takes group: 0 to ${matcher.groupCount()} of this pattern, but got ${group}`,
      );
    return matcher.find() ? matcher.group(group) : null;
  },
});
