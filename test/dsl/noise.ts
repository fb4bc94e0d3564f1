// The same program, written otherwise: white space and comments between its tokens, where both change nothing.
import type { IToken } from "chevrotain";
import { parseCell } from "../../dsl/syntax/parse.ts";
import type { Cell } from "../../dsl/source.ts";
import { lexer, opens } from "../../dsl/syntax/tokens.ts";
import * as t from "../../dsl/syntax/tokens.ts";

/** Behind these a template's text begins. */
const textual = [t.OPEN, t.TEXT, t.HOLEEND, t.ELSE, t.END];

export interface Gap {
  /** Offset between two tokens of a statement. */
  readonly at: number;
  /** White space and comments that stand there. */
  readonly end: number;
  /** No line may break here: a line that starts with this word would start a statement. */
  readonly flat: boolean;
}

/** The places of a cell where blanks mean nothing: only such with a blank already, or beside a bracket or comma. */
export function gaps(cell: Cell): readonly Gap[] {
  const { tokens } = lexer.tokenize(cell.text, "code");
  const starts = new Set(parseCell(cell, 0).statements.map(({ span }) => span.start));
  return tokens.slice(1).flatMap((token, i): Gap[] => {
    const before = tokens[i]!;
    const [at, end] = [before.startOffset + before.image.length, token.startOffset];
    if (textual.some((type) => t.is(before, type)) || starts.has(end)) return [];
    if (at === end && !loose(before) && !loose(token)) return [];
    return [{ at, end, flat: opens(token.image) }];
  });
}

const loose = (token: IToken): boolean =>
  [t.LPAREN, t.RPAREN, t.LBRACK, t.RBRACK, t.COMMA].some((type) => t.is(token, type)) &&
  // `10%(` is a remainder, `10% (` is not
  token.image !== "(";

/** The cell with each gap replaced by what `put` gives for it; undefined keeps it. */
export function rewritten(cell: Cell, put: (gap: Gap, old: string) => string | undefined): Cell {
  let [text, from] = ["", 0];
  for (const gap of gaps(cell)) {
    const old = cell.text.slice(gap.at, gap.end);
    text += cell.text.slice(from, gap.at) + (put(gap, old) ?? old);
    from = gap.end;
  }
  return { ...cell, text: text + cell.text.slice(from) };
}

/** Comments of a cell in order of their text. */
export const comments = (text: string): readonly string[] =>
  (lexer.tokenize(text, "code").groups["comments"] ?? []).map(({ image }) => image.trimEnd()).toSorted();

/** Tokens without commas; text parts of templates are compared by their values in the tree. */
export const words = (text: string): readonly string[] =>
  lexer
    .tokenize(text, "code")
    .tokens.filter((token) => !t.is(token, t.COMMA) && !t.is(token, t.TEXT))
    .map(
      ({ tokenType, image }) =>
        `${tokenType.name} ${image.replace(/^(\{\{|\[)[ \t]+|[ \t]+(?=\}\}$)/g, "$1")}`,
    );
