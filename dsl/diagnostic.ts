// A problem as a value: code, severity, span, cause, fix. How it is drawn is another matter (frame.ts).
import type { Code, Params } from "./messages.ts";
import { catalogue } from "./messages.ts";
import type { Span } from "./source.ts";

export type Severity = "error" | "warning" | "info";

/** A replacement that would mend the problem: `text` in place of `span`. */
export interface Fix {
  readonly title: string;
  readonly span: Span;
  readonly text: string;
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
}

/** Collects the problems of one phase. */
export type Report = <C extends Code>(code: C, span: Span, params: Params[C], fixes?: readonly Fix[]) => void;

/** The prefix letter of a code tells its severity: E error, W warning, I info. */
const severities: { readonly [letter: string]: Severity } = { E: "error", W: "warning", I: "info" };

export function diagnostic<C extends Code>(
  code: C,
  span: Span,
  params: Params[C],
  fixes: readonly Fix[] = [],
): Diagnostic {
  const { message, hint } = catalogue[code](params);
  return { code, severity: severities[code[0] ?? "E"] ?? "error", span, message, hint: hint ?? "", fixes };
}

/** A collector and the list it fills. */
export function collector(): { readonly report: Report; readonly list: Diagnostic[] } {
  const list: Diagnostic[] = [];
  return {
    list,
    report: (code, span, params, fixes) => void list.push(diagnostic(code, span, params, fixes)),
  };
}
