// Texts, numbers, lists, records and passages.
import { describe, expect, test } from "vitest";
import { show, text } from "../../../runtime/show.ts";
import { fromRows } from "../../../runtime/table.ts";
import type { Passage, Value } from "../../../runtime/value.ts";
import { bytes, faults, hostile, html, lines, plain, textOf } from "./help.ts";

test("plain values", () => {
  expect(plain("text as it is")).toBe("text as it is");
  expect(plain(42)).toBe("42");
  expect(plain(1 / 3)).toBe("0.333333");
  expect(plain(null)).toBe("null");
  expect(plain([1, 2])).toBe("[\n  1,\n  2\n]");
  expect(plain({ a: true, b: [], c: {} })).toBe('{\n  "a": true,\n  "b": [],\n  "c": {}\n}');
});

test("lists and records are JSON as everybody writes it", () => {
  const value = { a: [{ b: 'x "y"', c: [1, [2, null]] }, "z"], d: { e: false } } as Value;
  expect(plain(value)).toBe(JSON.stringify(value, null, 2));
});

test("a table inside of a record is told by its size", () => {
  expect(plain({ t: fromRows([{ id: "a" }]) })).toBe('{\n  "t": "1 row (id)"\n}');
});

test("a long text is cut and says so", () => {
  expect(textOf(text("x".repeat(100_005)))).toMatch(/x…\n\(5 more characters\)$/);
});

test("a record is a row per field", () => {
  expect(lines(html({ id: "a", answers: ["x", "y"], none: null }, "row"))).toMatchInlineSnapshot(`
    "<div class="scroll">
    <table class="sheet"><caption>row: 3 fields</caption><thead>
    <tr><th scope="col" align="left">field</th><th scope="col" align="left">type</th><th scope="col" align="left">value</th></tr></thead>
    <tbody>
    <tr><td>id</td><td>Text</td><td>a</td></tr>
    <tr><td>answers</td><td>Text[]</td><td>[&quot;x&quot;,&quot;y&quot;]</td></tr>
    <tr><td>none</td><td>Null</td><td class="null">null</td></tr></tbody></table></div>"
  `);
});

describe("bounds", () => {
  test("of a long list the first values, and how many more there are", () => {
    expect(plain(Array.from({ length: 5000 }, (_, at) => at))).toMatch(
      /\n {2}1998\n {2}… 3,001 more values\n\]$/,
    );
  });

  test("of a nested one as well, in every list that is cut", () => {
    const nested = Array.from({ length: 1000 }, () => Array.from({ length: 1000 }, () => "日本".repeat(100)));
    expect(bytes(show(nested, { name: "n" }))).toBeLessThan(256 * 1024);
    const fields = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`k${at}`, at]));
    expect(plain(fields)).toContain("… 1,001 more of its fields");
    expect(html(fields)).toContain("… 2,800 more fields");
  });

  test("very deep: the levels that can be read", () => {
    let deep: Value = 1;
    for (let level = 0; level < 5000; level++) deep = [deep];
    expect(plain(deep)).toContain("… 1 more value");
  });
});

describe("passages", () => {
  const passage = (id: string, words: string, score?: number): Passage => ({
    kind: "passage",
    id,
    text: words,
    ...(score !== undefined && { score }),
  });

  test("with their rank values", () => {
    expect(plain([passage("d1", "Cod and eel.", 1.5), passage("d2", "Rope.")], "hits"))
      .toMatchInlineSnapshot(`
      "hits: 2 passages
      id  score  text
      ──  ─────  ────────────
      d1  1.500  Cod and eel.
      d2         Rope."
    `);
  });

  test("a long one shows more when pointed at; of many the first twenty", () => {
    const many = Array.from({ length: 25 }, () => passage("d", "x".repeat(300)));
    expect(html(many)).toContain(`title="${"x".repeat(300)}"`);
    expect(plain(many)).toContain("… 5 more passages");
  });

  test("hostile ones do no harm", () => {
    for (const one of hostile) expect(faults(() => show([passage(one, one, 1)], { name: one }))).toEqual([]);
  });
});

test("hostile texts, keys and values do no harm", () => {
  for (const one of hostile) {
    expect(faults(() => show(one, { name: one }))).toEqual([]);
    expect(faults(() => show([one], { name: one }))).toEqual([]);
    expect(faults(() => show({ [one]: one, nested: { [one]: [one] } }, { name: one }))).toEqual([]);
  }
});
