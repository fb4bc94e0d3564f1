// What a model wrote as a structure: a tree, or what stands in for it, and the name of what was wrong.
import { choice, doc, operator, opt, text } from "../../operator.ts";
import * as types from "../../../dsl/types/types.ts";
import { dataError } from "../../problem.ts";
import { sentencesOf } from "../../text/sentences.ts";
import type { Tree } from "../../value.ts";
import { scopeOf } from "../names.ts";
import { faultOf, meaning, type Read } from "./failure.ts";
import { readV1 } from "./v1.ts";
import { readV2 } from "./v2.ts";

export type Format = "v1" | "v2";

export const format = doc(
  "v1: written anew, a list of two levels; v2: ranges of numbered sentences, in YAML or JSON",
  opt(choice("v1", "v2"), "v2"),
);
const reply = doc("what the model wrote", text);
const of = doc("the text it was asked to structure", text);

/** A text that is structured, or a part of one, with its sentences. */
export interface Source {
  readonly text: string;
  readonly sentences: readonly string[];
}

export const sourceOf = (text: string): Source => ({
  text,
  sentences: sentencesOf(text).map(({ text: sentence }) => sentence),
});

/** A structure as it was written of a text, in one of the forms. */
export const structureOf = (written: string, { text: source, sentences }: Source, form: Format): Read =>
  form === "v1" ? readV1(written, source) : readV2(written, sentences);

/** A text without a structure: one aspect over all sentences, called as the text is about ("lazy" in alibaba/struxgpt). */
export function lazy({ text: source, sentences: descriptions }: Source, scope = scopeOf([source])): Tree {
  if (descriptions.length === 0) return { kind: "tree", scope: "", aspects: [] };
  return { kind: "tree", scope, aspects: [{ name: scope, descriptions, range: [1, descriptions.length] }] };
}

/**
 * `read_structure(reply, of: text, format: "v2", on_invalid: "keep")`: the tree, by the strict rules of v1.ts and v2.ts. What cannot be read
 * is kept as one aspect over the whole text, and counted by its code; or E409 with "fail". What was mended is counted too.
 */
export const read_structure = operator({
  name: "read_structure",
  family: "context",
  doc: "the tree that a model wrote of a text, read strictly; what is no structure is kept as one aspect, and counted",
  params: {
    reply,
    of,
    format,
    on_invalid: doc(
      "what is no structure is kept as one aspect over the text, or an error",
      opt(choice("keep", "fail"), "keep"),
    ),
  },
  returns: types.outlineTree,
  run: ({ reply: written, of: source, format: form, on_invalid }, { note }) => {
    const of = sourceOf(source);
    const read = structureOf(written, of, form);
    if ("tree" in read) {
      for (const what of read.mended) note(`read_structure: mended, ${what}`);
      return read.tree;
    }
    if (on_invalid === "fail")
      throw dataError(
        "E409",
        `the reply is no structure in format ${form}: ${faultOf(read, written)}`,
        'keep such texts whole: on_invalid: "keep"',
      );
    note(`read_structure: no structure, kept as one aspect: ${read.code}, ${meaning(read.code)}`);
    return lazy(of);
  },
});

/** `structure_error(reply, of: text, format: "v2")`: the code of why it is no structure (failure.ts), null where it is one. */
export const structure_error = operator({
  name: "structure_error",
  family: "context",
  doc: "why what a model wrote is no structure of a text, as a code; null where it is one",
  params: { reply, of, format },
  returns: { kind: "optional", of: types.text },
  run: ({ reply: written, of: source, format: form }) => {
    const read = structureOf(written, sourceOf(source), form);
    return "code" in read ? read.code : null;
  },
});
