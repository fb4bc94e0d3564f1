// Rows in the memory of a batch: picked, forked, put end to end, moved together. Each number says where it came from.
import { expect, test } from "vitest";
import {
  type Cache,
  cacheBytes,
  type Fit,
  gather,
  lengthOf,
  type Piece,
  whole,
} from "../../../runtime/model/cache.ts";
import { kept, slots } from "../../../runtime/model/slots.ts";
import type { Layout, State } from "../../../runtime/model/layout.ts";

const key: State = { input: "key", output: "key'", type: "float32", shape: ["B", 2, "P", 1] };
const joint: State = { input: "joint", output: "joint'", type: "float32", shape: [2, "B", 1, "P", 1] };
const last: State = { input: "last", output: "last'", type: "int64", shape: ["B", 2] };
const layout = (...states: State[]): Layout => ({
  ...{ ids: "int64", logits: "float32", vocab: 10, layers: 1, dtype: "float32", text: "" },
  states,
});
const form = (rows: Fit["rows"], ...states: State[]) => ({
  layout: layout(...states),
  fit: { continues: true, chunk: 256, rows, shared: false, branches: false },
  inPlace: false,
});
const data = (cache: Cache, name: string): unknown[] => [...cache.values[name]!.data];

/** Two rows of three tokens and a half: heads 0 and 1, numbered by row, head, column. */
const two: Cache = {
  ...{ had: [3, 3], base: 3, columns: 3, room: 3, spare: {} },
  values: {
    key: {
      type: "float32",
      dims: [2, 2, 3, 1],
      data: Float32Array.of(1, 2, 3, 11, 12, 13, 101, 102, 103, 111, 112, 113),
    },
    joint: {
      type: "float32",
      dims: [2, 2, 1, 3, 1],
      data: Float32Array.of(1, 2, 3, 101, 102, 103, 51, 52, 53, 151, 152, 153),
    },
    last: { type: "int64", dims: [2, 2], data: BigInt64Array.of(2n, 3n, 102n, 103n) },
  },
};

test("rows in another order, one of them twice: heads, joint halves and ids go together", () => {
  const found = gather(
    form("equal", key, joint, last),
    [[whole(two, 1)], [whole(two, 0)], [whole(two, 1)]],
    3,
  );
  expect(data(found, "key")).toEqual([
    101, 102, 103, 111, 112, 113, 1, 2, 3, 11, 12, 13, 101, 102, 103, 111, 112, 113,
  ]);
  expect(data(found, "joint")).toEqual([
    101, 102, 103, 1, 2, 3, 101, 102, 103, 151, 152, 153, 51, 52, 53, 151, 152, 153,
  ]);
  expect(data(found, "last")).toEqual([102n, 103n, 2n, 3n, 102n, 103n]);
  expect(found).toMatchObject({ had: [3, 3, 3], base: 3, columns: 3 });
});

test("pieces end to end; the ids are those of the last piece; a row without a piece is empty", () => {
  const pieces: Piece[] = [
    { cache: two, row: 0, from: 0, to: 2 },
    { cache: two, row: 1, from: 2, to: 3 },
  ];
  const found = gather(form("masked", key, last), [pieces, []], 3);
  expect(data(found, "key")).toEqual([1, 2, 103, 11, 12, 113, 0, 0, 0, 0, 0, 0]);
  expect(data(found, "last")).toEqual([102n, 103n, 0n, 0n]);
  expect(found.had).toEqual([3, 0]);
});

/** Columns 0 and 1 of row 0 are its prompt, column 0 that of row 1; column 2 came with a step. */
const gaps: Cache = { ...two, had: [2, 1], base: 2 };

test("masked rows are closed up: what lies between a short prompt and the steps is nobody's", () => {
  expect([0, 1].map((row) => lengthOf(gaps, row))).toEqual([3, 2]);
  const found = gather(form("masked", key), [[whole(gaps, 1)], [whole(gaps, 0)]], 3);
  expect(data(found, "key")).toEqual([101, 103, 0, 111, 113, 0, 1, 2, 3, 11, 12, 13]);
  expect(found).toMatchObject({ had: [2, 3], base: 3, columns: 3 });
  const middle = gather(form("masked", key), [[{ cache: gaps, row: 1, from: 1, to: 2 }]], 1);
  expect(data(middle, "key")).toEqual([103, 113]);
});

test("packed rows have no gap: each goes on right behind its own last token", () => {
  const found = gather(form("packed", key), [[whole(gaps, 1)]], 2);
  expect(data(found, "key")).toEqual([101, 102, 111, 112]);
});

test("shared memory has its whole room as columns", () => {
  const shared = {
    ...form("packed", key),
    fit: { continues: true, chunk: 256, rows: "packed", shared: true, branches: false } as const,
  };
  const found = gather(shared, [[whole(gaps, 1)]], 4);
  expect(found.values["key"]!.dims).toEqual([1, 2, 4, 1]);
  expect(data(found, "key")).toEqual([101, 102, 0, 0, 111, 112, 0, 0]);
});

/** Three rows in shared memory of two columns, one head; the second has one token. */
const slotted: Cache = {
  ...{ had: [2, 1, 2], base: 2, columns: 2, room: 2, spare: {} },
  values: { one: { type: "float32", dims: [3, 1, 2, 1], data: Float32Array.of(1, 2, 11, 0, 21, 22) } },
};
const one: State = { input: "one", output: "one'", type: "float32", shape: ["B", 1, "P", 1] };
const packed = {
  ...form("packed", one),
  fit: { continues: true, chunk: 256, rows: "packed", shared: true, branches: false } as const,
};

test("a row of shared memory is a memory of its own", () => {
  const row = slots(slotted, 1, 1);
  expect(data(row, "one")).toEqual([11, 0]);
  expect(row.values["one"]!.data.buffer).toBe(slotted.values["one"]!.data.buffer);
  expect(row).toMatchObject({ had: [1], base: 1, columns: 1 });
});

test("where rows leave slots free, the last ones move there and the others stay", () => {
  const { cache, rows } = kept(packed, slotted, [1, 2]);
  expect(rows).toEqual([2, 1]);
  expect(data(cache, "one")).toEqual([21, 22, 11, 0]);
  expect([0, 1].map((row) => lengthOf(cache, row))).toEqual([2, 1]);
  expect(kept(packed, cache, [0, 1]).cache).toBe(cache);
});

test("without slots, the rows that go on move together", () => {
  const { cache, rows } = kept(form("equal", key, joint), two, [1]);
  expect(rows).toEqual([1]);
  expect(data(cache, "key")).toEqual([101, 102, 103, 111, 112, 113]);
  expect(data(cache, "joint")).toEqual([101, 102, 103, 151, 152, 153]);
});

test("bytes of a row", () => {
  expect(cacheBytes(layout(key, last), 5)).toBe(2 * 5 * 4 + 2 * 8);
});
