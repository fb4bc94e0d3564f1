// A place to be filled in: the statement around it is parsed and checked with a made-up name there, and the checker tells what it saw.
import type { Expr, Node, Statement } from "../syntax/ast.ts";
import { balance } from "../syntax/balance.ts";
import type { Place } from "../syntax/build-base.ts";
import { look } from "../check/check.ts";
import type { Analysis } from "../compile.ts";
import type { Env } from "../infer/env.ts";
import type { Parsed, Where } from "../syntax/memo.ts";
import { modeOf, parseSegment, ruleFor } from "../syntax/parse.ts";
import { nextWords, parses } from "../syntax/repair.ts";
import { lex } from "../syntax/lex.ts";
import { magicOf } from "../syntax/script.ts";
import { segment } from "../syntax/segment.ts";
import type { Span } from "../source.ts";
import * as t from "../syntax/tokens.ts";
import type { Type } from "../types/types.ts";
import { walk } from "../syntax/walk.ts";

/** Stands for what is to be filled in: a name that nobody writes. */
const PLACE = "\u024f\u024f\u024f";

export interface Hole {
  /** What a completion replaces. */
  readonly span: Span;
  /** As far as it is typed. */
  readonly prefix: string;
  /** It lies in quotes. */
  readonly quoted: boolean;
  /** A statement starts here. */
  readonly head: boolean;
  /** An expression may stand here as a cell of its own. */
  readonly alone: boolean;
  /** From the statement down to the made-up name; empty where the grammar takes no name. */
  readonly path: readonly Node[];
  /** Reserved words and `|>` that the grammar takes here, where it takes no name. */
  readonly words: readonly string[];
  /** What each expression of the statement is, and what it may see. */
  readonly seen: ReadonlyMap<Expr, Seen>;
}
export interface Seen {
  readonly type: Type;
  readonly env: Env;
}

/** Null in comments, in the text of templates, in numbers, in cells of another language. */
export function holeAt(analysis: Analysis, cell: number, offset: number): Hole | null {
  const { text = "", ...rest } = analysis.source.cells[cell] ?? {};
  if (magicOf(text)) return null;
  const mode = modeOf({ id: "", label: "", text, ...rest });
  const word = wordAt(text, offset);
  const quotes = quotesAt(text, offset, mode);
  const { start, end } = quotes ?? word;
  const marked = text.slice(0, start) + PLACE + text.slice(end);
  const pieces = segment(marked, mode === "assign");
  const piece = pieces.find((one) => one.start <= start && start < one.end);
  if (piece === undefined) return null;
  const at = start - piece.start;
  const { tokens } = t.lexer.tokenize(piece.text, mode);
  const place = tokens.findIndex(({ startOffset, endOffset = 0 }) => startOffset <= at && at <= endOffset);
  const token = tokens[place];
  const quoted = quotes !== undefined;
  if (token === undefined || (quoted ? !t.is(token, t.STR) : token.image !== PLACE)) return null;
  const base = {
    span: { cell, start, end },
    prefix: text.slice(start, offset),
    quoted,
    head: place === 0,
    alone: pieces.length === 1,
  };
  const words = quoted || place === 0 ? [] : nextWords(tokens.slice(0, place));
  if (words.length > 0) return { ...base, path: [], words, seen: new Map() };
  const where = { cell, line: 1, mode, alone: base.alone };
  return {
    ...base,
    words: [],
    ...filled(piece.text, at, where, (code) => parseSegment({ ...piece, text: code }, where), analysis),
  };
}

const before = new RegExp(`${t.WORD}$`);
const after = new RegExp(`^(?:${t.WORD}|[0-9]+)`);

/** The word that the cursor stands in or behind. */
function wordAt(text: string, offset: number): { readonly start: number; readonly end: number } {
  const line = text.slice(Math.max(0, offset - 200), offset);
  const start = offset - (before.exec(line)?.[0].length ?? 0);
  const end = offset + (after.exec(text.slice(offset, offset + 200))?.[0].length ?? 0);
  return { start, end };
}

/** The inside of the string that the cursor stands in, as far as its line closes it. */
function quotesAt(
  text: string,
  offset: number,
  mode: t.Mode,
): { readonly start: number; readonly end: number } | undefined {
  const piece = segment(text, mode === "assign").findLast((one) => one.start <= offset);
  if (piece === undefined) return undefined;
  const { tokens } = t.lexer.tokenize(piece.text, mode);
  const at = offset - piece.start;
  const token = tokens.find(({ startOffset, endOffset = 0 }) => startOffset < at && at <= endOffset + 1);
  if (token === undefined || !t.is(token, t.STR)) return undefined;
  const closed = token.tokenType !== t.BADSTR;
  const end = piece.start + token.startOffset + token.image.length - 1;
  if (closed && offset > end) return undefined;
  const start = piece.start + token.startOffset + 1;
  return { start, end: closed ? end : offset };
}

/**
 * Tries the place as a name, as a key with a value behind it, and both with nothing that follows. The first that is
 * sound wins; else the first, with the least behind it, in which the name is still found once it is mended.
 */
function filled(
  text: string,
  at: number,
  where: Where,
  parse: (code: string) => Parsed,
  analysis: Analysis,
): Pick<Hole, "path" | "seen"> {
  const rest = text.slice(at + PLACE.length);
  const head = text.slice(0, at);
  const [short, key] = [head + PLACE, `${head}${PLACE}: 0`];
  const tries = rest === "" ? [short, key] : [short + rest, key + rest, short, key];
  const sound = tries.find((code) => isSound(code, where));
  let path: readonly Node[] = [];
  for (const code of sound === undefined ? [short, key, short + rest] : [sound]) {
    path =
      parse(code)
        .statements.map(pathTo)
        .find((one) => one.length > 0) ?? [];
    if (path.length > 0) break;
  }
  const seen = new Map<Expr, Seen>();
  const [root] = path;
  if (root) look(root as Statement, analysis, (expr, type, env) => void seen.set(expr, { type, env }));
  return { path, seen };
}

/** Parses as it is, but for brackets that are not closed yet: looking is much cheaper than mending. */
function isSound(text: string, where: Where): boolean {
  const at: Place = { cell: where.cell, base: 0, line: 1, text, report: () => undefined };
  const balanced = balance(lex(text, where.mode, at).tokens, at);
  return balanced !== undefined && parses(...ruleFor(balanced.tokens, where, at));
}

/** The nodes from `root` down to the one that holds the made-up name; its name as a node comes last. */
function pathTo(root: Node): readonly Node[] {
  let found: readonly Node[] = [];
  walk(root, (node, parents) => {
    if (found.length > 0) return false;
    const text = node.kind === "Name" ? node.text : node.kind === "Str" ? node.value : undefined;
    if (text === PLACE) found = [...parents, node];
    return true;
  });
  return found;
}
