// Tables and runs: first rows, types under the names, what the columns hold, and what of it is left out.
import { describe, expect, test } from "vitest";
import { show } from "../../../runtime/show.ts";
import { fromColumns, fromRows } from "../../../runtime/table.ts";
import type { Run, Tree, Value } from "../../../runtime/value.ts";
import { bytes, evil, faults, hostile, html, lines, plain, safe, textOf } from "./help.ts";

const table = fromRows([
  { id: "a", words: 12, share: 0.123456789, note: null },
  { id: "b", words: 3, share: 1, note: evil },
]);

describe("text", () => {
  test("aligned, with types", () => {
    expect(plain(table, "qa")).toMatchInlineSnapshot(`
      "qa: 2 rows, 4 columns
      id: Text  words: Int  share: Num  note: Text
      ────────  ──────────  ──────────  ────────────────────────────────
      a                 12    0.123457  null
      b                  3           1  <img src=x onerror="alert(1)">&'"
    `);
  });

  test("no columns, no rows, one row", () => {
    expect(plain(fromRows([]), "qa")).toBe("qa: no columns");
    expect(plain(fromRows([], ["a", "b"]), "qa")).toBe(
      "qa: 0 rows, 2 columns\na: Null  b: Null\n───────  ───────\nno rows",
    );
    const columns = { a: "Int", b: "Text[]" };
    const none = show(fromRows([], ["a", "b", "c"]), { name: "qa", columns });
    expect(textOf(none)).toBe(
      "qa: 0 rows, 3 columns\na: Int  b: Text[]  c: Null\n──────  ─────────  ───────\nno rows",
    );
    expect(none.data["application/vnd.dataresource+json"]).toMatchObject({
      schema: { fields: [{ name: "a", type: "integer" }, { name: "b" }, { name: "c" }] },
    });
    // what values say comes first
    expect(textOf(show(fromRows([{ a: 0.5 }]), { name: "qa", columns }))).toContain("a: Num");
    expect(plain(fromRows([{ a: 1 }]), "qa")).toBe("qa: 1 row, 1 column\na: Int\n──────\n     1");
  });
});

describe("HTML", () => {
  test("a caption, types under the names, numbers to the right, a null that no text passes for", () => {
    const small = fromRows([
      { name: "null", n: 1 },
      { name: null, n: 2 },
    ]);
    expect(lines(html(small, "qa"))).toMatchInlineSnapshot(`
      "<div class="scroll">
      <table class="sheet"><caption>qa: 2 rows, 2 columns</caption><thead>
      <tr><th scope="col" align="left">name<br><small>Text</small></th><th scope="col" align="right">n<br><small>Int</small></th></tr></thead>
      <tbody>
      <tr><td>null</td><td align="right">1</td></tr>
      <tr><td class="null">null</td><td align="right">2</td></tr></tbody></table></div>
      <details><summary>what the columns hold</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="what the columns hold">
      <table><thead>
      <tr><th scope="col" align="left">column</th><th scope="col" align="left">type</th><th scope="col" align="right">missing</th><th scope="col" align="right">distinct</th><th scope="col" align="right">least</th><th scope="col" align="right">median</th><th scope="col" align="right">greatest</th><th scope="col" align="left">most frequent</th></tr></thead>
      <tbody>
      <tr><th scope="row" align="left">name</th><td>Text</td><td align="right">1</td><td align="right">1</td><td align="right">4 char.</td><td align="right">4 char.</td><td align="right">4 char.</td><td></td></tr>
      <tr><th scope="row" align="left">n</th><td>Int</td><td align="right">0</td><td align="right">2</td><td align="right">1</td><td align="right">1.5</td><td align="right">2</td><td></td></tr></tbody></table></div></details>"
    `);
  });

  test("escaped: cells, names of columns, the name of the table", () => {
    expect(html(table)).toContain(`<td>${safe}</td>`);
    expect(html(table)).not.toContain("<img");
    expect(html(table, evil)).toContain(`<caption>${safe}: 2 rows`);
    expect(html(fromRows([{ [evil]: 1 }]))).toContain(`<th scope="col" align="right">${safe}<br>`);
  });

  test("a long cell is shortened, and shows the whole when pointed at; a very long one says how much more there is", () => {
    const page = html(fromRows([{ text: `${"x".repeat(99)}"` }, { text: "y".repeat(5000) }]));
    expect(page).toContain(
      `<td class="long" style="text-align:left" title="${"x".repeat(99)}&quot;">${"x".repeat(79)}…</td>`,
    );
    expect(page).toContain(`title="${"y".repeat(999)}… (4,001 more characters)"`);
  });

  test("a table wider than a page can be scrolled by keyboard, and says what it is", () => {
    const wide = fromRows([
      Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`a long name ${at}`, at])),
    ]);
    expect(html(wide, "qa")).toContain(
      '<div class="scroll" tabindex="0" role="region" aria-label="qa: 1 row, 9 columns">',
    );
    expect(html(table)).toMatch(/^<div class="scroll"><table/);
  });

  test("a table of no rows says so", () => {
    expect(html(fromRows([], ["a"]))).toContain('<div class="quiet">no rows</div>');
    expect(html(fromRows([], ["a"]))).not.toContain("<details>");
  });
});

