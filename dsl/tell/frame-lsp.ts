// A diagnostic as the Language Server Protocol has it: places by line and UTF-16 column, related places, fixes as data.
import type { Diagnostic, Fix, Severity } from "./diagnostic.ts";
import type { Source, Span } from "../source.ts";

export interface LspPosition {
  /** 0-based. */
  readonly line: number;
  /** 0-based, in UTF-16 units. */
  readonly character: number;
}
export interface LspRange {
  readonly start: LspPosition;
  readonly end: LspPosition;
}
export interface LspEdit {
  readonly title: string;
  readonly uri: string;
  readonly range: LspRange;
  readonly newText: string;
}
/** The members of `Diagnostic` (LSP 3.17) that are filled in here. */
export interface LspDiagnostic {
  readonly range: LspRange;
  readonly severity: 1 | 2 | 3;
  readonly code: string;
  readonly codeDescription?: { readonly href: string };
  readonly source: "strux";
  readonly message: string;
  readonly relatedInformation?: readonly {
    readonly location: { readonly uri: string; readonly range: LspRange };
    readonly message: string;
  }[];
  /** Kept by the client, and sent back when it asks for code actions. */
  readonly data: { readonly fixes: readonly LspEdit[] };
}

export interface Places {
  /** The document a cell is in. */
  readonly uri: (cell: number) => string;
  /** Where a code is explained, or null. */
  readonly help: (code: string) => string | null;
}

const severities: { readonly [S in Severity]: 1 | 2 | 3 } = { error: 1, warning: 2, info: 3 };

export function lspDiagnostic(told: Diagnostic, source: Source, { uri, help }: Places): LspDiagnostic {
  const range = (span: Span): LspRange => rangeOf(source.cells[span.cell]?.text ?? "", span);
  const href = help(told.code);
  const related = (told.related ?? []).map(({ span, message }) => ({
    location: { uri: uri(span.cell), range: range(span) },
    message,
  }));
  const edit = ({ title, span, text }: Fix): LspEdit => ({
    title,
    uri: uri(span.cell),
    range: range(span),
    newText: text,
  });
  return {
    range: range(told.span),
    severity: severities[told.severity],
    code: told.code,
    ...(href !== null && { codeDescription: { href } }),
    source: "strux",
    message: told.hint === "" ? told.message : `${told.message}\n${told.hint}`,
    ...(related.length > 0 && { relatedInformation: related }),
    data: { fixes: told.fixes.map(edit) },
  };
}

export const rangeOf = (text: string, { start, end }: Span): LspRange => ({
  start: lspPosition(text, start),
  end: lspPosition(text, end),
});

/** `\n`, `\r\n` and `\r` end a line, as the protocol has it. An offset past the end is the end. */
export function lspPosition(text: string, offset: number): LspPosition {
  const before = text.slice(0, Math.max(0, offset));
  const lines = before.split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
