// Tokens in the words of the reader: what was found, what could stand there.
import type { IToken, TokenType } from "chevrotain";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";

const END = "the end of the statement";

const named = new Map<TokenType, string>([
  [t.NUM, "a number"],
  [t.STR, "a string"],
  [t.ID, "a name"],
  [t.NAME, "a name"],
  [t.TEXT, "text"],
  [t.LOGIC, "an operator"],
  [t.ARITH, "an operator"],
  [t.EMPTY, "'[]'"],
  [t.CLOSE, `'"""'`],
  [t.IF, "'{{#if'"],
  [t.EACH, "'{{#each'"],
  [t.ELSE, "'{{#else}}'"],
  [t.END, "'{{#end}}'"],
]);

export const spelled = (type: TokenType): string =>
  named.get(type) ?? (typeof type.PATTERN === "string" ? `'${type.PATTERN}'` : END);

const clip = (text: string): string => (text.length > 30 ? `${text.slice(0, 29)}…` : text);

/** What stands where something else was expected. */
export function foundWords(token: IToken | undefined): string {
  if (token === undefined) return END;
  if (t.is(token, t.STR)) return clip(token.image);
  const [line = ""] = token.image.trim().split("\n");
  return line === "" ? "text" : `'${clip(line)}'`;
}

// prettier-ignore
const valueStarts: readonly TokenType[] = [
  t.NUM, t.STR, kw.true, kw.false, kw.null, t.ID, t.EMPTY, t.OPEN, t.DOT,
  t.LBRACK, t.LBRACE, kw.if, t.LPAREN, t.MINUS, kw.not,
];
const operators: readonly TokenType[] = [t.ARITH, t.LOGIC, t.PIPE, t.DOT, t.LPAREN, t.LBRACK, kw.not];
const partStarts: readonly TokenType[] = [t.TEXT, t.HOLE, t.IF, t.EACH];

/** The alternatives, grouped: nobody wants to read that a value may start with any of fifteen tokens. */
export function expectedWords(types: ReadonlySet<TokenType>): readonly string[] {
  const left = new Set(types);
  const words: string[] = [];
  const group = (test: TokenType, members: readonly TokenType[], word: string): void => {
    if (!types.has(test)) return;
    for (const member of members) left.delete(member);
    words.push(word);
  };
  group(t.NUM, types.has(t.LPAREN) ? valueStarts : [], types.has(t.LPAREN) ? "a value" : "a number");
  left.delete(t.NUM);
  if (types.has(t.ARITH)) group(t.ARITH, operators, "an operator");
  // Behind a stage of a pipe, arithmetic needs parentheses.
  else group(t.LOGIC, operators, "'|>' or a comparison");
  group(t.TEXT, partStarts, "text");
  const single = [...left].map(spelled);
  return [...new Set([...single.filter((word) => word !== END), ...words])].slice(0, 8);
}
