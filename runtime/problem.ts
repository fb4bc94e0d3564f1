// A failure while running, as a value the user can act on: name, code, cause, fix, and where it was written.
import type { Span } from "../dsl/source.ts";

/** Stable names: notebooks and batch tools match on them. */
export type ProblemName =
  | "StruxSyntaxError"
  | "StruxTypeError"
  | "ModelError"
  | "BudgetError"
  | "DataError"
  | "HostError"
  | "Interrupted";

export class Problem extends Error {
  override readonly name: ProblemName;
  readonly code: string;
  readonly hint: string;
  readonly span: Span | null;

  constructor(name: ProblemName, code: string, message: string, hint = "", span: Span | null = null) {
    super(message);
    this.name = name;
    this.code = code;
    this.hint = hint;
    this.span = span;
  }

  /** The same problem at a place, unless it already has one. */
  at(span: Span): Problem {
    return this.span ? this : new Problem(this.name, this.code, this.message, this.hint, span);
  }
}

/** Those that are no Problem. */
export const sound = <T>(all: Iterable<T | Problem>): Exclude<T, Problem>[] =>
  [...all].filter((one): one is Exclude<T, Problem> => !(one instanceof Problem));

export const dataError = (code: string, message: string, hint = ""): Problem =>
  new Problem("DataError", code, message, hint);
export const typeError = (code: string, message: string, hint = ""): Problem =>
  new Problem("StruxTypeError", code, message, hint);
