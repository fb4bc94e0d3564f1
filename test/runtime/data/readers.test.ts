// Readers: text in, typed rows out; what is broken is named with its line.
import { expect, test } from "vitest";
import { columnFact } from "../../../runtime/data/columns.ts";
import { csv } from "../../../runtime/data/csv.ts";
import { dataset } from "../../../runtime/data/dataset.ts";
import { inline } from "../../../runtime/data/inline.ts";
import { jsonl } from "../../../runtime/data/jsonl.ts";
import type { Files } from "../../../runtime/files.ts";
import type { Operator } from "../../../runtime/operator.ts";
import type { Value } from "../../../runtime/value.ts";
import { call, failure, plain, reach, table } from "../call.ts";

const holding = (text: string | Uint8Array): Files => ({
  ...reach().files,
  read: async (path) => ({
    path,
    bytes: typeof text === "string" ? new TextEncoder().encode(text) : text,
    digest: "",
  }),
  locate: async (path) => path,
  stamp: async () => "",
  entries: async () => [],
  dataset: async (name) => ({ absent: `dataset '${name}' is not at hand`, hint: `strux data get ${name}` }),
});
const read = (operator: Operator, text: string | Uint8Array, args: { [name: string]: Value } = {}) =>
  call(operator, { path: "x", ...args }, { files: holding(text) });
const rows = async (operator: Operator, text: string, args: { [name: string]: Value } = {}) =>
  plain(await read(operator, text, args));

test("csv: a column has the narrowest type that holds all its values", async () => {
  expect(await rows(csv, "id,n,x,ok,zip,t\n1,2,1.5,true,007,a\n2,,2,False,010,b\n")).toEqual([
    { id: 1, n: 2, x: 1.5, ok: true, zip: "007", t: "a" },
    { id: 2, n: null, x: 2, ok: false, zip: "010", t: "b" },
  ]);
});

test("csv: quotes hold delimiters, line ends and doubled quotes", async () => {
  expect(await rows(csv, '\uFEFFa,b\r\n"x, ""y""\nz",""\r\n')).toEqual([{ a: 'x, "y"\nz', b: "" }]);
  expect(await rows(csv, "a\tb\n1\t2", { delimiter: "\t" })).toEqual([{ a: 1, b: 2 }]);
});

test("csv: as overrides the type", async () => {
  expect(await rows(csv, "id,n\n1,2\n", { as: { id: "Id", n: "Num" } })).toEqual([{ id: "1", n: 2 }]);
  expect(await failure(read(csv, "id\nx\n", { as: { id: "Int" } }))).toBe(
    `E112: 'x' line 2: 'id' is "x", not Int`,
  );
  expect(await failure(read(csv, "id\nx\n", { as: { ids: "Int" } }))).toMatch(/^E201/);
  expect(await failure(read(csv, "id\nx\n", { as: { id: "Integer" } }))).toMatch(/^E213/);
});

test.each([
  ["a,b\n1,2\n1\n", "E112: 'x' line 3 has 1 fields, the header has 2"],
  ['a,b\n"1\n2,2\n', "E112: 'x' line 2: a quote is opened and never closed"],
  ['a,b\n"1"2,2\n', "E112: 'x' line 2: text stands after a closing quote"],
  ['a,b\n1"2,2\n', "E112: 'x' line 2: a quote stands inside an unquoted field"],
  ['a\n"1\n1"\n2,3\n', "E112: 'x' line 4 has 2 fields, the header has 1"],
  ["a,a\n1,2\n", "E112: 'x' line 1: two columns are called 'a'"],
  ["a,\n1,2\n", "E112: 'x' line 1: column 2 has no name"],
  ["__proto__,a\n1,2\n", "E210: '__proto__' cannot be a column or key"],
  ["constructor,a\n1,2\n", "E210: 'constructor' cannot be a column or key"],
  ["a,b\n", "E113: 'x' has no rows"],
  ["", "E113: 'x' is empty"],
])("csv refuses %j", async (text, message) => {
  expect(await failure(read(csv, text))).toBe(message);
});

test("jsonl: one object per line; absent values are null", async () => {
  expect(await rows(jsonl, '{"a": 1, "b": ["x"]}\n\n{"a": 2, "c": "\u2028"}\r\n')).toEqual([
    { a: 1, b: ["x"], c: null },
    { a: 2, b: null, c: "\u2028" },
  ]);
  expect(await rows(jsonl, '{"id": 7}', { as: { id: "Id" } })).toEqual([{ id: "7" }]);
});

