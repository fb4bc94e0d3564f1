// A text as sentences.
import { operator, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import type { Passage } from "../value.ts";
import { segment } from "./segment.ts";

/** The sentences of a text as passages; id and source are the position, from 0. */
export const sentencesOf = (given: string): Passage[] =>
  segment(given).map(({ start, end }, source) => ({
    kind: "passage",
    id: String(source),
    text: given.slice(start, end),
    source,
  }));

/**
 * `sentences(text)`: split by rule: after . ! ? … and their closing quotes, but not after titles, initials, decimals or
 * abbreviations; blank lines, headings and list lines end a sentence too. No character but white space is lost.
 */
export const sentences = operator({
  name: "sentences",
  family: "text",
  doc: "the sentences of a text, in order",
  params: { text },
  returns: types.passages,
  run: ({ text: given }) => sentencesOf(given),
});