describe("what is left out", () => {
  test("rows after the twentieth, columns after the thirtieth", () => {
    const big = fromRows(
      Array.from({ length: 25 }, () =>
        Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`c${at}`, at])),
      ),
    );
    expect(plain(big)).toContain("… 5 more rows\n… 3 more columns: c30, c31, c32");
    expect(html(big).match(/<tr>/g)).toHaveLength(1 + 20 + 1 + 30);
  });

  test("of many cells, types and summaries are of rows evenly spaced", () => {
    const n = 100_000;
    const long = fromColumns(
      new Map<string, Value[]>(
        Array.from({ length: 20 }, (_, at) => [`c${at}`, Array.from({ length: n }, (_, row) => row * at)]),
      ),
    );
    const made = show(long, { name: "long" });
    expect(textOf(made)).toContain("types and summaries are of 30,000 of 100,000 rows, evenly spaced");
    expect(String(made.data["text/html"])).toContain("what the columns hold (sampled)");
    expect(bytes(made)).toBeLessThan(256 * 1024);
    const few = fromColumns(new Map<string, Value[]>([["c", Array.from({ length: n }, (_, row) => row)]]));
    expect(plain(few)).not.toContain("evenly spaced");
  });

  test("500 columns of long texts that escape to six times their length", () => {
    const cell = `"<&>'日`.repeat(200);
    const wide = fromColumns(
      new Map(
        Array.from({ length: 500 }, (_, at) => [`${at} ${cell}`, Array.from({ length: 50 }, () => cell)]),
      ),
    );
    const made = show(wide, { name: cell });
    expect(faults(() => made)).toEqual([]);
    expect(textOf(made)).toContain("… 470 more columns: 30 ");
    expect(String(made.data["text/html"])).toContain("more rows");
  });
});

test("hostile cells and names do no harm, one by one and all at once", () => {
  for (const text of hostile)
    expect(faults(() => show(fromRows([{ [text]: text, n: 1 }]), { name: text }))).toEqual([]);
  const all = fromRows(
    Array.from({ length: 6 }, () =>
      Object.fromEntries(hostile.map((text, at) => [text, hostile[(at + 1) % hostile.length] ?? ""])),
    ),
  );
  expect(faults(() => show(all, { name: "all" }))).toEqual([]);
});

test("a column of trees, lists and records is told in a line each", () => {
  const tree: Tree = { kind: "tree", scope: "The harbour", aspects: [] };
  const rows = fromRows([{ t: tree, l: ["a", "b"], r: { a: 1, b: [null, true] } as Value }]);
  expect(plain(rows).split("\n").at(-1)).toMatchInlineSnapshot(
    `"tree: The harbour  ["a","b"]  {"a":1,"b":[null,true]}"`,
  );
});

describe("runs", () => {
  const of = fromRows([{ id: "a", question: "who?", arm: "plain", output: "cod" }]);
  const base = { kind: "run" as const, name: "answers", axes: ["arm"], id: "id", made: ["output"] };

  test("the item, the axes and what the run made; failures and notes below", () => {
    const run: Run = { ...base, table: of, failed: 2, notes: ["cut 3 passages"] };
    expect(plain(run, "answers")).toMatchInlineSnapshot(`
      "answers: 1 row, 3 columns
      id: Text  arm: Text  output: Text
      ────────  ─────────  ────────────
      a         plain      cod
      and the columns of its rows: question
      axes: arm; item id: id; failed: 2
      note: cut 3 passages"
    `);
  });

  test("equal notes stand once", () => {
    expect(plain({ ...base, table: of, failed: 0, notes: ["a", "a"] }).split("note: ")).toHaveLength(2);
  });
});
