// The form of an answer: what a call says of it, and answers of the shipped reader that are held to it.
import { describe, expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { int, text, type Type } from "../../dsl/types/types.ts";
import { formOf } from "../../runtime/form.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import { testRunner } from "./model/help.ts";
import { planned, ran } from "./program.ts";

const record = (fields: { readonly [name: string]: Type }): Type => ({ kind: "record", fields });
const word = (value: string): Type => ({ kind: "literal", value });
const schema = (type: Type): unknown => {
  const form = formOf({ json: true }, type);
  return form && "schema" in form ? JSON.parse(form.schema) : form;
};

describe("a call's form", () => {
  test("is free where nothing is set, or json is false", () => {
    expect(formOf({}, text)).toBeUndefined();
    expect(formOf({ json: false }, text)).toBeUndefined();
  });

  test("choices and grammars are taken as they are written", () => {
    expect(formOf({ choices: ["yes", "no"] }, text)).toEqual({ kind: "choices", of: ["yes", "no"] });
    expect(formOf({ grammar: 'root ::= "a"' }, text)).toEqual({ kind: "grammar", ebnf: 'root ::= "a"' });
  });

  test("json: the type of the prompt as a schema; records are closed, what is optional may be missing or null", () => {
    expect(schema(int)).toEqual({ type: "integer" });
    expect(schema(text)).toEqual({});
    expect(
      schema(record({ who: text, ages: { kind: "list", of: int }, sure: { kind: "optional", of: text } })),
    ).toEqual({
      type: "object",
      properties: {
        who: { type: "string" },
        ages: { type: "array", items: { type: "integer" } },
        sure: { anyOf: [{ type: "string" }, { type: "null" }] },
      },
      required: ["who", "ages"],
      additionalProperties: false,
    });
  });

  test("json of words is the bare word, as it is read", () => {
    const type: Type = { kind: "union", of: [word("yes"), word("no")] };
    expect(formOf({ json: true }, type)).toEqual({ kind: "choices", of: ["yes", "no"] });
  });

  test.each([
    [{ choices: [] }, "choices"],
    [{ choices: ["yes", " no"] }, "choices"],
    [{ choices: [""] }, "choices"],
    [{ grammar: "  " }, "grammar"],
    [{ choices: ["a"], json: true }, "json"],
  ])("%j cannot be used", (options, name) => {
    expect(formOf(options, text)).toMatchObject({ name });
  });
});

const program = (returns: string, form: string): string => `
data docs = table([{ id: "1", text: "Lyra lives in Berlin ." }, { id: "2", text: "Kor is 42 ." }])
model reader = onnx("models/strux-nano") on cpu { max_tokens: 6 }
prompt ask_it(text: Text) -> ${returns} { user """{{ text }} Question: where? Answer:""" }
run said over docs { ask ask_it(.text) with reader ${form} }
show said |> select(id, output, error)
`;

test("answers of a program are held to their form, and typed ones are always read", async () => {
  const deps = { runner: await testRunner(), files: nodeFiles({ folder: root }) };
  const chosen = await ran(program("Text", '{ choices: ["7", "12"] }'), { deps });
  expect(chosen.failed).toEqual([]);
  expect(chosen.shown.join("\n")).toMatch(/1 +│? *(7|12)\b/);
  const typed = await ran(program('"7" | "12"', "{ json: true }"), { deps });
  expect(typed.failed).toEqual([]);
  expect(typed.shown.join("\n")).toMatch(/1 +│? *(7|12)\b/);
  const free = await ran(program('"7" | "12"', ""), { deps });
  expect(free.volatile.join("\n") + free.shown.join("\n")).toMatch(/2 failed|none of "7", "12"/);
  const wrong = await ran(program("Text", '{ grammar: "root ::= word" }'), { deps });
  expect(wrong.failed.join("\n")).toContain('Rule "word" is not defined');
});

test("an answer that max_tokens cuts off in its form is none, whatever the prompt returns", async () => {
  const deps = { runner: await testRunner(), files: nodeFiles({ folder: root }) };
  const forms = ['choices: ["7 7 7", "7 12 7"]', 'grammar: "root ::= (\\"7 \\" | \\"12 \\"){6}"'];
  for (const form of forms)
    for (const returns of ["Text", '"7 7 7" | "7 12 7"']) {
      const cut = await ran(program(returns, `{ ${form}, max_tokens: 2 }`), { deps });
      expect(cut.failed).toEqual([]);
      expect(cut.shown.join("\n")).toMatch(/E518/);
      expect(cut.volatile.join("\n") + cut.shown.join("\n")).toContain("cut off by 'max_tokens'");
    }
  // one that is complete and could go on is whole
  const whole = await ran(
    program("Text", '{ grammar: "root ::= \\" \\"? (\\"7\\" | \\"12\\" | \\" \\")*", max_tokens: 2 }'),
    { deps },
  );
  expect(whole.shown.join("\n")).not.toMatch(/E518/);
});

test("the checker knows the properties and their types", () => {
  expect(() => planned([program("Text", '{ choices: "yes" }')])).toThrow(/choices/);
  expect(() => planned([program("Text", "{ json: 1 }")])).toThrow(/json/);
});
