// Crowds of problems: some told, the rest counted.
import { expect, test } from "vitest";
import { compiled, sourceOf, told } from "../small.ts";

const codes = (...cells: readonly string[]): string[] =>
  told(sourceOf(...cells), compiled(...cells)).map((line) => line.replace(/ (?:unknown|\[).*/, ""));

test("five problems of a statement are told, of more four and their number", () => {
  expect(codes("let xs = [a, b, c, d, e]")).toEqual([
    "E101 1:11",
    "E101 1:14",
    "E101 1:17",
    "E101 1:20",
    "E101 1:23",
  ]);
  expect(codes("let xs = [a, b, c, d, e, f, g]\nlet y = 1 + z")).toEqual([
    ...["E101 1:11", "E101 1:14", "E101 1:17", "E101 1:20"],
    "I001 1:23 and 3 more problems in this statement",
    "E101 2:13",
  ]);
});

test("a cell has thirty lines of them, and the last says how many are left, those of its statements included", () => {
  const crowded = "let x = [a, b, c, d, e, f]";
  const cell = Array.from({ length: 40 }, (_, at) => crowded.replace("x", `x${at}`)).join("\n");
  const all = codes(cell, "let y = z");
  expect(all.length).toBe(31);
  expect(all.at(-2)).toMatch(/^I001 .* and 211 more problems in this cell$/);
  expect(all.at(-1)).toBe("E101 2:1:9");
});

test("errors are told before warnings, in the order of the text", () => {
  const broken = "let a = b\n";
  const rests = Array.from({ length: 40 }, (_, at) => `let r${at} = a`).join("\n");
  const last = "\nlet z = nope";
  const all = codes(`${broken}${rests}${last}`);
  expect(all.slice(0, 2)).toEqual([
    "E101 1:9",
    "W112 2:1 'r0' is left out: it rests on 'a', which has an error",
  ]);
  expect(all.at(-2)).toBe("E101 42:9");
  expect(all.at(-1)).toMatch(/and 13 more problems in this cell$/);
});

test("lexical problems are counted as well", () => {
  expect(codes("let a = [1 ; 2 ; 3 ; 4 ; 5 ; 6 ; 7]").at(-1)).toBe(
    "I001 1:28 and 2 more problems in this statement",
  );
});
