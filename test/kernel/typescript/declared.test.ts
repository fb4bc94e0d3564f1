// What a cell sees declared: the values of the program, what cells before it have declared, and what became of those that failed.
import { describe, expect, test } from "vitest";
import { int, text } from "../../../dsl/types/types.ts";
import { declared } from "../../../kernel/typescript/declared.ts";
import { outlineOf } from "../../../runtime/module/outline.ts";

const always = (): boolean => true;
/** The declarations of some names, a line each. */
const about = (all: string, ...names: readonly string[]): string[] =>
  all
    .split("\n")
    .filter((line) =>
      names.some((name) => new RegExp(`^(?:declare \\w+|interface|type) ${name}\\b`).test(line)),
    );

describe("values of the program", () => {
  test("are declared, until a cell declares their name", () => {
    const cells = declared();
    expect(about(cells.seen({ n: int }), "n")).toEqual(["declare const n: number;"]);
    cells.enter("declare let n: string;", outlineOf("let n = 'a'"), { n: int }, always);
    expect(about(cells.seen({ n: int }), "n")).toEqual(["declare let n: string;"]);
  });

  test("the question to the reader is there as well, unless its name is taken", () => {
    const cells = declared();
    expect(about(cells.seen({}), "input")[0]).toContain("Promise<string>");
    expect(about(cells.seen({ input: text }), "input")).toEqual(["declare const input: string;"]);
  });
});

describe("after a cell", () => {
  const before = "declare let a: number;\ndeclare const b: string;";

  test("what it declares replaces what was there; the rest stays", () => {
    const cells = declared();
    cells.enter(before, outlineOf("let a = 1; const b = ''"), {}, always);
    cells.enter("declare let a: boolean;\ndeclare const b: string;", outlineOf("let a = true"), {}, always);
    expect(about(cells.seen({}), "a", "b")).toEqual(["declare let a: boolean;", "declare const b: string;"]);
  });

  test("that failed before a name had its new value, the name has its old type; its types are there all the same", () => {
    const cells = declared();
    cells.enter(before, outlineOf("let a = 1; const b = ''"), {}, always);
    const failed = "let a = true; interface P { x: 1 }; const late = 1;";
    const all =
      "declare let a: boolean;\ndeclare const b: string;\ninterface P { x: 1 }\ndeclare const late: number;";
    cells.enter(all, outlineOf(failed), {}, () => false);
    expect(about(cells.seen({}), "a", "P", "late")).toEqual([
      "interface P { x: 1 }",
      "declare let a: number;",
    ]);
  });

  test("whose types nobody looked at, its values are 'any'; what failed in it is not there", () => {
    const cells = declared();
    cells.enter(before, outlineOf("let a = 1; const b = ''"), {}, always);
    cells.skip(outlineOf("let a = f(); let c = 2; type T = string"), (name) => name === "a");
    expect(about(cells.seen({}), "a", "b", "c", "T")).toEqual([
      "declare const b: string;",
      "type T = string",
      "declare let a: any;",
    ]);
  });

  test("all can be forgotten", () => {
    const cells = declared();
    cells.enter(before, outlineOf("let a = 1; const b = ''"), {}, always);
    cells.forget();
    expect(about(cells.seen({}), "a", "b")).toEqual([]);
  });
});
