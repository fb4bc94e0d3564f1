// The paragraphs of a context as prompts number them: from 1.
import { doc, either, listOf, type Param, passages, text } from "../operator.ts";
import type { Passage } from "../value.ts";

export type Paragraphs = readonly Passage[] | readonly string[];

export const paragraphs: Param<Paragraphs> = doc(
  "the paragraphs in the order in which the prompt numbers them",
  either(passages, listOf(text)) as Param<Paragraphs>,
);

/** Texts become passages whose ids are their numbers. */
export const asPassages = (of: Paragraphs): readonly Passage[] =>
  of.map((one, at) =>
    typeof one === "string" ? { kind: "passage", id: String(at + 1), text: one, source: at } : one,
  );
