// Syntax errors one at a time: each is explained, mended by the smallest edit of a token, and the parse goes on.
import type { CstNode, IRecognitionException, IToken, TokenType } from "chevrotain";
import type { Place } from "./build-base.ts";
import { type Follow, following } from "./follow.ts";
import { Grammar } from "./grammar.ts";
import { within } from "./lex.ts";
import { near, swap } from "../tell/near.ts";
import { ROLES } from "./roles.ts";
import * as t from "./tokens.ts";
import { isKeyword, kw, statementWords } from "./tokens.ts";
import { expectedWords, foundWords, spelled } from "./words.ts";

export type Start = "statement" | "bare" | "assign";
/** Stops at the first error, which is all that trying an edit asks for. */
const grammar = new Grammar({ recovers: false });
/** Gives a tree in spite of errors; made when one is left. */
let recovering: Grammar | undefined;
const MOST = 5;
/** Beyond this many tokens the list of alternatives costs more than it helps. */
const ASSISTED = 2000;

interface Parsed {
  readonly tree: CstNode | undefined;
  readonly error: IRecognitionException | undefined;
  /** Index of the offending token; the number of tokens where there is no error. */
  readonly stop: number;
}

/** One way to go on: the edited tokens, and what to tell. */
interface Edit {
  readonly tokens: readonly IToken[];
  /** Tokens from `stop` on that the edit vouches for. */
  readonly covers: number;
  readonly tell: () => void;
}

function parse(start: Start, tokens: readonly IToken[]): Parsed {
  grammar.input = [...tokens];
  const tree = grammar[start]() as CstNode | undefined;
  const [error] = grammar.errors;
  if (error === undefined) return { tree, error, stop: tokens.length };
  const index = tokens.indexOf(error.token);
  return { tree, error, stop: index < 0 ? tokens.length : index };
}

/**
 * How far tokens are the start of a statement: the place of the first that cannot stand where it is, their number
 * where more must follow, null where they are a whole one.
 */
export function reach(start: Start, tokens: readonly IToken[]): number | null {
  const parsed = parse(start, tokens);
  return parsed.error === undefined ? null : offender(start, tokens, parsed).stop;
}

/** Whether tokens are a whole statement, without a look at what could be mended. */
export const parses = (start: Start, tokens: readonly IToken[]): boolean =>
  parse(start, tokens).error === undefined;

/** Parses tokens, reports up to five errors, and gives the best tree there is. */
export function mend(
  start: Start,
  given: readonly IToken[],
  doubtful: number,
  at: Place,
): CstNode | undefined {
  let tokens = given;
  let parsed = parse(start, tokens);
  for (let round = 0; round < MOST && parsed.error !== undefined; round++) {
    const place = offender(start, tokens, parsed);
    const token = tokens[place.stop];
    if ((token?.startOffset ?? at.text.length) >= doubtful) break;
    const next = best(start, tokens, place, at);
    if (next === undefined) {
      tellUnexpected(token, tokens[place.stop - 1], place.expected, undefined, at);
      break;
    }
    next.edit.tell();
    tokens = next.edit.tokens;
    parsed = next.parsed;
  }
  return parsed.error === undefined ? parsed.tree : recovered(start, tokens.slice(0, parsed.stop + 1));
}

function recovered(start: Start, tokens: readonly IToken[]): CstNode | undefined {
  recovering ??= new Grammar();
  recovering.input = [...tokens];
  return recovering[start]() as CstNode | undefined;
}

interface Offence {
  readonly stop: number;
  readonly expected: ReadonlySet<TokenType>;
}

/** With two tokens of lookahead, the parser stops at the first of them though the second may be the wrong one. */
function offender(start: Start, tokens: readonly IToken[], { stop }: Parsed): Offence {
  if (stop > ASSISTED) return { stop, expected: new Set() };
  const here = allowed(start, tokens, stop);
  if (stop >= tokens.length || !accepts(here, tokens[stop])) return { stop, expected: here };
  const after = allowed(start, tokens, stop + 1);
  return { stop: stop + 1, expected: after };
}

const accepts = (types: ReadonlySet<TokenType>, token: IToken | undefined): boolean =>
  [...types].some((type) => t.is(token, type));

