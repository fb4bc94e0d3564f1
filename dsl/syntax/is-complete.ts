// Whether a cell is whole, for front ends that run it at Enter: complete, incomplete with the indent to go on with, or invalid.
import type { IToken, TokenType } from "chevrotain";
import { balance } from "./balance.ts";
import type { Place } from "./build-base.ts";
import { collector } from "../tell/diagnostic.ts";
import { lex } from "./lex.ts";
import type { Where } from "./memo.ts";
import { modeOf, parseCell, ruleFor } from "./parse.ts";
import { reach } from "./repair.ts";
import { segment } from "./segment.ts";
import type { Cell } from "../source.ts";
import * as t from "./tokens.ts";

export type Completeness =
  | { readonly status: "complete" | "invalid" }
  /** `indent`: the spaces that the next line starts with. */
  | { readonly status: "incomplete"; readonly indent: string };

/**
 * Incomplete: the last statement may yet become a whole one. Invalid: something cannot be mended by writing on.
 * A template that is still open takes all that follows it for its text.
 */
export function isComplete({ text, tags }: Pick<Cell, "text" | "tags">): Completeness {
  const cell: Cell = { id: "", label: "", text, ...(tags && { tags }) };
  const errors = parseCell(cell, 0).diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return { status: "complete" };
  const mode = modeOf(cell);
  const pieces = segment(text, mode === "assign");
  const template = errors.find(({ code }) => code === "E002")?.span.start ?? Infinity;
  const { start = 0 } = pieces.findLast((piece) => piece.start <= template) ?? {};
  const tail = text.slice(start);
  const before = errors.some(({ span }) => span.start < start);
  return !before && goesOn(tail, { cell: 0, line: 1, mode, alone: start === pieces[0]?.start })
    ? { status: "incomplete", indent: indentBehind(tail, mode) }
    : { status: "invalid" };
}

/** Whether nothing in a statement is wrong but that it ends too early. */
function goesOn(text: string, where: Where): boolean {
  const { report, list } = collector();
  const at: Place = { cell: 0, base: 0, line: 1, text, report };
  const { tokens } = lex(text, where.mode, at);
  if (
    list.length > 0 ||
    tokens.length === 0 ||
    balance(tokens, { ...at, report: () => undefined }) === undefined
  )
    return false;
  const [start, ready] = ruleFor(tokens, where, at);
  return list.length === 0 && reach(start, ready) === ready.length;
}

const STEP = "  ";
const turns = new Map<TokenType, 1 | -1>([
  ...[t.LPAREN, t.LBRACK, t.LBRACE, t.OPEN, t.HOLE].map((type) => [type, 1] as const),
  ...[t.RPAREN, t.RBRACK, t.RBRACE, t.CLOSE, t.HOLEEND].map((type) => [type, -1] as const),
]);

/** One step further in than the line of the innermost bracket that is open, or than the statement itself. */
function indentBehind(text: string, mode: t.Mode): string {
  const { tokens } = t.lexer.tokenize(text, mode);
  const open: IToken[] = [];
  for (const token of tokens) {
    const turn = [...turns].find(([type]) => t.is(token, type))?.[1];
    if (turn === 1) open.push(token);
    else if (turn === -1) open.pop();
  }
  const from = open.at(-1)?.startOffset ?? tokens[0]?.startOffset ?? 0;
  const line = text.lastIndexOf("\n", from) + 1;
  // inside a template the text keeps the indent it was given
  const last = text.slice(text.lastIndexOf("\n") + 1);
  if (open.at(-1)?.tokenType === t.OPEN && line < text.length - last.length && last.trim() !== "")
    return indentOf(last);
  return indentOf(text.slice(line)) + STEP;
}

const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? "";
