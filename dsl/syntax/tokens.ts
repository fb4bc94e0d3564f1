// Every token of the language, the lexer modes of templates, and the table of reserved words.
import type { IMultiModeLexerDefinition, IToken, ITokenConfig, TokenType } from "chevrotain";
import { createToken, Lexer, tokenMatcher } from "chevrotain";

/** Reserved words and what they are: only a `statement` word opens a statement. */
export const keywords = {
  language: "statement",
  set: "statement",
  use: "statement",
  param: "statement",
  data: "statement",
  let: "statement",
  fn: "statement",
  model: "statement",
  shape: "statement",
  prompt: "statement",
  run: "statement",
  score: "statement",
  chart: "statement",
  check: "statement",
  show: "statement",
  explain: "statement",
  estimate: "statement",
  preview: "statement",
  as: "clause",
  from: "clause",
  on: "clause",
  else: "clause",
  over: "clause",
  vary: "clause",
  ask: "clause",
  with: "clause",
  when: "clause",
  step: "clause",
  of: "clause",
  by: "clause",
  metric: "clause",
  for: "clause",
  system: "clause",
  user: "clause",
  assistant: "clause",
  messages: "clause",
  shots: "clause",
  if: "clause",
  then: "clause",
  true: "value",
  false: "value",
  null: "value",
  and: "operator",
  or: "operator",
  not: "operator",
  in: "operator",
} as const;
export type Keyword = keyof typeof keywords;

/** Own properties only: `constructor` is not a keyword. */
export const isKeyword = (word: string): word is Keyword => Object.hasOwn(keywords, word);
export const opens = (word: string): boolean => isKeyword(word) && keywords[word] === "statement";
export const keywordList = Object.keys(keywords).filter(isKeyword);
export const statementWords: readonly Keyword[] = keywordList.filter(opens);

const LETTER =
  "A-Za-z_\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f\\u0370-\\u1fff\\u3040-\\u9fff\\uac00-\\ud7af";
// Sources of regular expressions: what a name starts with, what it goes on with, a plain name, any name, a number's digits.
export const LETTERS = `[${LETTER}]`;
export const CONT = `[${LETTER}0-9\\u0300-\\u036f]`;
export const WORD = `${LETTERS}${CONT}*`;
export const NAMED = `(?:${WORD}|\`[^\`\\n\\r]+\`)`;
export const DIGITS = "\\d[\\d_]*(?:\\.\\d[\\d_]*)?";

const token = (name: string, pattern: RegExp | string, more: Omit<ITokenConfig, "name"> = {}): TokenType =>
  // said of each, since finding it out takes the lexer longer than all else at a start
  createToken({ name, pattern, line_breaks: false, ...more });
const category = (name: string): TokenType => createToken({ name, pattern: Lexer.NA });

// Categories are never lexed; they let the grammar say "any of these".
export const NAME = category("NAME");
export const LOGIC = category("LOGIC");
export const ARITH = category("ARITH");

export const ID = token("ID", new RegExp(NAMED), { categories: NAME });

const logical: readonly string[] = ["and", "or", "in"];
/** One token per reserved word: `kw.data` is named `DATA`. */
export const kw = Object.fromEntries(
  keywordList.map((word) => [
    word,
    token(word.toUpperCase(), word, {
      longer_alt: ID,
      categories: logical.includes(word) ? [NAME, LOGIC] : NAME,
    }),
  ]),
) as { readonly [W in Keyword]: TokenType };

export const SPACE = token("SPACE", /\s+/, { group: Lexer.SKIPPED, line_breaks: true });
export const COMMENT = token("COMMENT", /\/\/[^\n\r]*/, { group: "comments" });

export const NUM = token("NUM", new RegExp(`${DIGITS}(?:[eE][+-]?\\d+)?(?:Ki|Mi|ms|s|%(?![\\w(."]))?`));
/** `4k`, `8px`: read as a number, and reported. */
export const BADNUM = token("BADNUM", new RegExp(`${DIGITS}(?:${WORD})`), { categories: NUM });
NUM.LONGER_ALT = BADNUM;
export const STR = token("STR", /"(?:[^"\\\n\r]|\\[^\n\r])*"/);
/** A string that its line does not close. */
export const BADSTR = token("BADSTR", /"(?:[^"\\\n\r]|\\[^\n\r])*/, { categories: STR });
/** A string in single quotes: legal in parameter cells only. */
export const QUOTED = token("QUOTED", /'(?:[^'\\\n\r]|\\[^\n\r])*'/, { categories: STR });

