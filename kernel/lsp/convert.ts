// Between places and kinds of this house and those of the Language Server Protocol.
import type {
  CompletionItem,
  DocumentSymbol,
  FoldingRange,
  Location,
  MarkupContent,
  Position,
  Range,
  TextEdit,
} from "vscode-languageserver";
import { lspPosition, rangeOf } from "../../dsl/tell/frame-lsp.ts";
import type { Item } from "../../dsl/service/complete.ts";
import { type Coloured, colours } from "../../dsl/service/highlight.ts";
import type { ItemKind } from "../../dsl/service/offers.ts";
import type { Entry, Fold } from "../../dsl/service/outline.ts";
import type { Source, Span } from "../../dsl/source.ts";
import type { Program } from "./program.ts";

/** UTF-16 offset of a position; behind the end of a line is its end. */
export function offsetOf(text: string, { line, character }: Position): number {
  const breaks = /\r\n|\r|\n/g;
  let start = 0;
  for (let at = 0; at < line; at++) {
    const found = breaks.exec(text);
    if (found === null) return text.length;
    start = breaks.lastIndex;
  }
  breaks.lastIndex = start;
  const end = breaks.exec(text)?.index ?? text.length;
  return Math.min(end, start + character);
}

export const rangeIn = (source: Source, span: Span): Range =>
  rangeOf(source.cells[span.cell]?.text ?? "", span);

/** Null where a span lies in no document: in a notebook that is used and not open. */
export function locationOf(program: Program, source: Source, span: Span): Location | null {
  const uri = program.uriOf(source, span.cell);
  return uri === null ? null : { uri, range: rangeIn(source, span) };
}

/** Edits by the documents they are in. */
export function changes(
  program: Program,
  source: Source,
  edits: readonly { readonly span: Span; readonly text: string }[],
): { [uri: string]: TextEdit[] } {
  const byUri: { [uri: string]: TextEdit[] } = {};
  for (const { span, text } of edits) {
    const place = locationOf(program, source, span);
    if (place) (byUri[place.uri] ??= []).push({ range: place.range, newText: text });
  }
  return byUri;
}

export const markup = (value: string): MarkupContent => ({ kind: "markdown", value });

/** `CompletionItemKind`. */
const itemKinds: { readonly [K in ItemKind]: NonNullable<CompletionItem["kind"]> } = {
  keyword: 14,
  operator: 3,
  function: 3,
  prompt: 3,
  model: 7,
  table: 6,
  value: 6,
  chart: 6,
  shape: 22,
  module: 9,
  local: 6,
  column: 5,
  member: 5,
  property: 10,
  argument: 10,
  word: 12,
  type: 25,
  device: 20,
};

export const completionItem = (item: Item, at: number, source: Source): CompletionItem => ({
  label: item.label,
  kind: itemKinds[item.kind],
  detail: item.detail,
  ...(item.doc !== "" && { documentation: markup(item.doc) }),
  sortText: String(at).padStart(5, "0"),
  filterText: item.insert,
  textEdit: { range: rangeIn(source, item.span), newText: item.insert },
});

/** `SymbolKind`. */
const symbolKinds: { readonly [K in Entry["kind"]]?: DocumentSymbol["kind"] } = {
  PromptDecl: 12,
  FnDecl: 12,
  ShapeDecl: 23,
  ModelDecl: 5,
  RunDecl: 19,
  Param: 13,
  Vary: 22,
  RunStep: 8,
  Metric: 8,
  ShapeField: 8,
};
const VARIABLE = 13;

export const documentSymbol = (entry: Entry, source: Source): DocumentSymbol => ({
  name: entry.name === "" ? "?" : entry.name,
  detail: entry.detail,
  kind: symbolKinds[entry.kind] ?? VARIABLE,
  range: rangeIn(source, entry.span),
  selectionRange: rangeIn(source, entry.at),
  children: entry.parts.map((part) => documentSymbol(part, source)),
});

export function foldingRange({ span, kind }: Fold, source: Source): FoldingRange {
  const { start, end } = rangeIn(source, span);
  return { startLine: start.line, endLine: end.line, kind };
}

/** Five numbers a token, each place told from the one before; a token over several lines is one for each. */
export function semanticTokens(tokens: readonly Coloured[], source: Source): number[] {
  let [line, character] = [0, 0];
  return tokens.flatMap(({ span, colour, declares }) => {
    const text = source.cells[span.cell]?.text ?? "";
    const first = lspPosition(text, span.start);
    return text
      .slice(span.start, span.end)
      .split(/\r\n|\r|\n/)
      .flatMap((part, at) => {
        const here = { line: first.line + at, character: at === 0 ? first.character : 0 };
        if (part === "") return [];
        const from = here.line === line ? character : 0;
        const told = [
          here.line - line,
          here.character - from,
          part.length,
          colours.indexOf(colour),
          Number(declares),
        ];
        [line, character] = [here.line, here.character];
        return told;
      });
  });
}