const types = new Map(
  Object.values(t.vocabulary.modes)
    .flat()
    .map((type) => [type.name, type]),
);
let follow: Follow | undefined;

/** Token types that may stand at `length`. The net behind it is built when the first error is met. */
function allowed(start: Start, tokens: readonly IToken[], length: number): ReadonlySet<TokenType> {
  follow ??= following(grammar.getSerializedGastProductions(), types);
  return follow(start, tokens, length);
}

/** What the grammar takes behind the start of a statement, where that is no name: reserved words, and `|>`. */
export function nextWords(tokens: readonly IToken[]): readonly string[] {
  const next = allowed("statement", tokens, tokens.length);
  if (next.size === 0 || next.has(t.ID) || next.has(t.NAME)) return [];
  return [...next].flatMap(({ PATTERN }) =>
    typeof PATTERN === "string" && (isKeyword(PATTERN) || PATTERN === t.PIPE.PATTERN) ? [PATTERN] : [],
  );
}

interface Mended {
  readonly edit: Edit;
  readonly parsed: Parsed;
  /** Tokens behind the next error. */
  readonly left: number;
}

/** The edit that gets furthest; the first of equals. */
function best(start: Start, tokens: readonly IToken[], place: Offence, at: Place): Mended | undefined {
  let found: Mended | undefined;
  for (const edit of edits(tokens, place, at)) {
    const parsed = parse(start, edit.tokens);
    if (parsed.error === undefined) return { edit, parsed, left: 0 };
    const { stop } = offender(start, edit.tokens, parsed);
    const left = edit.tokens.length - stop + 1;
    if (stop > place.stop + edit.covers && left < (found?.left ?? Infinity)) found = { edit, parsed, left };
  }
  return found;
}

/** Words of other languages for what is a statement here. */
const foreign: { readonly [word: string]: t.Keyword } = {
  assert: "check",
  class: "shape",
  const: "let",
  dataset: "data",
  def: "fn",
  func: "fn",
  function: "fn",
  import: "use",
  plot: "chart",
  print: "show",
  table: "data",
  type: "shape",
  var: "let",
};

function* edits(tokens: readonly IToken[], { stop, expected }: Offence, at: Place): Generator<Edit> {
  const token = tokens[stop];
  const before = tokens[stop - 1];
  const put = (...made: readonly IToken[]): readonly IToken[] => [...tokens.slice(0, stop), ...made];
  const rest = tokens.slice(stop + 1);

  if (token && t.ID === token.tokenType) {
    const words = [...expected].flatMap(({ PATTERN }) => (typeof PATTERN === "string" ? [PATTERN] : []));
    if (expected.has(t.LOGIC)) words.push("and", "or", "in");
    const own = stop === 0 && Object.hasOwn(foreign, token.image) ? foreign[token.image] : undefined;
    const meant = own ?? near(token.image, words.filter(isKeyword));
    if (meant !== undefined && isKeyword(meant)) {
      const tell = (): void => tellUnexpected(token, before, expected, meant, at);
      yield { tokens: [...put(t.retyped(token, kw[meant])), ...rest], covers: 0, tell };
    }
  }
  if (token && isKeyword(token.image) && (expected.has(t.ID) || expected.size === 0)) {
    yield {
      tokens: [...put(t.retyped(token, t.ID)), ...rest],
      covers: 0,
      tell: () => tellReserved(token, at),
    };
  }
  // `digits=2` names an argument as Python does; the condition of `where` is compared
  if (token && t.is(token, t.EQ) && expected.has(t.COLON) && !isCondition(tokens, stop)) {
    const tell = (): void => tellUnexpected(token, before, expected, ":", at);
    yield { tokens: [...put(t.made(t.COLON, token)), ...rest], covers: 0, tell };
  }
  if (token && t.is(token, t.EQ) && expected.has(t.LOGIC)) {
    const tell = (): void => tellUnexpected(token, before, expected, "==", at);
    yield { tokens: [...put(t.retyped(token, t.EQEQ)), ...rest], covers: 0, tell };
  }
  if (token && t.is(token, t.STR) && expected.has(t.OPEN) && !expected.has(t.NUM)) {
    const tell = (): void => tellQuotes(token, at);
    yield { tokens: [...put(t.made(t.OPEN, before), t.made(t.CLOSE, token)), ...rest], covers: 1, tell };
  }
  for (const type of insertable(expected)) {
    const added = t.made(type, before);
    const tell = (): void => tellMissing(type, token, before, expected, at);
    yield { tokens: [...put(added), ...tokens.slice(stop)], covers: 1, tell };
  }
  if (token === undefined) return;
  const tell = (): void => tellUnexpected(token, before, expected, undefined, at);
  if (expected.has(t.ID) && !isKeyword(token.image)) {
    yield { tokens: [...put(t.made(t.ID, before)), ...rest], covers: 0, tell };
  }
  if (stop > 0) yield { tokens: [...put(), ...rest], covers: 0, tell };
}