export const PIPE = token("PIPE", "|>");
export const ARROW = token("ARROW", "=>");
export const RETURNS = token("RETURNS", "->");
export const EQEQ = token("EQEQ", "==", { categories: LOGIC });
export const NOTEQ = token("NOTEQ", "!=", { categories: LOGIC });
export const LE = token("LE", "<=", { categories: LOGIC });
export const GE = token("GE", ">=", { categories: LOGIC });
export const LT = token("LT", "<", { categories: LOGIC });
export const GT = token("GT", ">", { categories: LOGIC });
export const ELSENULL = token("ELSENULL", "??", { categories: ARITH });
export const PLUS = token("PLUS", "+", { categories: ARITH });
export const MINUS = token("MINUS", "-", { categories: ARITH });
export const STAR = token("STAR", "*", { categories: ARITH });
export const SLASH = token("SLASH", "/", { categories: ARITH });
export const PERCENT = token("PERCENT", "%", { categories: ARITH });
export const EQ = token("EQ", "=");
export const BAR = token("BAR", "|");
export const MAYBE = token("MAYBE", "?");
export const RANGE = token("RANGE", "..");
export const DOT = token("DOT", ".");
export const COMMA = token("COMMA", ",");
export const COLON = token("COLON", ":");
export const LPAREN = token("LPAREN", "(");
export const RPAREN = token("RPAREN", ")");
/** `[]` is one token: lookahead is per rule, so `T[]` would otherwise swallow the `[` of a cardinality. */
export const EMPTY = token("EMPTY", /\[[ \t]*\]/);
export const LBRACK = token("LBRACK", "[");
export const RBRACK = token("RBRACK", "]");
export const LBRACE = token("LBRACE", "{");
export const RBRACE = token("RBRACE", "}");
export const INNER_LBRACE = token("INNER_LBRACE", "{", { push_mode: "nested", categories: LBRACE });
export const INNER_RBRACE = token("INNER_RBRACE", "}", { pop_mode: true, categories: RBRACE });

// Templates. A directive is one token with its braces, else `{{ if` would be ambiguous.
export const OPEN = token("OPEN", '"""', { push_mode: "text" });
export const CLOSE = token("CLOSE", /"""(?!")/, { pop_mode: true });
export const TEXT = token("TEXT", /(?:[^"{\\]+|\\(?:\{\{|""")|\\|"(?!"")|"(?=""")|\{(?!\{))+/, {
  line_breaks: true,
});
export const HOLE = token("HOLE", "{{", { push_mode: "hole" });
export const IF = token("IFBLOCK", /\{\{[ \t]*#if\b/, { push_mode: "hole" });
export const EACH = token("EACHBLOCK", /\{\{[ \t]*#each\b/, { push_mode: "hole" });
export const ELSE = token("ELSEBLOCK", /\{\{[ \t]*#else[ \t]*\}\}/);
export const END = token("ENDBLOCK", /\{\{[ \t]*#end[ \t]*\}\}/);
/** `{{/if}}`, `{{else}}`, `{{#elif x}}`: reported, and read as what it resembles. */
export const BADBLOCK = token("BADBLOCK", /\{\{[ \t]*(?:[#/][^}\n\r]*|else|end)[ \t]*\}\}/);
export const HOLEEND = token("HOLEEND", "}}", { pop_mode: true });

// Parameter cells, as papermill writes them.
export const HASH = token("HASH", /#[^\n\r]*/, { group: "comments" });
export const TRUE = token("PYTRUE", "True", { longer_alt: ID, categories: kw.true });
export const FALSE = token("PYFALSE", "False", { longer_alt: ID, categories: kw.false });
export const NONE = token("PYNONE", "None", { longer_alt: ID, categories: kw.null });

// A keyword comes before every keyword that is its prefix: `user` before `use`.
const words = keywordList.toSorted((a, b) => b.length - a.length).map((word) => kw[word]);
export const categories: readonly TokenType[] = [NAME, LOGIC, ARITH];
// prettier-ignore
const shared = [
  SPACE, COMMENT, OPEN, STR, BADSTR, QUOTED, NUM, BADNUM, ...words, ID,
  PIPE, ARROW, RETURNS, EQEQ, NOTEQ, LE, GE, LT, GT, ELSENULL, PLUS, MINUS, STAR, SLASH, PERCENT, EQ, BAR,
  MAYBE, RANGE, DOT, COMMA, COLON, LPAREN, RPAREN, EMPTY, LBRACK, RBRACK,
];
export type Mode = "code" | "assign";

export const vocabulary: IMultiModeLexerDefinition = {
  defaultMode: "code",
  modes: {
    code: [...shared, LBRACE, RBRACE, ...categories],
    assign: [HASH, TRUE, FALSE, NONE, ...shared, LBRACE, RBRACE, ...categories],
    text: [CLOSE, IF, EACH, ELSE, END, BADBLOCK, HOLE, TEXT],
    hole: [HOLEEND, ...shared, INNER_LBRACE, RBRACE],
    nested: [...shared, INNER_LBRACE, INNER_RBRACE],
  },
};
/** @param validate whether the definition checks itself: a test does, a start need not pay for it */
export const lexerOf = (validate: boolean): Lexer =>
  new Lexer(vocabulary, { positionTracking: "full", skipValidations: !validate });
export const lexer = lexerOf(false);

/** Is `token` of this type, or of a type in this category? */
export const is = (found: IToken | undefined, type: TokenType): boolean =>
  found !== undefined && tokenMatcher(found, type);

/** A token that is not in the text: it stands behind `before` and has no image. */
export function made(type: TokenType, before: IToken | undefined): IToken {
  const at = before === undefined ? 0 : before.startOffset + before.image.length;
  return {
    image: "",
    startOffset: at,
    endOffset: at - 1,
    tokenType: type,
    tokenTypeIdx: type.tokenTypeIdx ?? 0,
  };
}

/** The same token read as another type. */
export const retyped = (found: IToken, type: TokenType): IToken => ({
  ...found,
  tokenType: type,
  tokenTypeIdx: type.tokenTypeIdx ?? found.tokenTypeIdx,
});
