// Named sets by a name with parts in braces: which they are, what makes them one table, and published figures as rows.
import { expect, test } from "vitest";
import { columnFact } from "../../../runtime/data/columns.ts";
import { dataset } from "../../../runtime/data/dataset.ts";
import { readFigures } from "../../../runtime/data/figures.ts";
import { readRecords } from "../../../runtime/data/records.ts";
import { alike, matching } from "../../../runtime/data/sets.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import type { Table } from "../../../runtime/value.ts";
import { shared } from "../../shared.ts";
import { failure, plain, reach } from "../call.ts";

test("a part in braces is anything without a slash; a name without parts is itself", async () => {
  const all = await matching("longbench/{model}/{dataset}");
  expect(all).toHaveLength(32);
  expect(all[0]).toEqual({
    name: "longbench/llama2-7b-chat-4k/narrativeqa",
    parts: { model: "llama2-7b-chat-4k", dataset: "narrativeqa" },
  });
  expect(await matching("longbench/llama3-{rest}/2wikimqa")).toEqual([
    { name: "longbench/llama3-8b-instruct/2wikimqa", parts: { rest: "8b-instruct" } },
  ]);
  expect(await matching("hotpotqa-dev-100")).toEqual([{ name: "hotpotqa-dev-100", parts: {} }]);
});

test("a name that fits no set, or has a part twice, is told", async () => {
  expect(await failure(matching("longbank/{model}/{dataset}"))).toMatch(
    /^E110: no dataset is called like 'longbank\/\{model\}\/\{dataset\}'/,
  );
  expect(await failure(matching("longbench/{a}/{a}"))).toMatch(/^E110: .* has two parts called 'a'/);
  // a dot is a dot
  expect(await failure(matching("hotpotqa.dev.{n}"))).toMatch(/^E110/);
});

test("sets lie one under the other where their columns are the same, and no part is one of them", () => {
  const set = (name: string, ...columns: string[]) => [{ name, parts: { model: name } }, columns] as const;
  expect(() => alike("x/{model}", [set("a", "pred"), set("b", "pred")])).not.toThrow();
  expect(() => alike("x/{model}", [set("a", "pred"), set("b", "pred", "length")])).toThrow(
    "the columns of 'a' and 'b' differ: 'length' is in one of them alone",
  );
  expect(() => alike("x/{model}", [set("a", "model")])).toThrow("'a' has a column 'model' already");
});

const data = shared("data");
test.skipIf(!data)("published predictions of two models as one table, its words known before", async () => {
  const files = nodeFiles({ folder: ".", env: { STRUX_DATA: data } });
  const name = "longbench/{model}/trec";
  const table = (await dataset.run({ name }, { ...reach(), files })) as Table;
  expect(table.size).toBe(400);
  expect(plain(table).at(-1)).toMatchObject({
    model: "llama3-8b-instruct",
    all_classes: expect.any(Array) as [],
  });
  expect(await columnFact("dataset", { name }, files)).toMatchObject({
    columns: {
      model: { kind: "union", of: [{ value: "llama2-7b-chat-4k" }, { value: "llama3-8b-instruct" }] },
    },
  });
});

test("sets that are not at hand are told as the many they are, with the command for all", async () => {
  const files = nodeFiles({ folder: ".", env: { XDG_CACHE_HOME: "/nowhere" } });
  expect(
    await failure(Promise.resolve(dataset.run({ name: "longbench/{model}/{task}" }, { ...reach(), files }))),
  ).toMatch(
    /^W110: of the 32 sets 'longbench\/\{model\}\/\{task\}', dataset 'longbench\/llama2-7b-chat-4k\/narrativeqa' is not at hand/,
  );
});

test("figures are the numbers of one object; anything else is named", () => {
  const file = (text: string) => ({ path: "result.json", bytes: new TextEncoder().encode(text), digest: "" });
  expect(plain(readFigures(file('{"trec": 64.5, "lcc": 58.65}')))).toEqual([
    { name: "trec", value: 64.5 },
    { name: "lcc", value: 58.65 },
  ]);
  expect(() => readFigures(file('{"trec": "64.5"}'))).toThrow(`'trec' is "64.5", which is no number`);
  expect(() => readFigures(file("[1]"))).toThrow("no object of numbers");
  expect(() => readFigures(file("{}"))).toThrow("no figures");
});

test("published records: a row for each object of a list; anything else is told", async () => {
  const file = (value: unknown) => ({
    path: "r.json",
    bytes: Buffer.from(JSON.stringify(value)),
    digest: "",
  });
  expect(plain(readRecords(file([{ a: 1 }, { a: 2, b: [3] }])))).toEqual([
    { a: 1, b: null },
    { a: 2, b: [3] },
  ]);
  const fails = (value: unknown) => () => readRecords(file(value));
  expect(fails({ a: 1 })).toThrow("'r.json' is no list of objects");
  expect(fails([{ a: 1 }, 2])).toThrow("'r.json': item 2 is no object");
  expect(fails([])).toThrow("'r.json' has no rows");
});
