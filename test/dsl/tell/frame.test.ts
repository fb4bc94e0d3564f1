// The code frame, character by character.
import { expect, test } from "vitest";
import { diagnostic } from "../../../dsl/tell/diagnostic.ts";
import { frame } from "../../../dsl/tell/frame.ts";
import { parseCell } from "../../../dsl/syntax/parse.ts";
import { cell } from "../../help.ts";

function framed(text: string, width?: number): string {
  const source = { cells: [cell(text)] };
  const { diagnostics } = parseCell(source.cells[0]!, 0);
  return diagnostics.map((each) => frame(each, source, width ? { width } : {})).join("\n\n");
}

test("a message, the place, the line, the mark, the fix", () => {
  expect(framed("let a = 1\ndat qa = jsonl(1)")).toBe(
    [
      "E001  unexpected 'dat' at start of statement; did you mean 'data'?",
      "  --> cell 1:2:1",
      "   |",
      " 2 | dat qa = jsonl(1)",
      "   | ^^^",
      "   = fix: replace with 'data'",
    ].join("\n"),
  );
});

test("wide characters and tabs keep the mark in place", () => {
  expect(framed('let x = f("上下文",\t4k)').split("\n").slice(3, 5)).toEqual([
    ' 1 | let x = f("上下文",    4k)',
    "   |                        ^^",
  ]);
});

test("a long line is clipped around the mark", () => {
  const [, , , line, mark] = framed(`let x = [${"1, ".repeat(80)}4k, ${"2, ".repeat(80)}]`, 40).split("\n");
  expect(line).toBe(" 1 | … 1, 1, 1, 1, 4k, 2, 2, 2, 2, 2, 2, 2, 2,…");
  expect(mark!.indexOf("^")).toBe(line!.indexOf("4k"));
});

test("a problem at the end of the text points behind it; one of no known cell still prints", () => {
  const source = { cells: [cell("let x")] };
  const made = diagnostic("E007", { cell: 0, start: 5, end: 5 }, { found: "?", hint: "" });
  expect(frame(made, source).split("\n").slice(3)).toEqual([" 1 | let x", "   |      ^"]);
  expect(frame({ ...made, span: { cell: 9, start: 0, end: 0 } }, source)).toContain("--> input:1:1");
});

test("only the mark covers a span of several lines' first line; colours are an option", () => {
  const source = { cells: [cell("ab\ncd")] };
  const made = diagnostic("E007", { cell: 0, start: 1, end: 5 }, { found: "b", hint: "" });
  expect(frame(made, source).split("\n").at(-1)).toBe("   |  ^");
  expect(frame(made, source, { color: true })).toContain("\u001b[31m^\u001b[0m");
});
