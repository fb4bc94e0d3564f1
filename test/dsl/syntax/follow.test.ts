// What may come next: the same answer as the parser's own, at every place of a program that uses most of the language.
import { expect, test } from "vitest";
import { following } from "../../../dsl/syntax/follow.ts";
import { Grammar } from "../../../dsl/syntax/grammar.ts";
import { segment } from "../../../dsl/syntax/segment.ts";
import { lexer, vocabulary } from "../../../dsl/syntax/tokens.ts";
import { program } from "../program.ts";

const grammar = new Grammar();
const types = new Map(
  Object.values(vocabulary.modes)
    .flat()
    .map((type) => [type.name, type]),
);
const next = following(grammar.getSerializedGastProductions(), types);
const names = (start: string, code: string): string[] => {
  const { tokens } = lexer.tokenize(code);
  return [...next(start, tokens, tokens.length)].map(({ name }) => name).toSorted();
};

test.each(segment(program).map(({ text }) => [text.split("\n").find((line) => !line.startsWith("/")), text]))(
  "%s",
  (_, text) => {
    const { tokens } = lexer.tokenize(text);
    const known = (length: number): Set<string> =>
      new Set(
        grammar
          .computeContentAssist("statement", tokens.slice(0, length))
          .map(({ nextTokenType }) => nextTokenType.name),
      );
    for (let length = 0; length < tokens.length; length++)
      expect(new Set([...next("statement", tokens, length)].map(({ name }) => name))).toEqual(known(length));
  },
);

test("reserved words and punctuation, by place", () => {
  expect(names("statement", "data x")).toEqual(["EQ"]);
  expect(names("statement", "run a")).toEqual(["OVER"]);
  expect(names("statement", "ask a b")).toEqual([]);
  expect(names("statement", "model m = f() on")).toEqual(["ID"]);
});

test("what was asked before does not matter", () => {
  const [long, short] = ["score s of q by [a] {", "score s of q by ["].map(
    (code) => lexer.tokenize(code).tokens,
  );
  const first = next("statement", short ?? [], 7);
  next("statement", long ?? [], 9);
  expect(next("statement", short ?? [], 7)).toEqual(first);
});
