// Small operators on text: length, case, white space, splitting, joining.
import { doc, either, json, listOf, operator, opt, rowsOf, text } from "../operator.ts";
import { tableOf } from "../verbs/rows.ts";
import * as types from "../../dsl/types.ts";

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
  run: ({ text: given }) => given.toLowerCase(),
});

/** `trim(text)`: without white space at both ends. */
export const trim = operator({
  name: "trim",
  family: "text",
  doc: "without white space at both ends",
  params: { text },
  returns: types.text,
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

/** `join(texts, with)`: one text of many. */
export const join = operator({
  name: "join",
  family: "text",
  doc: "one text of many",
  params: { texts: listOf(text), with: doc("what stands between them", opt(text, " ")) },
  returns: types.text,
  run: ({ texts, with: between }) => texts.join(between),
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
