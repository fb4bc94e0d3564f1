// Text -> statements: cut into segments, then each by itself through lexer, balance, parser and builder.
import type { CstNode, IToken, TokenType } from "chevrotain";
import type { Statement } from "./ast.ts";
import { balance } from "./balance.ts";
import { build } from "./build.ts";
import type { Place } from "./build-base.ts";
import { capped, PER_STATEMENT } from "./cap.ts";
import { collector, diagnostic, type Diagnostic } from "../tell/diagnostic.ts";
import { lex, type Lexed, within } from "./lex.ts";
import type { Memo, Parsed, Where } from "./memo.ts";
import { mend, type Start } from "./repair.ts";
import { magicOf, scriptCell } from "./script.ts";
import { isSessionWord, type SessionWord, sessionWords } from "./session-words.ts";
import { segment, type Segment } from "./segment.ts";
import { swap } from "../tell/near.ts";
import type { Cell, Source } from "../source.ts";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";

/** Characters in one cell; more is data, and belongs in a file. */
const LARGEST = 1_000_000;
const STATEMENTS = 5000;
const parameterTags: readonly string[] = ["parameters", "injected-parameters"];
/** How the lexer starts in a cell. */
export const modeOf = (cell: Cell): t.Mode =>
  cell.tags?.some((tag) => parameterTags.includes(tag)) ? "assign" : "code";

export function parse(source: Source, memo?: Memo): Parsed {
  const cells = source.cells.map((cell, index) => parseCell(cell, index, memo));
  return {
    statements: cells.flatMap((cell) => cell.statements),
    diagnostics: cells.flatMap((cell) => cell.diagnostics),
  };
}

/** Where the statements of a cell begin and end; undefined where it is not read at all. */
export function segmentsOf(cell: Cell): readonly Segment[] | undefined {
  if (cell.text.length > LARGEST || magicOf(cell.text)) return undefined;
  const segments = segment(cell.text, modeOf(cell) === "assign");
  return segments.length > STATEMENTS ? undefined : segments;
}

export function parseCell(cell: Cell, index: number, memo?: Memo): Parsed {
  if (cell.text.length > LARGEST) {
    return refused(index, LARGEST, `the number of characters in a cell, ${cell.text.length},`);
  }
  const magic = magicOf(cell.text);
  if (magic) return magicCell(cell.text, index, magic);
  const mode = modeOf(cell);
  const segments = segment(cell.text, mode === "assign");
  const alone = segments.length === 1;
  if (segments.length > STATEMENTS) {
    return refused(index, STATEMENTS, `the number of statements in a cell, ${segments.length},`);
  }
  let [line, from] = [1, 0];
  const parts = segments.map((each) => {
    line += breaks(cell.text.slice(from, each.start));
    from = each.start;
    const where: Where = { cell: index, line, mode, alone };
    return memo ? memo.segment(each, where, () => parseSegment(each, where)) : parseSegment(each, where);
  });
  return {
    statements: parts.flatMap((part) => part.statements),
    diagnostics: parts.flatMap((part) => part.diagnostics),
  };
}

type Magic = NonNullable<ReturnType<typeof magicOf>>;

function magicCell(text: string, cell: number, magic: Magic): Parsed {
  const script = scriptCell(text, cell);
  if (script) return { statements: [script.statement], diagnostics: script.diagnostics };
  return { statements: [], diagnostics: [strange(magic, cell)] };
}

function strange({ start, word }: Magic, cell: number): Diagnostic {
  const span = { cell, start, end: start + word.length };
  if (word === "%%ts") return diagnostic("E021", span, {});
  return diagnostic("E010", span, {
    what: `'${word}' is unknown: of these cells the language has '%%ts' alone`,
  });
}

const breaks = (text: string): number => text.split("\n").length - 1;

const refused = (cell: number, limit: number, what: string): Parsed => ({
  statements: [],
  diagnostics: [diagnostic("E008", { cell, start: 0, end: 0 }, { limit, what })],
});

/** Depends on its arguments only: a cache may stand in front of it. */
export function parseSegment(piece: Segment, where: Where): Parsed {
  const { statements, diagnostics } = readSegment(piece, where);
  return { statements, diagnostics };
}

/** All that is found on the way to the statements; where there is a diagnostic, trees and tokens are mended ones. */
export interface Read extends Parsed {
  readonly lexed: Lexed;
  readonly trees: readonly CstNode[];
}

export function readSegment({ text, start }: Segment, where: Where): Read {
  const { report, list } = collector();
  const at: Place = { cell: where.cell, base: start, line: where.line, text, report };
  const magic = magicOf(text);
  if (magic)
    return { ...nothing(at), diagnostics: [strange({ ...magic, start: start + magic.start }, where.cell)] };
  const lexed = lex(text, where.mode, at);
  const made = statementsOf(lexed, where, at);
  return {
    lexed,
    trees: made.map(([, tree]) => tree),
    statements: made.map(([statement]) => statement),
    diagnostics: distinct(list, text, start),
  };
}

const nothing = (at: Place): Omit<Read, "diagnostics"> => ({
  lexed: lex("", "code", at),
  trees: [],
  statements: [],
});

