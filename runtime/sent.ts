// A prompt as a call with its settings sends it: the ids, what stands behind its messages, and what may be written.
import type { Models } from "./models.ts";
import type { Content } from "./parts.ts";
import type { Json, Messages, ModelValue } from "./value.ts";

type Options = { readonly [name: string]: Json };

const weighs = ({ choose, given }: Options): boolean => choose !== undefined || given !== undefined;

const prefixOf = ({ prefix }: Options): string => (typeof prefix === "string" ? prefix : "");

/** The text that the answer begins with, as the last part of what is sent. */
export function behind(options: Options): readonly Content[] {
  const content = prefixOf(options);
  return content === ""
    ? []
    : [{ role: "assistant", content, segments: [{ text: content, hole: "prefix" }] }];
}

/** Errors: those of the tokenizer and the template. */
export async function sentIds(
  model: ModelValue,
  { messages }: Messages,
  options: Options,
  models: Models,
): Promise<readonly number[]> {
  const prefix = prefixOf(options);
  if (prefix === "" && !weighs(options)) return models.tokens(model, messages);
  return (await models.joined(model, messages, { prefix, delimiter: null, texts: [], apart: false })).prompt;
}

/** Tokens of the answer at most; null where nobody says, and where texts are weighed and none is written. */
export function mostWritten(options: Options): number | null {
  const { max_tokens: most } = options;
  return !weighs(options) && typeof most === "number" ? most : null;
}
