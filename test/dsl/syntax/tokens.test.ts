// The lexer: its definition, the modes of templates, numbers, words, and what is wrong with single tokens.
import { describe, expect, test } from "vitest";
import { isKeyword, keywordList, lexer, opens, statementWords } from "../../../dsl/syntax/tokens.ts";
import { problems } from "../../help.ts";

const kinds = (source: string, mode = "code"): string =>
  lexer
    .tokenize(source, mode)
    .tokens.map(({ tokenType }) => tokenType.name)
    .join(" ");

test("every reserved word is its own token, and a longer word is a name", () => {
  for (const word of keywordList) {
    expect(kinds(word)).toBe(word.toUpperCase());
    expect(kinds(`${word}s_`)).toBe("ID");
  }
});

test("reserved is what the table says, not what objects inherit", () => {
  expect(isKeyword("constructor")).toBe(false);
  expect(opens("vary")).toBe(false);
  expect(statementWords).toContain("preview");
});

test.each([
  ["1..8", "NUM RANGE NUM"],
  ["8Ki 2Mi 5ms 3s 95%", "NUM NUM NUM NUM NUM"],
  ["4k 8Kix 3px", "BADNUM BADNUM BADNUM"],
  ["1e5 1_000.5", "NUM NUM"],
  ["10%x", "NUM PERCENT ID"],
  ["T[] [1", "ID EMPTY LBRACK NUM"],
  ["Tree<A>)", "ID LT ID GT RPAREN"],
  ["a|>b => c->d", "ID PIPE ID ARROW ID RETURNS ID"],
  ["`any text` .x", "ID DOT ID"],
  ["{{}}", "LBRACE LBRACE RBRACE RBRACE"],
  ["user use used", "USER USE ID"],
])("%s", (source, expected) => expect(kinds(source)).toBe(expected));

describe("templates", () => {
  test.each([
    [
      '"""a {{ {b: {c: 1}} }} d"""',
      "OPEN TEXT HOLE INNER_LBRACE ID COLON INNER_LBRACE ID COLON NUM INNER_RBRACE INNER_RBRACE HOLEEND TEXT CLOSE",
    ],
    ['"""{{#if a}}b{{#else}}c{{#end}}"""', "OPEN IFBLOCK ID HOLEEND TEXT ELSEBLOCK TEXT ENDBLOCK CLOSE"],
    ['"""{{ """x""" }}"""', "OPEN HOLE OPEN TEXT CLOSE HOLEEND CLOSE"],
    ['""""a""""', "OPEN TEXT CLOSE"],
    ['""" // no comment """', "OPEN TEXT CLOSE"],
  ])("%s", (source, expected) => expect(kinds(source)).toBe(expected));
});

test("parameter cells know hash comments, single quotes and Python's constants", () => {
  expect(kinds("a = [True, None] # x", "assign")).toBe("ID EQ LBRACK PYTRUE COMMA PYNONE RBRACK");
});

describe("a token that is wrong in itself", () => {
  test.each([
    ["let a = 4k", "E006 1:9 '4k' is ambiguous"],
    ["let a = 3px", "E010 1:9 '3px' is no number; suffixes are Ki, Mi, ms, s and %"],
    ['let a = "x', 'E009 1:9 this " is never closed on its line'],
    ["let a = 'x'", "E017 1:9 a string is written in double quotes"],
    [String.raw`let a = "\d"`, String.raw`E019 1:10 '\d' is no known escape`],
    ["let a = 1;", "E007 1:10 ';' has no meaning here"],
    ["let a = b 😀", "E007 1:11 '😀' has no meaning here"],
    ["let a = 1 # no", "E007 1:11 '#' has no meaning here"],
  ])("%s", (source, expected) => expect(problems`${source}`[0]).toBe(expected));
});