function statementsOf(lexed: Lexed, where: Where, at: Place): readonly (readonly [Statement, CstNode])[] {
  const balanced = balance(lexed.tokens, at);
  if (balanced === undefined || balanced.tokens.length === 0) return [];
  const { doubtful } = balanced;
  return split(balanced.tokens, at).flatMap((tokens, i): (readonly [Statement, CstNode])[] => {
    const [start, ready] = ruleFor(tokens, where, at);
    try {
      const tree = mend(start, ready, doubtful, at);
      const made = tree && build(at, tree, i === 0 ? lexed.doc : "");
      return tree && made ? [[made, tree]] : [];
    } catch (error) {
      // The depth is limited by count; a small stack may end sooner.
      if (!(error instanceof RangeError)) throw error;
      at.report("E008", within(at, 0, at.text.length), { limit: 0, what: "the nesting" });
      return [];
    }
  });
}

/** A second statement on the same line is reported, and parsed by itself. */
function split(tokens: readonly IToken[], at: Place): readonly (readonly IToken[])[] {
  let depth = 0;
  const cuts: number[] = [];
  tokens.forEach((token, i) => {
    if ([t.LPAREN, t.LBRACK, t.LBRACE, t.OPEN].some((type) => t.is(token, type))) depth++;
    else if ([t.RPAREN, t.RBRACK, t.RBRACE, t.CLOSE].some((type) => t.is(token, type))) depth--;
    else if (depth === 0 && i > 0 && heads(tokens, i)) cuts.push(i);
  });
  for (const cut of cuts) {
    const token = tokens[cut]!;
    const span = within(at, token.startOffset, token.startOffset + token.image.length);
    const here = { ...span, end: span.start };
    at.report("E018", span, { word: token.image }, [
      { title: "insert a line break", span: here, text: "\n" },
    ]);
  }
  return [0, ...cuts].map((from, i) => tokens.slice(from, cuts[i] ?? tokens.length));
}

/** `data x =` in the middle: a statement word, a name, and what follows a declared name. */
function heads(tokens: readonly IToken[], i: number): boolean {
  const [word, name, after] = [tokens[i]!, tokens[i + 1], tokens[i + 2]];
  const declares = [t.EQ, t.COLON, t.LPAREN, t.LBRACE, kw.over, kw.of].some((type) => t.is(after, type));
  return t.opens(word.image) && name?.tokenType === t.ID && declares && !t.is(tokens[i - 1], t.DOT);
}

const operandStarts: readonly TokenType[] = [t.ID, t.STR, t.NUM, t.OPEN, t.LBRACE];
const expressive: readonly TokenType[] = [kw.true, kw.false, kw.null, kw.not, kw.if];

/** Which rule the tokens are parsed by; an undeclared assignment is read as `let`. */
export function ruleFor(
  tokens: readonly IToken[],
  { mode, alone }: Where,
  at: Place,
): readonly [Start, readonly IToken[]] {
  const [first, second] = tokens;
  if (first === undefined) return ["statement", tokens];
  const named = t.is(first, t.NAME);
  if (named && t.is(second, t.EQ)) {
    // Python's names may be reserved words here
    if (mode === "assign") return ["assign", [t.retyped(first, t.ID), ...tokens.slice(1)]];
    const span = within(at, first.startOffset, first.startOffset + first.image.length);
    const here = { ...span, end: span.start };
    if (first.tokenType === t.ID) {
      at.report("E015", span, { name: first.image }, [{ title: "insert 'let'", span: here, text: "let " }]);
      return ["statement", [t.made(kw.let, undefined), ...tokens]];
    }
  }
  const word = named && !expressive.some((type) => t.is(first, type));
  if (word && first.tokenType !== t.ID) return ["statement", tokens];
  if (word && operandStarts.some((type) => t.is(second, type))) {
    if (!isSessionWord(first.image)) return ["statement", tokens];
    burdened(first.image, tokens, at);
    return ["bare", [first]];
  }
  if (!alone) bareAmong(tokens, at);
  return ["bare", tokens];
}

/** `refresh q`: the word is about the whole notebook. */
function burdened(word: SessionWord, tokens: readonly IToken[], at: Place): void {
  const [next, last] = [tokens[1]!, tokens.at(-1)!];
  const span = within(at, next.startOffset, last.startOffset + last.image.length);
  const name = next.tokenType === t.ID ? next.image : "x";
  at.report("E022", span, { word, does: sessionWords[word], name }, [{ title: "remove it", span, text: "" }]);
}

function bareAmong(tokens: readonly IToken[], at: Place): void {
  const [first, last] = [tokens[0]!, tokens.at(-1)!];
  const span = within(at, first.startOffset, last.startOffset + last.image.length);
  if (first.image === "print" && t.is(tokens[1], t.LPAREN) && !tokens.some((one) => t.is(one, t.COMMA))) {
    const word = { ...span, end: span.start + first.image.length };
    return at.report("E001", word, { found: "'print'", expected: [], near: "show" }, swap(word, "show"));
  }
  const here = { ...span, end: span.start };
  at.report("E013", span, {}, [{ title: "insert 'show'", span: here, text: "show " }]);
}

/** One problem per place, and none that only follows from an illegal character before it. */
function distinct(list: readonly Diagnostic[], text: string, base: number): readonly Diagnostic[] {
  const seen = new Set<number>();
  const illegal = list.filter(({ code }) => code === "E007").map(({ span }) => span.end - base);
  const follows = ({ code, span }: Diagnostic): boolean =>
    (code === "E001" || code === "E011") &&
    illegal.some((end) => end <= span.start - base && text.slice(end, span.start - base).trim() === "");
  const apart = list
    .filter((each) => !follows(each))
    .toSorted((a, b) => a.span.start - b.span.start)
    .filter(({ span: { start } }) => !seen.has(start) && seen.add(start));
  return capped(apart, PER_STATEMENT, "statement");
}
