// Brackets, holes, blocks and templates in pairs, before parsing: what is open is reported where it was opened.
import type { IToken, TokenType } from "chevrotain";
import type { Place } from "./build-base.ts";
import { within } from "./lex.ts";
import { places } from "../tell/messages.ts";
import { position, type Span } from "../source.ts";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";

/** Deeper nesting, or a longer chain of operators, would overflow the stack of the parser or of a later walk. */
const DEPTH = 100;
const CHAIN = 1000;

export interface Balanced {
  /** Strays left out, missing closers put in. */
  readonly tokens: readonly IToken[];
  /** From here on the text is read differently than it was meant: later syntax errors mean nothing. */
  readonly doubtful: number;
}

interface Frame {
  readonly token: IToken;
  readonly close: TokenType;
  /** Operators since the last separator, and words that nest without a bracket. */
  ops: number;
  nest: number;
}

const closers = new Map<TokenType, TokenType>([
  [t.LPAREN, t.RPAREN],
  [t.LBRACK, t.RBRACK],
  [t.LBRACE, t.RBRACE],
  [t.OPEN, t.CLOSE],
  [t.HOLE, t.HOLEEND],
  [t.IF, t.END],
  [t.EACH, t.END],
]);
const brackets: readonly TokenType[] = [t.RPAREN, t.RBRACK, t.RBRACE];
const closing = new Set(closers.values());
/** `}` of a hole's record is its own token; it pairs like any other. */
const kindOf = (token: IToken): TokenType =>
  t.is(token, t.LBRACE) ? t.LBRACE : t.is(token, t.RBRACE) ? t.RBRACE : token.tokenType;

interface State {
  readonly at: Place;
  readonly stack: Frame[];
  readonly out: IToken[];
  doubtful: number;
}

/** Pairs up the tokens of one statement; undefined where it is too deep to be parsed. */
export function balance(tokens: readonly IToken[], at: Place): Balanced | undefined {
  const [first] = tokens;
  if (first === undefined) return { tokens, doubtful: Infinity };
  // The bottom frame is the statement itself, which nothing closes.
  const state: State = { at, stack: [frame(first, t.NAME)], out: [], doubtful: Infinity };
  for (const [i, token] of tokens.entries()) {
    const kind = kindOf(token);
    const close = closers.get(kind);
    if (close !== undefined) open(state, token, close);
    else if (closing.has(kind)) {
      if (!shut(state, token, tokens[i + 1])) continue;
    } else count(state.stack.at(-1), token);
    if (tooDeep(state, token)) return undefined;
    state.out.push(token);
  }
  finish(state);
  return { tokens: state.out, doubtful: state.doubtful };
}

const frame = (token: IToken, close: TokenType): Frame => ({ token, close, ops: 0, nest: 0 });

function open({ stack }: State, token: IToken, close: TokenType): void {
  const outer = stack.at(-1);
  // x[0][0]: each index holds the one before it
  if (outer && close === t.RBRACK) outer.ops++;
  stack.push(frame(token, close));
  // The head of a block is a hole of its own: `{{#if` ... `}}`.
  if (close === t.END) stack.push(frame(token, t.HOLEEND));
}

/** A closer; false where it closes nothing and is left out. */
function shut(state: State, token: IToken, next: IToken | undefined): boolean {
  const { stack, at } = state;
  const kind = kindOf(token);
  const open = find(stack, kind);
  if (open > 0) {
    const left = stack.splice(open).slice(1);
    if (left[0]) unclosed(state, left[0], token);
    closeAll(state, left);
    return true;
  }
  const wrong = stack.at(-1);
  const mistaken = wrong && brackets.includes(wrong.close) && brackets.includes(kind);
  if (!mistaken || (next && kindOf(next) === wrong.close)) {
    at.report("E012", within(at, token.startOffset, token.startOffset + token.image.length), {
      found: token.image,
    });
  } else {
    unclosed(state, wrong, token);
    closeAll(state, stack.splice(-1));
  }
  return false;
}

/** The frame that `kind` closes. A bracket in a hole closes none outside of it. */
function find(stack: readonly Frame[], kind: TokenType): number {
  const bracket = brackets.includes(kind);
  for (let i = stack.length - 1; i > 0; i--) {
    const { close } = stack[i]!;
    if (close === kind) return i;
    if (bracket && !brackets.includes(close)) return -1;
  }
  return -1;
}

function closeAll({ out }: State, frames: readonly Frame[]): void {
  for (const { close } of frames.toReversed()) out.push(t.made(close, out.at(-1)));
}

function finish(state: State): void {
  const open = state.stack.slice(1);
  const text = open.findIndex(({ close }) => close === t.CLOSE);
  // A template inside of an open hole began as the quotes that should have ended the outer one.
  const hole = text >= 0 && open[text + 1]?.close === t.HOLEEND ? open[text + 1] : undefined;
  const culprit = hole ?? (text >= 0 ? open[text] : open.at(-1));
  if (culprit) unclosed(state, culprit, null);
  closeAll(state, open);
}

/** `found` closed something further out; null: the statement ended. */
function unclosed(state: State, { token, close }: Frame, found: IToken | null): void {
  const { at } = state;
  const span = placeOf(token, at);
  const line = at.line + position(at.text, token.startOffset).line - 1;
  if (close === t.CLOSE) at.report("E002", span, { line });
  else if (close === t.END) at.report("E004", span, { block: `${token.image}}}` });
  else {
    const said = found ? `'${found.image}'` : "the end of the statement";
    const related = found ? [{ span: placeOf(found, at), message: places.found(said) }] : [];
    at.report("E005", span, { found: said, open: token.image, line }, [], related);
  }
  state.doubtful = Math.min(state.doubtful, token.startOffset);
}

const placeOf = (token: IToken, at: Place): Span =>
  within(at, token.startOffset, token.startOffset + token.image.length);

const separators: readonly TokenType[] = [t.COMMA, t.COLON];
const nesting: readonly TokenType[] = [kw.if, kw.else, t.LT];
const chained: readonly TokenType[] = [t.ARITH, t.LOGIC, t.PIPE, t.DOT, t.MAYBE, t.EMPTY, t.BAR, kw.not];

/** Left-nested chains and nested words deepen the tree without any bracket. */
function count(frame: Frame | undefined, token: IToken): void {
  if (frame === undefined) return;
  if (separators.includes(token.tokenType)) frame.ops = 0;
  if (nesting.includes(token.tokenType)) frame.nest++;
  if (chained.some((type) => t.is(token, type))) frame.ops++;
}

function tooDeep({ stack, at }: State, token: IToken): boolean {
  const top = stack.at(-1);
  const deep = stack.length > DEPTH || (top?.nest ?? 0) > DEPTH;
  if (!deep && (top?.ops ?? 0) <= CHAIN) return false;
  const span = within(at, token.startOffset, token.startOffset + token.image.length);
  const [limit, what] = deep ? [DEPTH, "the nesting"] : [CHAIN, "the number of operators in one expression"];
  at.report("E008", span, { limit, what });
  return true;
}
