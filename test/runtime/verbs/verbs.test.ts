// Table verbs: small tables in, small tables out.
import { expect, test } from "vitest";
import type { Operator, RowFn } from "../../../runtime/operator.ts";
import { count } from "../../../runtime/verbs/count.ts";
import { derive } from "../../../runtime/verbs/derive.ts";
import { drop } from "../../../runtime/verbs/drop.ts";
import { rename } from "../../../runtime/verbs/rename.ts";
import { sample } from "../../../runtime/verbs/sample.ts";
import { select } from "../../../runtime/verbs/select.ts";
import { slice } from "../../../runtime/verbs/slice.ts";
import { sort } from "../../../runtime/verbs/sort.ts";
import { unroll } from "../../../runtime/verbs/unroll.ts";
import { where } from "../../../runtime/verbs/where.ts";
import { typeError } from "../../../runtime/problem.ts";
import type { Run, Value } from "../../../runtime/value.ts";
import { call, failure, plain, reach, table } from "../call.ts";

const rows = table({ id: "a", n: 3 }, { id: "b", n: 1 }, { id: "c", n: 2 });
const ids = async (operator: Operator, args: { [name: string]: Value | RowFn<Value> }) =>
  plain(await call(operator, { rows, ...args })).map((row) => row["id"]);
const n = (row: { readonly [name: string]: Value }) => row["n"] as number;

test("where keeps what is true", async () => {
  expect(await ids(where, { condition: async (row) => n(row) > 1 })).toEqual(["a", "c"]);
  expect(await failure(call(where, { rows, condition: async () => null }))).toBe(
    "E203: 'where' takes a condition that is true or false, but row 1 gives null",
  );
});

test("rows of a run are taken", async () => {
  const run: Run = {
    kind: "run",
    name: "r",
    table: rows,
    axes: [],
    id: "id",
    made: [],
    failed: 0,
    notes: [],
  };
  expect(plain(await call(where, { rows: run, condition: async (row) => n(row) === 1 }))).toEqual([
    { id: "b", n: 1 },
  ]);
});

test("derive adds and replaces; every expression sees the old row", async () => {
  const made = await call(derive, {
    rows,
    n: async (row) => n(row) * 10,
    m: async (row) => n(row),
    k: "same",
  });
  expect(plain(made)[0]).toEqual({ id: "a", n: 30, m: 3, k: "same" });
});

test("a row without a value costs itself alone, is counted and named; where none has one it is an error", async () => {
  const given = reach();
  const bad = (row: { readonly [name: string]: Value }) => {
    if (n(row) < 3) throw typeError("E215", "there is no item 1 among 1");
    return Promise.resolve(true);
  };
  expect(plain(await derive.run({ rows, x: async (row) => bad(row) }, given)).map((row) => row["x"])).toEqual(
    [true, null, null],
  );
  expect(plain(await where.run({ rows, condition: async (row) => bad(row) }, given))).toEqual([
    { id: "a", n: 3 },
  ]);
  expect([...given.notes.keys()]).toEqual([
    "2 of 3 rows without a value for 'x', null there; the first, row 2, 'b': E215 there is no item 1 among 1",
    "2 of 3 rows without an answer to the condition, left out; the first, row 2, 'b': E215 there is no item 1 among 1",
  ]);
  const none = table({ id: "b", n: 1 });
  expect(await failure(call(where, { rows: none, condition: async (row) => bad(row) }))).toBe(
    "E215: there is no item 1 among 1",
  );
  expect(await failure(Promise.resolve(sort.run({ rows, by: [async (row) => bad(row)] }, given)))).toBe(
    "E215: there is no item 1 among 1, in row 2, 'b'",
  );
});

test("an interrupt stops between rows", async () => {
  const stop = new AbortController();
  let calls = 0;
  const condition = async () => {
    stop.abort();
    return ++calls > 0;
  };
  expect(await failure(call(where, { rows, condition }, { signal: stop.signal }))).toMatch(/^E130/);
  expect(calls).toBe(1);
});

test("select, drop and rename", async () => {
  expect(plain(await call(select, { rows, columns: ["n", "id"] }))[0]).toEqual({ n: 3, id: "a" });
  expect(plain(await call(drop, { rows, columns: ["n"] }))[0]).toEqual({ id: "a" });
  expect(plain(await call(rename, { rows, count: "n" }))[0]).toEqual({ id: "a", count: 3 });
  expect(await failure(call(rename, { rows, id: "n" }))).toMatch(/^E212/);
  expect(await failure(call(select, { rows, columns: ["m"] }))).toBe("E201: there is no column 'm'");
  expect(await failure(call(drop, { rows, columns: ["toString"] }))).toMatch(/^E201/);
});

test("sample: seeded, without replacement, in order; a smaller one is part of a larger one", async () => {
  const many = table(...Array.from({ length: 100 }, (_, id) => ({ id })));
  const draw = async (size: number, seed: number) =>
    plain(await call(sample, { rows: many, n: size, seed })).map((row) => row["id"] as number);
  const twenty = await draw(20, 7);
  expect(twenty).toEqual(await draw(20, 7));
  expect(twenty).not.toEqual(await draw(20, 8));
  expect(twenty).toEqual([...new Set(twenty)].sort((a, b) => a - b));
  expect(twenty).toEqual(expect.arrayContaining(await draw(10, 7)));
  const seen = reach();
  expect(plain(await sample.run({ rows, n: 5, seed: 1 }, seen))).toHaveLength(3);
  expect([...seen.notes.keys()]).toEqual(["sample: 5 rows wanted, 3 there"]);
});

test("sample: every row is drawn about equally often", async () => {
  const drawn = new Map<Value, number>();
  for (let seed = 0; seed < 3000; seed++)
    for (const id of await ids(sample, { n: 1, seed }))
      drawn.set(id ?? null, (drawn.get(id ?? null) ?? 0) + 1);
  for (const times of drawn.values())
    expect(Math.abs(times - 1000)).toBeLessThan(4 * Math.sqrt(3000 * (1 / 3) * (2 / 3)));
});

test("slice and sort", async () => {
  expect(await ids(slice, { from: 1 })).toEqual(["b", "c"]);
  expect(await ids(slice, { from: 0, to: -1 })).toEqual(["a", "b"]);
  expect(await ids(sort, { by: ["n"] })).toEqual(["b", "c", "a"]);
  expect(await ids(sort, { by: ["n"], descending: true })).toEqual(["a", "c", "b"]);
});

test("count: rows by columns, or the items of a list", async () => {
  const more = table({ k: "x" }, { k: "y" }, { k: "x" });
  expect(plain(await call(count, { of: more, by: ["k"] }))).toEqual([
    { k: "x", n: 2 },
    { k: "y", n: 1 },
  ]);
  expect(plain(await call(count, { of: more }))).toEqual([{ n: 3 }]);
  expect(await call(count, { of: ["a", "b"] })).toBe(2);
  expect(await failure(Promise.resolve(count.run({ of: more, by: [async () => true] }, reach())))).toBe(
    "E203: 'count' takes columns of a table, not a condition: where(...) |> count",
  );
});

test("unroll: one row per item; rows without items are counted", async () => {
  const seen = reach();
  const lists = table({ id: 1, xs: ["a", "b"] }, { id: 2, xs: [] }, { id: 3, xs: null });
  expect(plain(await unroll.run({ rows: lists, column: "xs" }, seen))).toEqual([
    { id: 1, xs: "a" },
    { id: 1, xs: "b" },
  ]);
  expect([...seen.notes]).toEqual([["unroll: rows without items in 'xs' left out", 2]]);
});
