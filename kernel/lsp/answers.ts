// Requests of an editor, each answered by one function of the language service.
import type {
  CodeAction,
  CompletionItem,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  Position,
  Range,
  SelectionRange,
  SemanticTokens,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver";
import type { Analysis } from "../../dsl/compile.ts";
import { format } from "../../dsl/format/format.ts";
import { lspDiagnostic } from "../../dsl/tell/frame-lsp.ts";
import { actions } from "../../dsl/service/actions.ts";
import { complete } from "../../dsl/service/complete.ts";
import { highlight } from "../../dsl/service/highlight.ts";
import { hover, markdown } from "../../dsl/service/hover.ts";
import { occurrenceAt, occurrencesOf } from "../../dsl/service/names.ts";
import { folds, outline } from "../../dsl/service/outline.ts";
import { pathAt } from "../../dsl/service/path.ts";
import { rename, renameable } from "../../dsl/service/rename.ts";
import { signatureHelp } from "../../dsl/service/signature.ts";
import {
  changes,
  completionItem,
  documentSymbol,
  foldingRange,
  locationOf,
  markup,
  offsetOf,
  rangeIn,
  semanticTokens,
} from "./convert.ts";
import type { Program } from "./program.ts";

/** A document of a program, as it is now. */
export interface Open {
  readonly program: Program;
  readonly cell: number;
  readonly analysis: Analysis;
  readonly text: string;
}

export const completions = ({ analysis, cell, text }: Open, at: Position): CompletionItem[] =>
  complete(analysis, cell, offsetOf(text, at)).map((item, i) => completionItem(item, i, analysis.source));

export function hovered({ analysis, cell, text }: Open, at: Position): Hover | null {
  const found = hover(analysis, cell, offsetOf(text, at));
  return found && { contents: markup(markdown(found)), range: rangeIn(analysis.source, found.span) };
}

export function signature({ analysis, cell, text }: Open, at: Position): SignatureHelp | null {
  const found = signatureHelp(analysis, cell, offsetOf(text, at));
  if (!found) return null;
  const parameters = found.params.map(({ label, doc }) => ({ label, documentation: doc }));
  const one = { label: found.label, documentation: markup(found.doc), parameters };
  // null is of a later protocol than some clients speak; past the end means none of them
  return { signatures: [one], activeSignature: 0, activeParameter: found.active ?? parameters.length };
}

export function definition({ program, analysis, cell, text }: Open, at: Position): Location | null {
  const found = occurrenceAt(analysis, cell, offsetOf(text, at));
  return found ? locationOf(program, analysis.source, found.of.span) : null;
}

export function references(
  { program, analysis, cell, text }: Open,
  at: Position,
  declaration: boolean,
): Location[] {
  const found = occurrenceAt(analysis, cell, offsetOf(text, at));
  if (!found) return [];
  const { of } = found;
  return occurrencesOf(of, analysis)
    .filter(({ span }) => declaration || span.cell !== of.span.cell || span.start !== of.span.start)
    .flatMap(({ span }) => locationOf(program, analysis.source, span) ?? []);
}

export function prepareRename(
  { analysis, cell, text }: Open,
  at: Position,
): { range: Range; placeholder: string } | null {
  const found = renameable(analysis, cell, offsetOf(text, at));
  return found && { range: rangeIn(analysis.source, found.span), placeholder: found.name };
}

/** The edits, or why there are none. */
export function renamed(
  { program, analysis, cell, text }: Open,
  at: Position,
  to: string,
): WorkspaceEdit | string {
  const found = rename(analysis, cell, offsetOf(text, at), to);
  return "refused" in found ? found.refused : { changes: changes(program, analysis.source, found.edits) };
}

export const symbols = ({ analysis, cell }: Open): DocumentSymbol[] =>
  outline(analysis, cell).map((entry) => documentSymbol(entry, analysis.source));

export const foldings = ({ analysis, cell }: Open): FoldingRange[] =>
  folds(analysis, cell).map((fold) => foldingRange(fold, analysis.source));

/** The nodes around each position, the innermost first. */
export const selections = ({ analysis, cell, text }: Open, at: readonly Position[]): SelectionRange[] =>
  at.map((position) =>
    pathAt(analysis, cell, offsetOf(text, position)).reduce<SelectionRange>(
      (parent, { span }) => ({ range: rangeIn(analysis.source, span), parent }),
      { range: rangeIn(analysis.source, { cell, start: 0, end: text.length }) },
    ),
  );

export const semantic = ({ analysis, cell }: Open): SemanticTokens => ({
  data: semanticTokens(highlight(analysis, cell), analysis.source),
});

export function fixes({ program, analysis, cell, text }: Open, { start, end }: Range): CodeAction[] {
  const range = { cell, start: offsetOf(text, start), end: offsetOf(text, end) };
  const places = {
    uri: (at: number): string => program.documents()[at]?.uri ?? program.uri,
    help: () => null,
  };
  return actions(analysis, range).map(({ diagnostic, fix, only }) => {
    const { relatedInformation, ...told } = lspDiagnostic(diagnostic, analysis.source, places);
    return {
      title: fix.title,
      kind: "quickfix",
      isPreferred: only,
      diagnostics: [{ ...told, ...(relatedInformation && { relatedInformation: [...relatedInformation] }) }],
      edit: { changes: changes(program, analysis.source, [fix]) },
    };
  });
}

/** The edits that lay a document out, or a range of it. */
export function formatting({ program, analysis, cell, text }: Open, range?: Range): TextEdit[] {
  const tags = program.documents()[cell]?.tags ?? [];
  const part = range && { range: { start: offsetOf(text, range.start), end: offsetOf(text, range.end) } };
  const { edits } = format(text, { tags, lastBreak: !program.notebook, memo: program.memo, ...part });
  return edits.map(({ start, end, text: newText }) => ({
    range: rangeIn(analysis.source, { cell, start, end }),
    newText,
  }));
}
