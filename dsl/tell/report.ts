// A diagnostic as data for other programs: offsets and, for people who read it, lines and columns.
import type { Diagnostic, Severity } from "./diagnostic.ts";
import { position, type Position, type Source, type Span } from "../source.ts";

/** A place in a cell: UTF-16 offsets `[start, end)`, and the same as 1-based lines and columns (UTF-16 units too). */
export interface At {
  /** Index of the cell; 0 in a `.strux` file. */
  readonly cell: number;
  readonly start: number;
  readonly end: number;
  readonly from: Position;
  readonly to: Position;
}
export interface Placed {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** "" where there is none. */
  readonly hint: string;
  readonly span: At;
  /** Replacements that would mend it: `text` in place of `span`. */
  readonly fixes: readonly { readonly title: string; readonly text: string; readonly span: At }[];
}

/** The form `strux check --json` prints; keys are added, never renamed. */
export function placed({ code, severity, message, hint, span, fixes }: Diagnostic, source: Source): Placed {
  const at = ({ cell, start, end }: Span): At => {
    const text = source.cells[cell]?.text ?? "";
    return { cell, start, end, from: position(text, start), to: position(text, end) };
  };
  const mends = fixes.map((fix) => ({ title: fix.title, text: fix.text, span: at(fix.span) }));
  return { code, severity, message, hint, span: at(span), fixes: mends };
}
