// Why what a model wrote is no structure: the names that alibaba/struxgpt gives its failures, and what each means.
import type { Tree } from "../../value.ts";

const FAILURES = {
  input_error: "there is no text to be structured",
  result_spliter: "the fences around the parts are missing",
  result_scope: "there is no scope",
  result_scope_str: "the scope is empty, or no text",
  result_level_overflow: "a line is indented by more than one level",
  result_hierarchy_format: "the number of a line does not fit its indent",
  result_indicator_format: "a line does not begin with a number such as 1. or 1.2.",
  result_aspect: "an aspect has no name, no range of sentences, or is out of turn",
  parse_error: "an aspect has no description",
  format_yaml: "the block is no YAML",
  format_json: "the block is no JSON",
  range_start: "the first aspect does not start at the first sentence",
  range_middle: "two aspects overlap, or leave sentences out between them",
  range_end: "the last aspect does not end at the last sentence",
  single_sent_aspect: "every aspect is a single sentence",
} as const;
export type Failure = keyof typeof FAILURES;

export const meaning = (code: Failure): string => FAILURES[code];
export const failures = Object.keys(FAILURES) as readonly Failure[];

/** A structure, with what was mended on the way; or why there is none. */
export type Read = { readonly tree: Tree; readonly mended: readonly string[] } | Failed;
/** `at`: the piece of the reply that is wrong, where it is one. */
export interface Failed {
  readonly code: Failure;
  readonly at?: string;
}

/** Ends the reading of a structure. */
export class Unread extends Error {
  readonly code: Failure;
  readonly at: string;
  constructor(code: Failure, at = "") {
    super(code);
    this.code = code;
    this.at = at;
  }
}

/** What is wrong with a reply, and where: the code, its meaning, and the place in UTF-16 units where a piece of it is meant. */
export function faultOf({ code, at = "" }: Failed, reply: string): string {
  const start = at === "" ? -1 : reply.indexOf(at);
  const where = start < 0 ? "" : `, at ${start} to ${start + at.length} of the reply: ${JSON.stringify(at)}`;
  return `${code}, ${meaning(code)}${where}`;
}

/** What a reader gives, or the code it ended with. */
export function reading(read: () => Exclude<Read, { code: Failure }>): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unread)
      return error.at === "" ? { code: error.code } : { code: error.code, at: error.at };
    throw error;
  }
}
