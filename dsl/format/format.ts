// The formatter: one layout for each program. It looks at tokens, comments and empty lines, not at where lines were broken.
import { above, concat, hard } from "./doc.ts";
import type { How } from "./base.ts";
import { layout } from "./statement.ts";
import type { Memo, Where } from "../syntax/memo.ts";
import { modeOf, type Read, readSegment, segmentsOf } from "../syntax/parse.ts";
import { print } from "./print.ts";
import { segment, type Segment } from "../syntax/segment.ts";
import { type Cell, sourceOf } from "../source.ts";
import type { Mode } from "../syntax/tokens.ts";
import { triviaOf } from "./trivia.ts";

export interface FormatOptions {
  /** Columns a line should not exceed. Default 88. */
  readonly width?: number;
  /** Tags of the notebook cell. */
  readonly tags?: readonly string[];
  /** Only statements that this range of offsets touches. */
  readonly range?: { readonly start: number; readonly end: number };
  /** A line break ends the text, as in a file (the default); a cell of a notebook has none. */
  readonly lastBreak?: boolean;
  /** What earlier calls laid out: after an edit, only its statement is. */
  readonly memo?: Memo;
}
/** `text` in place of `[start, end)`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
export interface Formatted {
  readonly text: string;
  /** What leads there from the given text: apart from each other, in order of place. */
  readonly edits: readonly Edit[];
  /** Statements with syntax errors, left as they are written. */
  readonly left: number;
}

/**
 * Formats a cell. A statement with a syntax error is left as it is written, and so is a cell of assignments as Python
 * writes them, a cell with a magic, and one that is too large to be read.
 */
export function format(given: string, options: FormatOptions = {}): Formatted {
  const { width = 88, tags = [], range, lastBreak = true, memo } = options;
  const cell: Cell = { ...sourceOf(given).cells[0]!, tags };
  const segments = segmentsOf(cell);
  if (segments === undefined) return asIs(given);
  const mode = modeOf(cell);
  const alone = segments.length === 1;
  const found = segments.map((piece) => {
    const make = (): string | undefined => laidOut(piece, mode, alone, width);
    return memo ? memo.layout(`${mode} ${alone} ${width} ${piece.text}`, make) : make();
  });
  if (found.includes(PYTHON)) return asIs(given);
  // where a statement begins behind a template that is never closed is a guess, and moves with the layout
  const sure = found.includes(OPEN) ? found.indexOf(OPEN) : found.length;
  const made = found.map((each, i) => (i < sure ? each : undefined));

  const eol = given.includes("\r\n") ? "\r\n" : "\n";
  const edits: Edit[] = [];
  const replace = (start: number, end: number, text: string): void => {
    if (range && (range.end < start || range.start > end)) return;
    edits.push(...trimmed(given, start, end, text.replaceAll("\n", eol)));
  };
  let from = 0;
  segments.forEach((piece, i) => {
    const formatted = made[i];
    // between two that are left as they are, so is what stands between them
    if (formatted !== undefined || made[i - 1] !== undefined)
      replace(from, piece.start, between(given.slice(from, piece.start), i === 0, formatted === undefined));
    if (formatted !== undefined) replace(piece.start, piece.end, formatted);
    from = piece.end;
  });
  replace(from, given.length, ending(given.slice(from), segments.length === 0, lastBreak));
  return { text: applied(given, edits), edits, left: made.filter((each) => each === undefined).length };
}

const asIs = (text: string): Formatted => ({ text, edits: [], left: 0 });

/** In place of a layout, which has no such character: an assignment of a parameter cell; a template that is never closed. */
const [PYTHON, OPEN] = ["\u0000python", "\u0000open"];

/** The statement anew; undefined where it stays as it is. */
function laidOut(piece: Segment, mode: Mode, alone: boolean, width: number): string | undefined {
  const where: Where = { cell: 0, line: 1, mode, alone };
  const read = readSegment(piece, where);
  const [tree, more] = read.trees;
  if (read.statements[0]?.kind === "Assign") return PYTHON;
  if (read.diagnostics.some(({ code }) => code === "E002")) return OPEN;
  if (read.diagnostics.length > 0 || tree === undefined || more !== undefined) return undefined;
  const trivia = triviaOf(piece.text, read.lexed.tokens, read.lexed.comments);
  const how: How = { width, trivia, of: (node) => layout(how, node) };
  const rest = trivia.rest.map((comment) => concat(hard(comment.blank), above([comment], "")));
  const text = print(concat(layout(how, tree), ...rest), width);
  return text === piece.text || means(text, read, where) ? text : undefined;
}

/** Does the text mean what was read? What would not is never written; the tests look for such statements. */
function means(text: string, { statements, lexed }: Read, where: Where): boolean {
  const [only, ...more] = segment(text, where.mode === "assign");
  if (only === undefined || more.length > 0) return false;
  const again = readSegment({ text, start: 0, end: text.length }, where);
  return (
    again.diagnostics.length === 0 &&
    again.lexed.comments.length === lexed.comments.length &&
    same(again.statements, statements)
  );
}

/** Equal apart from places. */
export function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  const [left, right] = [Object.entries(a), b as { readonly [key: string]: unknown }];
  if (left.length !== Object.keys(b).length) return false;
  return left.every(([key, value]) => key === "span" || same(value, right[key]));
}

/** White space and comments before a statement: at most one empty line, comments in column 1. */
function between(gap: string, first: boolean, kept: boolean): string {
  const lines = gap.split("\n");
  // what is left as it is keeps its indent too
  const indent = kept ? (lines.at(-1) ?? "") : "";
  if (first) return tidy(lines.slice(0, -1), true) + indent;
  return `\n${tidy(lines.slice(1, -1), false)}${indent}`;
}

/** What follows the last statement. */
function ending(gap: string, alone: boolean, lastBreak: boolean): string {
  const body = tidy(alone ? gap.split("\n") : gap.split("\n").slice(1), alone).trimEnd();
  const before = alone || body === "" ? "" : "\n";
  return before + body + (lastBreak && !(alone && body === "") ? "\n" : "");
}

/** Comment lines, each with its line break; several empty lines are one, at the start of a cell none. */
function tidy(lines: readonly string[], start: boolean): string {
  return lines
    .map((line) => line.trim())
    .filter((line, i, all) => line !== "" || (i > 0 ? all[i - 1] !== "" : !start))
    .map((line) => `${line}\n`)
    .join("");
}

/** The edit without what it would not change; none where it changes nothing. */
function trimmed(given: string, start: number, end: number, text: string): readonly Edit[] {
  const old = given.slice(start, end);
  if (old === text) return [];
  let [head, tail] = [0, 0];
  const most = Math.min(old.length, text.length);
  while (head < most && old[head] === text[head]) head++;
  while (tail < most - head && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
  return [{ start: start + head, end: end - tail, text: text.slice(head, text.length - tail) }];
}

/** The text after edits that are apart and in order. */
export function applied(given: string, edits: readonly Edit[]): string {
  let [made, from] = ["", 0];
  for (const { start, end, text } of edits) {
    made += given.slice(from, start) + text;
    from = end;
  }
  return made + given.slice(from);
}
