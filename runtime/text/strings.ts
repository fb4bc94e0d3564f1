// Small operators on text: length, case, white space, splitting, joining.
import { choice, doc, either, json, listOf, operator, rowsOf, text } from "../operator.ts";
import { pieces, squadText } from "../metric/normalize.ts";
import { typeError } from "../problem.ts";
import { tableOf } from "../verbs/rows.ts";
import * as types from "../../dsl/types/types.ts";

/** `len(x)`: characters (Unicode code points) of a text, items of a list, rows of a table. */
export const len = operator({
  name: "len",
  family: "text",
  doc: "characters of a text, items of a list, rows of a table",
  params: { of: either(either(text, listOf(json)), rowsOf) },
  returns: types.int,
  run: ({ of }) => {
    if (typeof of === "string") return Array.from(of).length;
    return "kind" in of ? tableOf(of).size : of.length;
  },
});

/** `lower(text)`: lower case by Unicode's own mapping, the same in every locale. */
export const lower = operator({
  name: "lower",
  family: "text",
  doc: "lower case",
  params: { text },
  returns: types.text,
  length: { like: "text", exact: false },
  run: ({ text: given }) => given.toLowerCase(),
});

/** `trim(text)`: without white space at both ends. */
export const trim = operator({
  name: "trim",
  family: "text",
  doc: "without white space at both ends",
  params: { text },
  returns: types.text,
  length: { like: "text", exact: false },
  run: ({ text: given }) => given.trim(),
});

/** `split(text, by)`: the parts between the separators, empty ones included. */
export const split = operator({
  name: "split",
  family: "text",
  doc: "the parts between separators",
  params: { text, by: doc("the separator, taken literally", text) },
  returns: types.list(types.text),
  run: ({ text: given, by }) => given.split(by),
});

/** `has(text, part)`: whether the part occurs, character for character. */
export const has = operator({
  name: "has",
  family: "text",
  doc: "whether a part occurs in a text",
  params: { text, part: doc("taken literally; case counts", text) },
  returns: types.bool,
  run: ({ text: given, part }) => given.includes(part),
});

/** `replace(text, part, with)`: every occurrence of the part, taken literally, replaced. Errors: E203 for an empty part. */
export const replace = operator({
  name: "replace",
  family: "text",
  doc: "every occurrence of a part replaced",
  params: {
    text,
    part: doc("taken literally; case counts", text),
    with: doc("what comes in its place", text),
  },
  returns: types.text,
  run: ({ text: given, part, with: other }) => {
    if (part === "")
      throw typeError("E203", "'replace' takes part: a text with a character at least, but it is empty");
    return given.replaceAll(part, () => other);
  },
});

/**
 * `normalize(text, variant)`: `squad` is the normal form of SQuAD's scorer (lower case, no ASCII punctuation, no articles,
 * single blanks; evaluate-v1.1.py), `nfc` and `nfkc` are Unicode's, `space` makes every run of white space one blank, `post` also
 * writes @user for a word that begins with the only @ in it and http for one that begins so: what HICL and TweetEval feed models of
 * posts (albertan017/HICL HICL_data_token.py).
 */
export const normalize = operator({
  name: "normalize",
  family: "text",
  doc: "a normal form: that of SQuAD's scorer, Unicode's, single blanks, or posts without names and links",
  params: { text, variant: doc("which form", choice("squad", "nfc", "nfkc", "space", "post")) },
  returns: types.text,
  run: ({ text: given, variant }) => forms[variant](given),
});

const forms = {
  squad: squadText,
  nfc: (given: string) => given.normalize("NFC"),
  nfkc: (given: string) => given.normalize("NFKC"),
  space: (given: string) => pieces(given).join(" "),
  post: (given: string) => pieces(given).map(masked).join(" "),
};

function masked(word: string): string {
  if (word.length > 1 && word.lastIndexOf("@") === 0) return "@user";
  return word.length > 1 && word.startsWith("http") ? "http" : word;
}
