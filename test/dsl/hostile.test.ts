// Texts that nobody writes: each ends in a word about it, never in a crash, and costs seconds at most.
import { expect, test } from "vitest";
import { compile } from "../../dsl/compile.ts";
import { format } from "../../dsl/format/format.ts";
import { sourceOf } from "../../dsl/source.ts";
import { library } from "../../runtime/library.ts";
import { judge } from "../fuzz/judge.ts";
import { mutant } from "../fuzz/mutate.ts";
import { shrunk } from "../fuzz/shrink.ts";

const codes = (text: string): readonly string[] => {
  const { diagnostics } = compile(sourceOf(text), library);
  return [...new Set(diagnostics.map(({ code }) => code))];
};
const MANY = 10_000;

test.each([
  ["parentheses", `let a = ${"(".repeat(MANY)}1${")".repeat(MANY)}`],
  ["open parentheses", `let a = ${"(".repeat(MANY)}`],
  ["lists", `let a = ${"[".repeat(MANY)}${"]".repeat(MANY)}`],
  ["records", `let a = ${"{a: ".repeat(MANY)}1${"}".repeat(MANY)}`],
  ["choices", `let a = ${"if a then ".repeat(MANY)}1`],
  ["holes", `let a = ${'"""{{ '.repeat(MANY)}`],
  ["blocks", `let a = """${"{{#if a}}".repeat(MANY)}"""`],
])("ten thousand nested %s are too deep", (_, text) => {
  expect(codes(text)).toContain("E008");
  expect(judge({ text, tags: [] }, {}).faults).toEqual([]);
});

test("a chain of ten thousand operators is too long", () => {
  expect(codes(`let a = 1${" + 1".repeat(MANY)}`)).toContain("E008");
});

test("a cell of 5 MB is refused, and formatted as it is", () => {
  const text = `let a = "${"x".repeat(5_000_000)}"\n`;
  expect(codes(text)).toEqual(["E008"]);
  expect(format(text).text).toBe(text);
});

test("just below the limits: read", () => {
  const words = `let a = [${"1, ".repeat(20_000)}1]`;
  const lines = Array.from({ length: 4000 }, (_, i) => `let a${i} = ${i}`).join("\n");
  expect([codes(words), codes(lines)]).toEqual([[], []]);
  expect(format(lines).text).toBe(`${lines}\n`);
}, 120_000);

const odd = {
  "a lone high surrogate": "\ud800",
  "a lone low surrogate": "\udc00",
  "right to left": "\u202eabc\u202c",
  "a joiner": "a\u200db",
  "an emoji of many parts": "👩‍👩‍👧‍👦",
  "a hundred thousand combining marks": `e${"\u0301".repeat(100_000)}`,
  "a NUL": "a\u0000b",
  "a byte order mark": "\ufeff",
  "line separators": "\u2028\u2029\u0085",
  "full-width quotes": "＂a＂",
  "a line break of old": "a\rb",
};

test.each(Object.entries(odd))("%s: in a name, a string, a template, a comment, a key", (_, found) => {
  const places = [
    `let ${found} = 1`,
    `let a = "${found}"`,
    `let a = """\n  ${found}\n    ${found} {{ b }}\n"""`,
    `let a = 1 // ${found}\nshow a`,
    `let a = {"${found}": 1, ${found}: 2}`,
    `let \`${found}\` = 1\nshow \`${found}\``,
    found,
    `${found}let a = 1\n${found}\nlet b = 2${found}`,
  ];
  expect(places.flatMap((text) => judge({ text, tags: [] }, {}).faults)).toEqual([]);
});

test("a text in a template or string keeps what it holds", () => {
  const text = Object.values(odd)
    .filter((each) => !/[\r\u2028\u2029\u0085]/.test(each))
    .join(" ");
  const program = `let  a = "${text}"\nlet  b = """\n   ${text}\n"""\n`;
  expect(format(program).text).toBe(`let a = "${text}"\nlet b = """\n  ${text}\n"""\n`);
});

test("a hundred cells of the fuzzer", () => {
  const faults = Array.from({ length: 100 }, (_, index) => index).flatMap((index) =>
    judge(mutant(1, index), {}, { twice: index % 8 === 0 }).faults.map((fault) => ({ index, ...fault })),
  );
  expect(faults).toEqual([]);
}, 300_000);

test("the same number gives the same cell, and they differ", () => {
  const texts = Array.from({ length: 200 }, (_, index) => mutant(3, index).text);
  expect(texts).toEqual(texts.map((_, index) => mutant(3, index).text));
  expect(new Set(texts).size).toBeGreaterThan(180);
});

test("a failing text is made small", () => {
  const bad = (text: string): boolean => text.includes("a") && text.includes("z");
  expect(shrunk(`let a = 1\n${"x".repeat(300)} z`, bad)).toBe("az");
});
