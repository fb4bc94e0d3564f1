// Verbs over groups of rows and over two tables: small tables in, small tables out.
import { expect, test } from "vitest";
import { dedupe } from "../../../runtime/verbs/dedupe.ts";
import { fold } from "../../../runtime/verbs/fold.ts";
import { aggregate, group } from "../../../runtime/verbs/group.ts";
import { join, left_join } from "../../../runtime/verbs/join.ts";
import { pivot } from "../../../runtime/verbs/pivot.ts";
import { row_number } from "../../../runtime/verbs/row-number.ts";
import { call, failure, plain, reach, table } from "../call.ts";

const papers = table(
  { id: 1, topic: "kv" },
  { id: 2, topic: "rope" },
  { id: 3, topic: "kv" },
  { id: 4, topic: null },
);
const topics = table(
  { topic: "kv", name: "caches" },
  { topic: "kv", name: "eviction" },
  { topic: null, name: "none" },
);

test("row_number names rows by their place; a column that is there is not written over", async () => {
  const rows = table({ a: "x" }, { a: "y" });
  expect(plain(await row_number.run({ rows }, reach()))).toEqual([
    { a: "x", id: 0 },
    { a: "y", id: 1 },
  ]);
  expect(plain(await row_number.run({ rows, as: "n", from: 1 }, reach()))).toEqual([
    { a: "x", n: 1 },
    { a: "y", n: 2 },
  ]);
  expect(() => row_number.run({ rows, as: "a" }, reach())).toThrow(expect.objectContaining({ code: "E214" }));
});

test("row_number begins anew for each value of the columns named", async () => {
  const rows = table({ a: "x" }, { a: "y" }, { a: "x" });
  expect(plain(await row_number.run({ rows, by: ["a"] }, reach())).map(({ id }) => id)).toEqual([0, 0, 1]);
  expect(() => row_number.run({ rows, by: ["b"] }, reach())).toThrow(
    expect.objectContaining({ code: "E201" }),
  );
});

test("join pairs rows with equal keys; null equals nothing; what is lost or repeated is counted", async () => {
  const seen = reach();
  expect(plain(await join.run({ of: papers, with: topics, by: ["topic"] }, seen))).toEqual([
    { id: 1, topic: "kv", name: "caches" },
    { id: 1, topic: "kv", name: "eviction" },
    { id: 3, topic: "kv", name: "caches" },
    { id: 3, topic: "kv", name: "eviction" },
  ]);
  expect([...seen.notes]).toEqual([
    ["join: rows without a partner left out", 2],
    ["join: rows with several partners repeated", 2],
  ]);
});

test("join of texts puts something between them", async () => {
  expect(await call(join, { of: ["a", "b"], with: "\n" })).toBe("a\nb");
  expect(await call(join, { of: ["a", "b"] })).toBe("a b");
  expect(await failure(call(join, { of: ["a"], with: papers }))).toMatch(/^E203/);
});

test("left_join keeps every row of the first table, in its order", async () => {
  const one = table({ topic: "kv", name: "caches" });
  const made = plain(await call(left_join, { rows: papers, with: one, by: ["topic"] }));
  expect(made.map(({ id, name }) => [id, name])).toEqual([
    [1, "caches"],
    [2, null],
    [3, "caches"],
    [4, null],
  ]);
});

test("a join needs a key that both have, and makes no column twice", async () => {
  const same = table({ id: 1, topic: "x" });
  expect(await failure(call(join, { of: papers, with: same, by: ["id"] }))).toBe(
    "E214: 'join' makes a column 'topic', which both tables have",
  );
  expect(await failure(call(join, { of: papers, with: topics, by: ["id"] }))).toBe(
    "E201: there is no column 'id'",
  );
  expect(await failure(call(join, { of: papers, with: topics, by: [] }))).toMatch(/^E206/);
});

test("group makes lists; aggregate makes of the lists what it is told", async () => {
  expect(plain(await call(group, { rows: papers, by: ["topic"] }))).toEqual([
    { topic: "kv", id: [1, 3] },
    { topic: "rope", id: [2] },
    { topic: null, id: [4] },
  ]);
  const n = async (row: { readonly [name: string]: unknown }) => (row["id"] as readonly number[]).length;
  expect(plain(await call(aggregate, { rows: papers, by: ["topic"], n }))).toEqual([
    { topic: "kv", n: 2 },
    { topic: "rope", n: 1 },
    { topic: null, n: 1 },
  ]);
  expect(plain(await call(aggregate, { rows: papers, by: [], n }))).toEqual([{ n: 4 }]);
});

const wide = table({ id: "a", em: 1, f1: 0.5 }, { id: "b", em: 0, f1: 0.25 });
const long = table(
  { id: "a", metric: "em", score: 1 },
  { id: "a", metric: "f1", score: 0.5 },
  { id: "b", metric: "em", score: 0 },
  { id: "b", metric: "f1", score: 0.25 },
);

test("fold and pivot undo each other", async () => {
  const folded = await call(fold, { rows: wide, columns: ["em", "f1"], key: "metric", value: "score" });
  expect(plain(folded)).toEqual(plain(long));
  expect(plain(await call(pivot, { rows: long, key: "metric", value: "score" }))).toEqual(plain(wide));
});

test("pivot has one value for a place, null where there is none", async () => {
  const sparse = table({ id: "a", k: "x", v: 1 }, { id: "b", k: "y", v: 2 });
  expect(plain(await call(pivot, { rows: sparse, key: "k", value: "v" }))).toEqual([
    { id: "a", x: 1, y: null },
    { id: "b", x: null, y: 2 },
  ]);
  const twice = table({ id: "a", k: "x", v: 1 }, { id: "a", k: "x", v: 2 });
  expect(await failure(call(pivot, { rows: twice, key: "k", value: "v" }))).toBe(
    "E209: two rows have a value for 'x'",
  );
  const taken = table({ id: "a", k: "id", v: 1 });
  expect(await failure(call(pivot, { rows: taken, key: "k", value: "v" }))).toMatch(/^E214/);
});

test("dedupe keeps the first and counts the rest", async () => {
  const seen = reach();
  expect(plain(await dedupe.run({ rows: papers, by: ["topic"] }, seen)).map(({ id }) => id)).toEqual([
    1, 2, 4,
  ]);
  expect([...seen.notes]).toEqual([["dedupe: equal rows left out", 1]]);
  expect(plain(await call(dedupe, { rows: papers }))).toHaveLength(4);
});