test.each([
  ['{"a": 1}\n{"a": }\n', "E112: 'x' line 2, column 7: a value expected, found '}'"],
  ['{"a": 1,}', "E112: 'x' line 1, column 9: a key in double quotes expected, found '}'"],
  ["{'a': 1}", "E112: 'x' line 1, column 2: a key in double quotes expected, found '''"],
  ['{"a": [1, 2}', "E112: 'x' line 1, column 12: ',' or ']' expected, found '}'"],
  ['{"a": {"b": 1', "E112: 'x' line 1, column 7: '{' is never closed"],
  ['{"a": "b}', "E112: 'x' line 1, column 7: a text that is not closed or holds a raw control character"],
  ['{"a": NaN}', "E112: 'x' line 1, column 7: a value expected, found 'N'"],
  ['{"a": 1} x', "E112: 'x' line 1, column 10: the end expected, found 'x'"],
  ["[1]", "E112: 'x' line 1: an object expected, found a list"],
  ['{"a": {"__proto__": 1}}', "E210: 'x' line 1: '__proto__' cannot be a column or key"],
  ['{"\\u005f_proto__": 1}', "E210: 'x' line 1: '__proto__' cannot be a column or key"],
  ["\n", "E113: 'x' has no rows"],
])("jsonl refuses %j", async (text, message) => {
  expect(await failure(read(jsonl, text))).toBe(message);
});

test("jsonl: broken lines may be skipped, and are counted", async () => {
  const seen = reach({ files: holding('{"a": 1}\nnonsense\n{"a": 2}\n{') });
  const made = await jsonl.run({ path: "x", on_invalid: "skip" }, seen);
  expect(plain(made)).toEqual([{ a: 1 }, { a: 2 }]);
  expect([...seen.notes]).toEqual([["jsonl: broken lines of 'x' skipped", 2]]);
});

test("bytes that are not UTF-8 are refused", async () => {
  expect(await failure(read(csv, new Uint8Array([0x61, 0x0a, 0xff])))).toBe("E112: 'x' is not UTF-8 text");
});

test("table: rows written in place", async () => {
  expect(plain(await call(inline, { rows: [{ a: 1 }, { b: "x" }] }))).toEqual([
    { a: 1, b: null },
    { a: null, b: "x" },
  ]);
  expect(await failure(call(inline, { rows: [] }))).toMatch(/^E113/);
  expect(await failure(call(inline, { rows: [1] }))).toMatch(/^E203/);
});

test("dataset: what stands in for an absent set is said; without it there is nothing", async () => {
  const seen = reach({ files: holding("") });
  expect(plain(await dataset.run({ name: "s", else: table({ a: 1 }) }, seen))).toEqual([{ a: 1 }]);
  expect([...seen.notes.keys()][0]).toMatch(/'s' is not at hand: the table under 'else' stands in/);
  expect(await failure(call(dataset, { name: "s" }, { files: holding("") }))).toMatch(/^W110/);
});

test("the compiler learns columns and their types, or why not", async () => {
  const fact = (reader: string, text: string, args = {}) =>
    columnFact(reader, { path: "x", ...args }, holding(text));
  expect(await fact("csv", "id,n,t\n1,2.5,\n2,1,a\n", { as: { id: "Id" } })).toEqual({
    columns: { id: { kind: "id" }, n: { kind: "num" }, t: { kind: "optional", of: { kind: "text" } } },
    longest: {
      id: { texts: ["1", "2"], all: true },
      n: { texts: ["2.5", "1"], all: true },
      t: { texts: ["a"], all: true },
    },
  });
  expect(await fact("jsonl", '{"q": "x", "a": ["y"]}\n{"q": "z", "a": [], "n": 1}')).toEqual({
    columns: {
      q: { kind: "text" },
      a: { kind: "list", of: { kind: "text" } },
      n: { kind: "optional", of: { kind: "int" } },
    },
    longest: {
      q: { texts: ["x", "z"], all: true },
      a: { texts: ["y"], all: true },
      n: { texts: ["1"], all: true },
    },
  });
  expect(await fact("hotpotqa", "[]")).toMatchObject({ columns: { gold: { kind: "list" } } });
  expect(await fact("jsonl", "{")).toMatchObject({ error: { code: "E112" } });
  expect(await fact("csv", "a\n")).toMatchObject({ error: { code: "E113" } });
  expect(await columnFact("dataset", { name: "s" }, holding(""))).toMatchObject({
    absent: { hint: "strux data get s" },
  });
});

