// Files that a reader should not survive: each ends in an error that says the bound, and what to do.
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readNotebook, sourceOf } from "../../../kernel/notebook.ts";
import { withSources } from "../../../kernel/notebook-source.ts";
import { magicOf } from "../../../dsl/syntax/script.ts";
import { readAnswer } from "../../../runtime/answer.ts";
import { LONGEST_LINE, MOST_COLUMNS } from "../../../runtime/data/bounds.ts";
import { DEEPEST } from "../../../runtime/data/depth.ts";
import { columnFact } from "../../../runtime/data/columns.ts";
import { csv } from "../../../runtime/data/csv.ts";
import { jsonl } from "../../../runtime/data/jsonl.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import type { Operator } from "../../../runtime/operator.ts";
import type { Value } from "../../../runtime/value.ts";
import { notebook } from "../../cli/help.ts";
import { call, failure, plain, reach } from "../../runtime/call.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "strux-hostile-")));
const put = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text);
  return name;
};
const files = nodeFiles({ folder, limit: 80_000_000 });
const read = (operator: Operator, path: string, args: { [name: string]: Value } = {}) =>
  call(operator, { path, ...args }, { ...reach(), files });
/** What a look at the columns says, and what a read does: the same. */
async function refused(operator: Operator, path: string): Promise<string> {
  const fact = await columnFact(operator.signature.name, { path }, files);
  const looked = "error" in fact ? `${fact.error.code}: ${fact.error.message}` : "nothing";
  const said = await failure(read(operator, path));
  expect(looked.replace(/^E\d+: /, "")).toBe(said.replace(/^E\d+: /, ""));
  return said;
}
const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const JSON_DEEP = "values nest deeper than 500 levels";

test("JSON that nests 200,000 levels is refused with the line; at the bound it is read", async () => {
  put("deep.jsonl", `{"a": 1}\n{"a": ${nested(200_000)}}\n`);
  expect(await refused(jsonl, "deep.jsonl")).toBe(`E112: 'deep.jsonl' line 2: ${JSON_DEEP}`);
  put("objects.jsonl", `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}\n`);
  expect(await refused(jsonl, "objects.jsonl")).toContain(JSON_DEEP);
  put("near.jsonl", `{"a": ${nested(DEEPEST - 1)}}\n`);
  expect(await failure(read(jsonl, "near.jsonl"))).toBe("nothing went wrong");
  put("over.jsonl", `{"a": ${nested(DEEPEST)}}\n`);
  expect(await refused(jsonl, "over.jsonl")).toContain(JSON_DEEP);
});

test("an answer of a model that nests too deep is none, as one that is no JSON", () => {
  expect(readAnswer(nested(200_000), { kind: "json" })).toBeUndefined();
  expect(readAnswer("[[1]]", { kind: "json" })).toEqual([[1]]);
});

test.each([
  ["a text", `{"a": "${"x".repeat(50_000_000)}"}\n`],
  ["escapes", `{"a": "${"\\n".repeat(25_000_000)}"}\n`],
  ["nothing at its end", `{"a": "${"x".repeat(70_000_000)}`],
])("a line of 50 MB, %s, is refused by its length, also by whoever only looks", async (_, text) => {
  put("long.jsonl", text);
  expect(await refused(jsonl, "long.jsonl")).toBe(
    "E112: 'long.jsonl': line 1 has more than 16,000,000 characters",
  );
});

test("a record of delimited text as long is refused, too", async () => {
  put("long.csv", `a,b\n1,"${"x".repeat(LONGEST_LINE)}"\n`);
  expect(await refused(csv, "long.csv")).toBe("E112: 'long.csv': line 2 has more than 16,000,000 characters");
});

test("a first line of a book's length is read: it is no file without rows", async () => {
  put("book.jsonl", `{"a": "${"x".repeat(6_000_000)}"}\n{"a": "y"}\n`);
  expect(await columnFact("jsonl", { path: "book.jsonl" }, files)).toMatchObject({
    columns: { a: { kind: "text" } },
  });
});

test("millions of escapes beside a number that loses digits, and a text of 15 MB that is never closed", async () => {
  put("escapes.jsonl", `{"a": "${"\\n".repeat(7_000_000)}", "b": 12345678901234567890}\n`);
  expect(plain(await read(jsonl, "escapes.jsonl"))[0]).toMatchObject({ b: 12345678901234567000 });
  put("open.jsonl", `{"a": "${"x".repeat(15_000_000)}\n`);
  expect(await failure(read(jsonl, "open.jsonl"))).toBe(
    "E112: 'open.jsonl' line 1, column 7: a text that is not closed or holds a raw control character",
  );
});

test("12,000 columns are refused at once, in a header, in a row and spread over rows", async () => {
  const names = Array.from({ length: 12_000 }, (_, n) => `c${n}`);
  put("wide.csv", `${names.join()}\n${names.map(() => 1).join()}\n`);
  put("wide.jsonl", names.map((name) => `{"${name}": 1}`).join("\n"));
  const most = "there are more than 10,000 columns";
  expect(await refused(csv, "wide.csv")).toBe(`E112: 'wide.csv': ${most}`);
  put("row.jsonl", JSON.stringify(Object.fromEntries(names.map((name) => [name, 1]))));
  expect(await refused(jsonl, "row.jsonl")).toBe(`E112: 'row.jsonl': ${most}`);
  // each row brings one more: 7,072 rows of 7,072 columns are what a table does not hold
  expect(await refused(jsonl, "wide.jsonl")).toMatch(/7,072 rows of 7,072 columns are more than 50,000,000/);
  expect(MOST_COLUMNS).toBe(10_000);
});

