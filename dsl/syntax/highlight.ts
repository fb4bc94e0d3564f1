// What each piece of a cell is to the eye: the lexer's tokens in a dozen classes. The grammars for editors are made to agree.
import type { IToken, TokenType } from "chevrotain";
import * as t from "./tokens.ts";
import { keywords, kw } from "./tokens.ts";

/** Named after the tags of @lezer/highlight; `null` is plain. */
export type Class =
  | "keyword"
  | "operatorKeyword"
  | "atom"
  | "variableName"
  | "typeName"
  | "propertyName"
  | "number"
  | "string"
  | "comment"
  | "docComment"
  | "operator"
  | "punctuation"
  | "bracket"
  | "templateBrace"
  | "invalid";

export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly class: Class;
}

const ofKeyword = {
  statement: "keyword",
  clause: "keyword",
  value: "atom",
  operator: "operatorKeyword",
} as const;

const rows: readonly (readonly [Class, readonly TokenType[]])[] = [
  ["comment", [t.COMMENT, t.HASH]],
  ["number", [t.NUM]],
  ["string", [t.STR, t.QUOTED, t.OPEN, t.CLOSE, t.TEXT]],
  ["invalid", [t.BADNUM, t.BADSTR, t.BADBLOCK]],
  ["keyword", [t.IF, t.EACH, t.ELSE, t.END]],
  ["templateBrace", [t.HOLE, t.HOLEEND]],
  ["operator", [t.PIPE, t.ARROW, t.RETURNS, t.EQEQ, t.NOTEQ, t.LE, t.GE, t.LT, t.GT, t.ELSENULL]],
  ["operator", [t.PLUS, t.MINUS, t.STAR, t.SLASH, t.PERCENT, t.EQ, t.BAR, t.MAYBE, t.RANGE]],
  ["punctuation", [t.DOT, t.COMMA, t.COLON]],
  [
    "bracket",
    [t.LPAREN, t.RPAREN, t.EMPTY, t.LBRACK, t.RBRACK, t.LBRACE, t.RBRACE, t.INNER_LBRACE, t.INNER_RBRACE],
  ],
  ["atom", [t.TRUE, t.FALSE, t.NONE]],
  ["variableName", [t.ID]],
];

/** Token name -> class, for every token that is lexed and seen. */
export const classes: ReadonlyMap<string, Class> = new Map([
  ...rows.flatMap(([of, types]) => types.map(({ name }) => [name, of] as const)),
  ...t.keywordList.map((word) => [kw[word].name, ofKeyword[keywords[word]]] as const),
]);

/** What makes a name a key: it follows a dot, or a colon follows it. */
export const KEY = "[ \\t]*:";
const key = new RegExp(KEY, "y");

/** The pieces of a text, in order; what is in none of them is blank or means nothing. */
export function highlight(text: string, mode: t.Mode = "code"): readonly Piece[] {
  const { tokens, groups } = t.lexer.tokenize(text, mode);
  const seen = tokens.map((token, i) => piece(token, classOf(token, tokens[i - 1], text)));
  const comments = (groups["comments"] ?? []).map((token) => piece(token, commentClass(token.image)));
  return [...seen, ...comments].toSorted((a, b) => a.start - b.start);
}

const piece = ({ startOffset, image }: IToken, of: Class): Piece => ({
  start: startOffset,
  end: startOffset + image.length,
  class: of,
});

function classOf(token: IToken, before: IToken | undefined, text: string): Class {
  const end = token.startOffset + token.image.length;
  if (t.is(token, t.NAME)) {
    const dotted = before?.tokenType === t.DOT && before.startOffset + 1 === token.startOffset;
    key.lastIndex = end;
    if (dotted || key.test(text)) return "propertyName";
    if (token.tokenType === t.ID && /^[A-Z]/.test(token.image)) return "typeName";
  }
  return classes.get(token.tokenType.name) ?? "invalid";
}

const commentClass = (image: string): Class => (image.startsWith("///") ? "docComment" : "comment");
