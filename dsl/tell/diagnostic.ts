// A problem as a value: code, severity, span, cause, fix. How it is drawn is another matter (frame.ts).
import type { Code, Params } from "./messages.ts";
import { catalogue } from "./messages.ts";
import type { Span } from "../source.ts";

export type Severity = "error" | "warning" | "info";

/** A replacement that would mend the problem: `text` in place of `span`. */
export interface Fix {
  readonly title: string;
  readonly span: Span;
  readonly text: string;
}

/** Another place that the problem is about, and what stands there. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly span: Span;
  /** The fact, lower case, the user's words in quotes. */
  readonly message: string;
  /** What to do about it, one sentence, or "". */
  readonly hint: string;
  readonly fixes: readonly Fix[];
  readonly related?: readonly Related[];
  /** Of "and 7 more problems": how many it stands for. */
  readonly more?: number;
}

/** Collects the problems of one phase. */
export type Report = <C extends Code>(
  code: C,
  span: Span,
  params: Params[C],
  fixes?: readonly Fix[],
  related?: readonly Related[],
) => void;

/** The prefix letter of a code tells its severity: E error, W warning, I info. */
const severities: { readonly [letter: string]: Severity } = { E: "error", W: "warning", I: "info" };

export function diagnostic<C extends Code>(
  code: C,
  span: Span,
  params: Params[C],
  fixes: readonly Fix[] = [],
  related: readonly Related[] = [],
): Diagnostic {
  const { message, hint } = catalogue[code](params);
  const severity = severities[code[0] ?? "E"] ?? "error";
  const told = { code, severity, span, message, hint: hint ?? "", fixes };
  return related.length > 0 ? { ...told, related } : told;
}

/** A collector and the list it fills. */
export function collector(): { readonly report: Report; readonly list: Diagnostic[] } {
  const list: Diagnostic[] = [];
  return {
    list,
    report: (...told) => void list.push(diagnostic(...told)),
  };
}