test("a gzip bomb is refused by what it would unpack to", async () => {
  put("bomb.jsonl.gz", gzipSync(Buffer.alloc(20_000_000, "\n")));
  const small = nodeFiles({ folder, limit: 10_000_000 });
  expect(await failure(small.read("bomb.jsonl.gz"))).toBe("E112: 'bomb.jsonl.gz' is larger than 10 MB");
  expect(await failure(small.read("bomb.jsonl.gz", 4000))).toBe("E112: 'bomb.jsonl.gz' is larger than 10 MB");
});

test("more lines than a table has rows are refused, blank ones too", async () => {
  put("lines.jsonl", `{"a": 1}\n${"\n".repeat(5_000_001)}`);
  expect(await failure(read(jsonl, "lines.jsonl"))).toBe(
    "E112: 'lines.jsonl': there are more than 5,000,000 rows",
  );
});

test.skipIf(process.platform === "win32")(
  "a pipe and a device are no files: nobody waits for them",
  async () => {
    execFileSync("mkfifo", [join(folder, "pipe.jsonl")]);
    expect(await refused(jsonl, "pipe.jsonl")).toBe("E110: 'pipe.jsonl' is not a file");
    symlinkSync("/dev/zero", join(folder, "zero.jsonl"));
    expect(await refused(jsonl, "zero.jsonl")).toMatch(
      /^E111: 'zero.jsonl' lies outside the readable places/,
    );
  },
);

test("keys of prototypes: refused as columns by look and by read, plain data deeper down, nothing polluted", async () => {
  put("proto.csv", "__proto__,a\n1,2\n");
  put("constructor.csv", "constructor,a\n1,2\n");
  put("constructor.jsonl", '{"constructor": 1}\n');
  put("proto.jsonl", '{"a": {"__proto__": {"polluted": 1}}}\n');
  put("escaped.jsonl", '{"a": {"\\u005f_proto__": {"polluted": 1}}}\n');
  for (const [operator, path, name] of [
    [csv, "proto.csv", "__proto__"],
    [csv, "constructor.csv", "constructor"],
    [jsonl, "constructor.jsonl", "constructor"],
  ] as const)
    expect(await refused(operator, path)).toBe(`E210: '${name}' cannot be a column or key`);
  for (const path of ["proto.jsonl", "escaped.jsonl"])
    expect(await refused(jsonl, path)).toBe(`E210: '${path}' line 1: '__proto__' cannot be a column or key`);
  put("deeper.jsonl", '{"a": {"constructor": {"prototype": {"polluted": 1}}, "toString": 2}}\n');
  expect(plain(await read(jsonl, "deeper.jsonl"))).toEqual([
    { a: { constructor: { prototype: { polluted: 1 } }, toString: 2 } },
  ]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test.each([
  [
    "metadata that nest",
    (book: string) => book.replace('"metadata":{}', `"metadata":{"x":${nested(200_000)}}`),
  ],
  [
    "a source that nests",
    (book: string) => book.replace('"source":"show 1"', `"source":[${nested(200_000)}]`),
  ],
])("a notebook with %s is refused", async (_, make) => {
  const path = join(folder, put("deep.ipynb", make(notebook("show 1"))));
  expect(await failure(readNotebook(path))).toContain(JSON_DEEP);
});

test.each([
  ["no metadata", '"metadata":{}', '"metadata":null'],
  ["metadata that are a list", '"metadata":{}', '"metadata":[]'],
  ["a source of records", '"source":"show 1"', '"source":[{"a":1}]'],
])("a notebook with %s is none", async (_, from, to) => {
  const path = join(folder, put("odd.ipynb", notebook("show 1").replace(from, to)));
  expect(await failure(readNotebook(path))).toMatch(/^E112: '.*' is not a notebook of format 4$/);
});

test("keys of prototypes in a notebook stay data of the file", async () => {
  const text = notebook("show 1").replace(
    '"metadata":{}',
    '"metadata":{"__proto__":{"tags":["parameters"],"polluted":1}}',
  );
  const book = await readNotebook(join(folder, put("proto.ipynb", text)));
  expect(sourceOf(book).cells[0]?.tags).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test("a notebook with a picture of 20 MB is laid out anew, its bytes kept", () => {
  const picture = `"outputs":[{"data":{"image/png":"${"A".repeat(20_000_000)}"}}]`;
  const text = notebook("show  1").replace('"outputs":[]', picture);
  expect(withSources(text, new Map([[0, "show 1"]])) === text.replace("show  1", "show 1")).toBe(true);
});

test("a cell of ten million blank lines is looked at line by line", () => {
  expect(magicOf(`${"\n".repeat(10_000_000)}%%ts`)).toEqual({ start: 10_000_000, word: "%%ts" });
});
