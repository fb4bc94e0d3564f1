// The grammar constructs without ambiguity, and dsl/syntax/cst.ts is what it generates.
import { generateCstDts } from "chevrotain";
import { format } from "prettier";
import { expect, test } from "vitest";
import { Grammar } from "../../../dsl/syntax/grammar.ts";
import { lexer, lexerOf } from "../../../dsl/syntax/tokens.ts";

const head =
  "// Generated from the grammar; `npx vitest run test/dsl/syntax/grammar.test.ts -u` writes it anew.\n";

test("the lexer and the parser find nothing wrong with their own definitions", () => {
  expect([...lexer.lexerDefinitionErrors, ...lexerOf(true).lexerDefinitionErrors]).toEqual([]);
  // An ambiguity throws here.
  expect(() => new Grammar({ validate: true })).not.toThrow();
});

test("dsl/syntax/cst.ts is up to date", async () => {
  const types = generateCstDts(new Grammar().getGAstProductions(), { includeVisitorInterface: false });
  const used = types.replace(", ICstVisitor", "");
  const text = await format(head + used, { parser: "typescript", printWidth: 110 });
  await expect(text).toMatchFileSnapshot("../../../dsl/syntax/cst.ts");
});