/** Whether `x =` at a place opens the argument of `where`. */
const isCondition = (tokens: readonly IToken[], stop: number): boolean =>
  tokens[stop - 2]?.tokenType === t.LPAREN && tokens[stop - 3]?.image === "where";

// prettier-ignore
const order: readonly TokenType[] = [
  t.EQ, t.COMMA, t.COLON, kw.in, kw.over, kw.of, kw.with, kw.from, kw.then, kw.else, t.ARROW,
  t.OPEN, t.LBRACE, t.LPAREN, t.ID,
];
const insertable = (expected: ReadonlySet<TokenType>): readonly TokenType[] =>
  order.filter((type) => expected.has(type) && (type !== t.LPAREN || !expected.has(t.ARITH)));

const spanOf = (token: IToken, at: Place): ReturnType<typeof within> =>
  within(at, token.startOffset, token.startOffset + token.image.length);

/** At the end there is nothing to point at but the last token's end. */
function spanAt(token: IToken | undefined, before: IToken | undefined, at: Place): ReturnType<typeof within> {
  if (token && token.image !== "") return spanOf(token, at);
  const end = before ? before.startOffset + before.image.length : at.text.length;
  return within(at, Math.max(0, end - 1), end);
}

function tellReserved(token: IToken, at: Place): void {
  const span = spanOf(token, at);
  const text = `\`${token.image}\``;
  at.report("E003", span, { word: token.image }, [{ title: `replace with ${text}`, span, text }]);
}

/** `user "..."`: what is sent to a model is a template. */
function tellQuotes(token: IToken, at: Place): void {
  const span = spanOf(token, at);
  const text = `"""${token.image.slice(1, -1)}"""`;
  at.report(
    "E001",
    span,
    { found: foundWords(token), expected: [`a template, """..."""`], near: undefined },
    [{ title: `replace with ${text}`, span, text }],
  );
}

function tellUnexpected(
  token: IToken | undefined,
  before: IToken | undefined,
  expected: ReadonlySet<TokenType>,
  meant: string | undefined,
  at: Place,
): void {
  const span = spanAt(token, before, at);
  const found = token === undefined ? "end of the statement" : foundWords(token);
  const place = before === undefined ? " at start of statement" : "";
  const words = before === undefined && expected.has(kw.data) ? statementWords : expectedWords(expected);
  at.report(
    "E001",
    span,
    { found: found + place, expected: meant === undefined ? words : [], near: meant },
    swap(span, meant),
  );
}

const values: readonly TokenType[] = [t.ID, t.OPEN];

function tellMissing(
  type: TokenType,
  token: IToken | undefined,
  before: IToken | undefined,
  expected: ReadonlySet<TokenType>,
  at: Place,
): void {
  if (values.includes(type)) return tellUnexpected(token, before, expected, undefined, at);
  // `usr """...`: a message rather than a property
  const role = before && token?.tokenType === t.OPEN ? near(before.image, ROLES) : undefined;
  if (type === t.COLON && before?.tokenType === t.ID && role !== undefined)
    return at.report(
      "E001",
      spanOf(before, at),
      { found: foundWords(before), expected: [], near: role },
      swap(spanOf(before, at), role),
    );
  const span = spanAt(token, before, at);
  const text = typeof type.PATTERN === "string" ? type.PATTERN : "";
  const point = token && token.image !== "" ? span.start : span.end;
  const fix = { title: `insert '${text}'`, span: { ...span, start: point, end: point }, text: `${text} ` };
  at.report("E011", span, { wanted: spelled(type), before: foundWords(token) }, [fix]);
}
