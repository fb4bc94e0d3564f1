// Arguments to parameters: by place, by name, through a pipe; each misfit told once, where it is.
import { expect, test } from "vitest";
import { compiled, sourceOf, told } from "../small.ts";

const said = (code: string): readonly string[] => {
  const start = `fn f(a: Int, limit: Int = 2, c: Int = 3) -> Int = a + limit + c\n`;
  return told(sourceOf(start + code), compiled(start + code));
};

test.each([
  "let x = f(1)",
  "let x = f(1, 2, 3)",
  "let x = f(1, c: 5)",
  "let x = f(c: 5, a: 1)",
  "let x = 1 |> f",
  "let x = 1 |> f(2, c: 5)",
])("%s is sound", (code) => expect(said(code)).toEqual([]));

test.each([
  ["let x = f()", "E206 2:9 'f' needs a: Int"],
  ["let x = f(limit: 1)", "E206 2:9 'f' needs a: Int"],
  ["let x = f(1, 2, 3, 4)", "E207 2:20 'f' takes at most 3 arguments by position"],
  ["let x = 1 |> f(2, 3, 4)", "E207 2:22 'f' takes at most 3 arguments by position"],
  ["let x = f(1, a: 2)", "E209 2:14 'a' is given twice"],
  ["let x = f(a: 1, a: 2)", "E209 2:17 'a' is given twice"],
  ["let x = f(1, other: 2)", "E205 2:14 'f' has no argument 'other'"],
  // names that every object of JavaScript has are no way in
  ["let x = f(1, constructor: 2)", "E210 2:14 'constructor' cannot be a column or key"],
  // a slip is taken as what was meant: it is not called missing besides
  ["let x = f(1, limt: 2)", "E205 2:14 'f' has no argument 'limt'; did you mean 'limit'?"],
])("%s: %s", (code, problem) => expect(said(code)).toEqual([problem]));

test("of two that are too many, each is told at its place", () => {
  expect(said("let x = f(1, 2, 3, 4, 5)").map((line) => line.split(" ", 2).join(" "))).toEqual([
    "E207 2:20",
    "E207 2:23",
  ]);
});
