// What a cell holds at a glance: its statements with their parts, and what may be folded away.
import type { Name, Statement } from "../syntax/ast.ts";
import type { Analysis } from "../compile.ts";
import { keyOf } from "../names/local.ts";
import { declares, noun } from "../names/scope.ts";
import { segment } from "../syntax/segment.ts";
import type { Span } from "../source.ts";
import { modeOf } from "../syntax/parse.ts";
import { lexer } from "../syntax/tokens.ts";
import { show } from "../types/types.ts";
import { walk } from "../syntax/walk.ts";

export interface Entry {
  readonly name: string;
  readonly kind: Statement["kind"] | "Vary" | "RunStep" | "Metric" | "Param" | "ShapeField";
  readonly detail: string;
  readonly span: Span;
  /** Of the name. */
  readonly at: Span;
  readonly parts: readonly Entry[];
}

export const outline = (analysis: Analysis, cell: number): readonly Entry[] =>
  analysis.statements
    .filter(({ span }) => span.cell === cell)
    .flatMap((statement) => {
      const name = declares(statement);
      return name ? [entry(statement, name, analysis)] : [];
    });

function entry(statement: Statement, name: Name, { checked }: Analysis): Entry {
  const type = checked.guesses.get(keyOf(name.text, statement.span.cell));
  const detail = type && type.kind !== "unknown" ? show(type) : noun(statement);
  return {
    name: name.text,
    kind: statement.kind,
    detail,
    span: statement.span,
    at: name.span,
    parts: partsOf(statement),
  };
}

function partsOf(statement: Statement): readonly Entry[] {
  if (statement.kind === "RunDecl")
    return [
      ...statement.vary.map((vary) => part(vary, "axis")),
      ...statement.items.flatMap((item) => (item.kind === "RunStep" ? [part(item, "step")] : [])),
    ];
  if (statement.kind === "ScoreDecl")
    return statement.items.flatMap((item) => (item.kind === "Metric" ? [part(item, "metric")] : []));
  if (statement.kind === "PromptDecl" || statement.kind === "FnDecl")
    return statement.params.map((param) => part(param, "parameter"));
  return statement.kind === "ShapeDecl" ? statement.fields.map((field) => part(field, "field")) : [];
}

const part = (
  { kind, name, span }: { readonly kind: Entry["kind"]; readonly name: Name; readonly span: Span },
  detail: string,
): Entry => ({ name: name.text, kind, detail, span, at: name.span, parts: [] });

export interface Fold {
  readonly span: Span;
  readonly kind: "region" | "comment";
}

/** Statements and templates of several lines, and comments that follow each other. */
export function folds({ source, statements }: Analysis, cell: number): readonly Fold[] {
  const text = source.cells[cell]?.text ?? "";
  const found: Fold[] = [];
  const add = (span: Span, kind: Fold["kind"]): void => {
    if (text.slice(span.start, span.end).includes("\n")) found.push({ span, kind });
  };
  for (const statement of statements) {
    if (statement.span.cell !== cell) continue;
    add(statement.span, "region");
    walk(statement, (node) => void (node.kind === "Template" && add(node.span, "region")));
  }
  for (const span of commentRuns(source.cells[cell] ?? { id: "", label: "", text }, cell))
    add(span, "comment");
  return found;
}

function commentRuns(
  cell: { readonly id: string; readonly label: string; readonly text: string },
  index: number,
): readonly Span[] {
  const mode = modeOf(cell);
  const comments = segment(cell.text, mode === "assign").flatMap((piece) =>
    (lexer.tokenize(piece.text, mode).groups["comments"] ?? []).map(({ startOffset, image }) => {
      return { start: piece.start + startOffset, end: piece.start + startOffset + image.length };
    }),
  );
  const runs: { cell: number; start: number; end: number }[] = [];
  for (const { start, end } of comments) {
    const last = runs.at(-1);
    if (last && /^[ \t\r]*\n[ \t]*$/.test(cell.text.slice(last.end, start))) last.end = end;
    else runs.push({ cell: index, start, end });
  }
  return runs;
}
