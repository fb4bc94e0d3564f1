// Tables written to files: what is read again is what was there, what a format cannot say is told, and nothing half is left behind.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { csvColumns } from "../../runtime/data/csv.ts";
import { jsonlColumns } from "../../runtime/data/jsonl.ts";
import { fromColumns, ofColumns, rows, type Table } from "../../runtime/table.ts";
import { plainly, type Value } from "../../runtime/value.ts";
import { writable, writeTable } from "../../runtime/written/table.ts";
import { reach } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "strux-written-"));
const file = (name: string): string => join(folder, name);
const table = (columns: { readonly [name: string]: readonly unknown[] }): Table =>
  fromColumns(
    new Map(
      Object.entries(columns).map(([name, values]) => [name, values.map((one) => plainly(one as Value))]),
    ),
  );

/** What another reader finds: big integers as numbers, as far as they are the same. */
async function parquet(path: string): Promise<Record<string, unknown>[]> {
  const found = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  const plain = (value: unknown): unknown =>
    typeof value === "bigint" ? Number(value) : Array.isArray(value) ? value.map(plain) : (value ?? null);
  return found.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
  );
}
const plainRows = (of: Table): unknown[] => JSON.parse(JSON.stringify(rows(of))) as unknown[];

const text = fc.string({ unit: "grapheme" });
const num = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n));
const kinds = {
  text,
  bool: fc.boolean(),
  int: fc.maxSafeInteger(),
  num,
  texts: fc.array(fc.option(text)),
  ints: fc.array(fc.maxSafeInteger()),
  record: fc.record({ a: fc.option(text), b: fc.array(num) }),
  mixed: fc.oneof(text, fc.boolean(), num, fc.array(text)),
};

test("a table written as Parquet is read the same, whatever its columns hold, nulls among it", async () => {
  const column = fc.integer({ min: 1, max: 40 }).chain((size) =>
    fc.record(
      Object.fromEntries(
        Object.entries(kinds).map(([name, kind]) => [
          name,
          fc.array(fc.option(kind as fc.Arbitrary<unknown>, { freq: 4 }), {
            minLength: size,
            maxLength: size,
          }),
        ]),
      ),
    ),
  );
  await fc.assert(
    fc.asyncProperty(column, async (columns) => {
      const made = table(columns);
      expect(await writeTable(made, file("p.parquet"))).toEqual([]);
      expect(await parquet(file("p.parquet"))).toEqual(plainRows(made));
    }),
    { numRuns: 60 },
  );
});

test("a column has the type of its values; groups go out one by one", async () => {
  const size = 20_000;
  const all = <T>(make: (at: number) => T): T[] => Array.from({ length: size }, (_, at) => make(at));
  const made = table({
    id: all((at) => `q${at}`),
    n: all((at) => at),
    x: all((at) => at / 3),
    ok: all((at) => at % 2 === 0),
    none: all(() => null),
    words: all((at) => [String(at)]),
    about: all((at) => ({ at })),
  });
  await writeTable(made, file("large.parquet"));
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(file("large.parquet")));
  expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([8192, 8192, 3616]);
  expect(
    metadata.schema
      .filter(({ type }) => type)
      .map(({ name, type, converted_type }) => [name, type, converted_type]),
  ).toEqual([
    ["id", "BYTE_ARRAY", "UTF8"],
    ["n", "INT64", undefined],
    ["x", "DOUBLE", undefined],
    ["ok", "BOOLEAN", undefined],
    ["none", "BYTE_ARRAY", "UTF8"],
    ["element", "BYTE_ARRAY", "UTF8"],
    ["about", "BYTE_ARRAY", "JSON"],
  ]);
  expect((await parquet(file("large.parquet")))[12_345]).toEqual({
    id: "q12345",
    n: 12_345,
    x: 4115,
    ok: false,
    none: null,
    words: ["12345"],
    about: { at: 12_345 },
  });
});

test("JSON Lines and CSV are read again by the readers of the language", async () => {
  const made = table({
    id: ["a", "b,c", 'say "no"\n'],
    n: [1, null, 3.5],
    ok: [true, false, null],
    empty: ["", null, "x"],
  });
  await writeTable(made, file("t.jsonl"));
  const lines = await jsonlColumns(readFileSync(file("t.jsonl"), "utf8"), "t.jsonl", {}, "fail", reach());
  expect(plainRows(ofColumns(lines.columns))).toEqual(plainRows(made));
  await writeTable(made, file("t.csv"));
  const fields = await csvColumns(readFileSync(file("t.csv"), "utf8"), "t.csv", {}, ",", reach());
  expect(plainRows(ofColumns(fields.columns))).toEqual(plainRows(made));
});

test("what a format cannot say is told", async () => {
  expect(await writeTable(table({ x: [1, Infinity] }), file("i.jsonl"))).toEqual([
    "a number of 'x' is Infinity: null in JSON",
  ]);
  expect(await writeTable(table({ x: [1, Infinity] }), file("i.parquet"))).toEqual([]);
  expect((await parquet(file("i.parquet")))[1]).toEqual({ x: Infinity });
  expect(await writeTable(table({ t: ["a\ud800"] }), file("h.parquet"))).toEqual([
    "a text of 't' has half a character, which UTF-8 lacks: the column is JSON",
  ]);
  expect(await parquet(file("h.parquet"))).toEqual([{ t: "a\ud800" }]);
});

test("where nothing can be written that is told before, and a file that was there stays", async () => {
  writeFileSync(file("plain"), "");
  mkdirSync(file("taken.csv"));
  await expect(writable(file("x.txt"))).rejects.toMatchObject({
    code: "E133",
    hint: "end its name in .parquet, .jsonl, .csv",
  });
  await expect(writable(file("plain/x.csv"))).rejects.toMatchObject({ code: "E133" });
  await expect(writeTable(table({ a: [1] }), file("taken.csv"))).rejects.toMatchObject({ code: "E133" });
  await writable(file("new/x.csv"));
  expect(existsSync(file("new/x.csv"))).toBe(false);
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});
