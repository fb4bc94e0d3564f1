// Rows of a cache that go on several times, once or not at all: what is moved, and what stays where it lies.
import { expect, test } from "vitest";
import type { Graph } from "../../../runtime/model/backend/graph.ts";
import { type Cache, type Form, whole } from "../../../runtime/model/cache.ts";
import { forked } from "../../../runtime/model/fork.ts";
import { noRoom, roomOf } from "../../../runtime/model/room.ts";

/** Rows with a slot each, of one head and four columns, of which two, three and two are in use. */
const form: Form = {
  layout: {
    ...{ ids: "int64", logits: "float32", vocab: 10, layers: 1, dtype: "float32", text: "" },
    states: [{ input: "key", output: "key'", type: "float32", shape: ["B", 1, "P", 1] }],
  },
  fit: { continues: true, chunk: 256, rows: "packed", shared: true, branches: false },
  inPlace: true,
};
const three = (): Cache => ({
  ...{ had: [2, 3, 2], base: 3, columns: 3, room: 4, spare: {} },
  values: {
    key: {
      type: "float32",
      dims: [3, 1, 4, 1],
      data: Float32Array.of(11, 12, 0, 0, 21, 22, 23, 0, 31, 32, 0, 0),
    },
  },
});
/** The rows of the cache that are made of these rows, each as far as it is filled; and in whose memory they lie. */
function rows(from: readonly number[], of: Form = form, room = 4) {
  const home = three();
  const { cache, at } = forked(
    of,
    from.map((row) => whole(home, row)),
    room,
  );
  const { data, dims } = cache.values["key"]!;
  const columns = dims[2]!;
  const told = at.map((row) =>
    [...data.subarray(row * columns, row * columns + cache.had[row]!)].map(Number),
  );
  return { told, at, here: data.buffer === home.values["key"]!.data.buffer };
}

test("each row once: nothing is moved, in whatever order they are named", () => {
  expect(rows([2, 0, 1])).toEqual({
    told: [
      [31, 32],
      [11, 12],
      [21, 22, 23],
    ],
    at: [2, 0, 1],
    here: true,
  });
});

test("a row that goes on twice keeps its slot and takes that of one that does not", () => {
  expect(rows([1, 1, 0])).toEqual({
    told: [
      [21, 22, 23],
      [21, 22, 23],
      [11, 12],
    ],
    at: [1, 2, 0],
    here: true,
  });
});

test("fewer rows lie in the first slots", () => {
  expect(rows([2, 2])).toEqual({
    told: [
      [31, 32],
      [31, 32],
    ],
    at: [0, 1],
    here: true,
  });
  expect(rows([2])).toEqual({ told: [[31, 32]], at: [0], here: true });
});

test("more rows than slots, or more columns than there is room for, are a new cache", () => {
  expect(rows([0, 0, 0, 1])).toMatchObject({
    told: [
      [11, 12],
      [11, 12],
      [11, 12],
      [21, 22, 23],
    ],
    here: false,
  });
  expect(rows([0, 1, 2], form, 5)).toMatchObject({
    told: [
      [11, 12],
      [21, 22, 23],
      [31, 32],
    ],
    here: false,
  });
});

test("rows without slots of their own move together", () => {
  const masked: Form = { ...form, fit: { ...form.fit, rows: "equal", shared: false } };
  expect(rows([1, 1, 0], masked)).toMatchObject({
    told: [
      [21, 22, 23],
      [21, 22, 23],
      [11, 12],
    ],
    here: false,
  });
});

test("a prompt in four beams has room for a fourth of the tokens, and its refusal says so", () => {
  const setup = { ...form, graph: { away: false } as Graph };
  const room = (beams: number) => roomOf(setup, { rows: 1, tokens: 1e12, budget: 1e9, beams }, Infinity);
  expect(room(4).tokens / room(1).tokens).toBeCloseTo(0.25, 1);
  const { code, cause, fix } = noRoom("prompt 1", setup, 1e12, room(4));
  expect(code).toBe("E520");
  expect(cause).toMatch(
    /^prompt 1 needs 16\.0 TB for the keys and values of 1000000000000 tokens in 4 beams/,
  );
  expect(fix).toMatch(/would fit: take fewer beams, shorten it, or lower max_tokens/);
});