test("of a generated table the first rows are made; of long texts the longest few are kept, cut where they are very long", async () => {
  const args = { n: 2, facts: 4, split: "test", seed: 1 };
  expect(await columnFact("world", args, holding(""))).toMatchObject({
    columns: { prose: { kind: "text" } },
    longest: { question: { all: true, texts: [expect.any(String), expect.any(String)] } },
  });
  expect(await columnFact("world", args, holding(""))).toMatchObject({
    longest: { outline: { all: true, texts: [expect.stringMatching(/^# /), expect.stringMatching(/^# /)] } },
  });
  const many = await columnFact("world", { ...args, n: 100_000 }, holding(""));
  expect(many).toMatchObject({ longest: { question: { all: false } } });
  expect(await columnFact("world", { ...args, facts: 0 }, holding(""))).toMatchObject({
    error: { code: "E112" },
  });
  const lines = Array.from({ length: 9 }, (_, at) => `{"a": "${String(at).repeat(30_000 * (at + 1))}"}`);
  const long = await columnFact("jsonl", { path: "x" }, holding(lines.join("\n")));
  expect(long).toMatchObject({ longest: { a: { all: false, cut: true } } });
  const texts = "columns" in long ? (long.longest?.["a"]?.texts ?? []) : [];
  expect(texts.map(({ length }) => length)).toEqual([100_000, 100_000, 100_000, 100_000, 100_000]);
});

test("columns of a large file are those of its first rows", async () => {
  const line = `{"a": "${"x".repeat(99_990)}"}\n`;
  const bytes = new TextEncoder().encode(line.repeat(60));
  const head: Files = {
    ...holding(""),
    read: async (path, most) => ({ path, bytes: bytes.subarray(0, most), digest: "" }),
  };
  expect(await columnFact("jsonl", { path: "x" }, head)).toEqual({
    columns: { a: { kind: "text" } },
    longest: { a: { texts: ["x".repeat(99_990)], all: false } },
  });
});

/** What a reader notes, each with how often. */
async function noted(operator: Operator, text: string, args: { [name: string]: Value } = {}) {
  const seen = reach({ files: holding(text) });
  await operator.run({ path: "x", ...args }, seen);
  return [...seen.notes].map(([note, count]) => `${note}: ${count}`);
}

test("csv: a file of one column whose name holds another delimiter is told, before and after it is read", async () => {
  const told = 'csv: \'x\' has one column, "id;name"; with delimiter: ";" it has more: 1';
  expect(await noted(csv, "id;name\n1;a\n")).toEqual([told]);
  expect(await noted(csv, "\uFEFFid;name\n1;a\n")).toEqual([told]);
  expect(await noted(csv, "id;name\n1;a\n", { delimiter: ";" })).toEqual([]);
  expect(await noted(csv, "a,b\n1;2,3\n")).toEqual([]);
  const fact = async (text: string, args = {}) => {
    const made = await columnFact("csv", { path: "x", ...args }, holding(text));
    return "doubt" in made ? made.doubt : null;
  };
  expect(await fact("id\tname\n1\ta\n")).toEqual({ column: "id\tname", delimiter: "\t" });
  expect(await fact("id,name\n1,2\n", { delimiter: ";" })).toEqual({ column: "id,name", delimiter: "," });
  expect(await fact("id\n1\n")).toBeNull();
});

test("csv: integers that lose digits are counted by column, and numbers that are too large stay texts", async () => {
  const text = "n,m,x\n12345678901234567890,1,1e400\n12345678901234567891,2.5,2\n9007199254740992,3,3\n";
  expect(await noted(csv, text)).toEqual([
    "csv: an integer of 'n' beyond 2^53 lost its last digits; as: {n: \"Text\"} keeps them: 2",
    "csv: 'x' is Text, as it holds a number that is too large for one: 1",
  ]);
  expect(await noted(csv, text, { as: { n: "Text", x: "Text" } })).toEqual([]);
  expect((await rows(csv, text, { as: { n: "Text" } }))[0]).toMatchObject({ n: "12345678901234567890" });
  expect(await failure(read(csv, text, { as: { x: "Num" } }))).toBe(
    `E112: 'x' line 2: 'x' is "1e400", not Num`,
  );
});

test("jsonl: numbers that come out otherwise than they are written are counted by column, at any depth", async () => {
  const lines = [
    '{"a": 1e400, "b": {"c": [12345678901234567890, 12345678901234567168]}}',
    '{"a": -1e999, "b": 9007199254740993}',
    '{"a": 1e300, "b": "12345678901234567890", "c": 9007199254740992}',
  ];
  expect(await noted(jsonl, lines.join("\n"))).toEqual([
    "jsonl: a number of 'a' is too large and became Infinity: 2",
    "jsonl: an integer of 'b' beyond 2^53 lost its last digits; written as text it keeps them: 2",
  ]);
});
