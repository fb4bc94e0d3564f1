// A value in one line, and types as the language calls them.
import { describe, expect, test } from "vitest";
import { brief, columnType, plainly, typeOf } from "../../../runtime/show/brief.ts";
import { fromRows } from "../../../runtime/table.ts";
import type { Tree, Value } from "../../../runtime/value.ts";

const tree: Tree = { kind: "tree", scope: "The harbour", aspects: [] };

describe("in one line", () => {
  test.each<[Value, string]>([
    ["text", "text"],
    [1 / 3, "0.333333"],
    [null, "null"],
    [["a", 1, null], '["a",1,null]'],
    [{ a: { b: [] } }, '{"a":{"b":[]}}'],
    [tree, "tree: The harbour"],
    [{ kind: "passage", id: "d1", text: "Cod." }, "d1: Cod."],
    [[fromRows([{ id: "a" }])], '["1 row (id)"]'],
  ])("%j", (value, line) => {
    expect(brief(value, 80)).toBe(line);
  });

  test("what is cut ends with a mark, wherever the cut falls", () => {
    const value: Value = { a: ["one", { b: "two" }], c: [1, 2, 3], d: { e: "five" } };
    const whole = JSON.stringify(value);
    for (let most = 2; most < whole.length; most++) {
      expect(brief(value, most).length).toBeLessThanOrEqual(most);
      expect(brief(value, most)).toMatch(/…$/);
    }
    expect(brief(value, whole.length)).toBe(whole);
  });

  test("a long list is not written out to be cut", () => {
    const long = Array.from({ length: 1_000_000 }, (_, at) => at);
    expect(brief(long, 20)).toBe("[0,1,2,3,4,5,6,7,8,…");
  });
});

test("as JSON where it is plain and short; else in one line", () => {
  expect(plainly({ a: [1] } as Value, 20)).toEqual({ a: [1] });
  expect(plainly({ a: "x".repeat(30) } as Value, 20)).toMatch(/…$/);
  expect(plainly(tree, 200)).toBe("tree: The harbour");
  expect(plainly("x".repeat(30), 20)).toBe(`${"x".repeat(19)}…`);
});

test("types of a column", () => {
  const types: readonly (readonly [readonly Value[], string])[] = [
    [[1, null, 2], "Int"],
    [[1, 0.5], "Num"],
    [["a"], "Text"],
    [[true], "Bool"],
    [[null], "Null"],
    [[], "Null"],
    [[["a"], ["b"]], "Text[]"],
    [[[]], "Json[]"],
    [[tree], "Tree"],
    [[{ kind: "passage", id: "a", text: "" }], "Passage"],
    [[1, "a"], "Json"],
    [[{ a: 1 }], "Json"],
    [[[1, 0.5]], "Num[]"],
    [[[1], [0.5, 2], []], "Json"],
    [[[1], [0.5, 2]], "Num[]"],
    [[["a", 1]], "Json[]"],
  ];
  for (const [values, type] of types) expect(typeOf(values)).toBe(type);
});

test("a column's type: numbers that happen to be whole are what the checker knows them to be", () => {
  expect(columnType("Int", "Num")).toBe("Num");
  expect(columnType("Int[]", "Num[]")).toBe("Num[]");
  expect(columnType("Null", "Text")).toBe("Text");
  expect(columnType("Num", "Int")).toBe("Num");
  expect(columnType("Int", undefined)).toBe("Int");
  expect(columnType("Text", "Json")).toBe("Text");
});
