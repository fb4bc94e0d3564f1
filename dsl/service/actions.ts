// Fixes of the problems that a range touches, as edits.
import type { Analysis } from "../compile.ts";
import type { Diagnostic, Fix } from "../tell/diagnostic.ts";
import type { Span } from "../source.ts";

export interface Action {
  readonly diagnostic: Diagnostic;
  readonly fix: Fix;
  /** The only way there is. */
  readonly only: boolean;
}

export const actions = ({ diagnostics }: Analysis, range: Span): readonly Action[] =>
  diagnostics
    .filter(({ span }) => span.cell === range.cell && span.start <= range.end && range.start <= span.end)
    .flatMap((diagnostic) =>
      diagnostic.fixes.map((fix) => ({ diagnostic, fix, only: diagnostic.fixes.length === 1 })),
    );
