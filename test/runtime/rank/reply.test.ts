// Replies read as orders: what is written right, what is repaired, and that it is a permutation whatever was said.
import fc from "fast-check";
import { expect, test } from "vitest";
import { reorder } from "../../../runtime/rank/reorder.ts";
import { readOrder } from "../../../runtime/rank/reply.ts";
import { spans } from "../../../runtime/rank/spans.ts";
import type { Passage } from "../../../runtime/value.ts";
import { reach } from "../call.ts";
import { graded, idsOf } from "./oracle.ts";

const order = (reply: string, size = 3): string => readOrder(reply, size).order.join("");

test.each([
  ["[2] > [3] > [1]", "120", "ok"],
  [" [2] > [3] > [1]\n", "120", "ok"],
  ["<think>[1] > [2]</think>[3] > [2] > [1]", "210", "ok"],
  ["[2] > [2] > [1] > [3]", "102", "repetition"],
  ["[3] > [1]", "201", "missing"],
  ["[3]", "201", "missing"],
  // what names nothing is dropped
  ["[9] > [3] > [0] > [1] > [2]", "201", "wrong_format"],
  ["The order is [3] > [2] > [1].", "210", "wrong_format"],
  // numbers in brackets count, others do not stand beside them
  ["top 2 passages: [3] > [1]", "201", "wrong_format"],
  ["3, 1, 2", "201", "wrong_format"],
  ["③ > ① > ²", "201", "wrong_format"],
  ["[３] > [１] > [２]", "201", "ok"],
  ["I cannot say.", "012", "unread"],
  ["", "012", "unread"],
])("%j is read as %s: %s", (reply, expected, state) => {
  expect(order(reply)).toBe(expected);
  expect(readOrder(reply, 3).state).toBe(state);
});

test("what is repeated, made up and missing is counted", () => {
  expect(readOrder("[2] > [2] > [7] > [2]", 4)).toEqual({
    order: [1, 0, 2, 3],
    state: "wrong_format",
    repeated: 2,
    beyond: 1,
    missing: 3,
    bare: false,
  });
  expect(readOrder("2 1", 2)).toMatchObject({ order: [1, 0], bare: true });
});

test("a permutation, whatever is said; and reading an order that was written again changes nothing", () => {
  const noise = fc.array(
    fc.oneof(
      fc.string(),
      fc.nat(40).map((n) => `[${n}]`),
      fc.nat(40).map(String),
    ),
  );
  fc.assert(
    fc.property(noise, fc.nat(20), (parts, size) => {
      const read = readOrder(parts.join(" "), size).order;
      expect(read.toSorted((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, at) => at));
      const again = read.map((at) => `[${at + 1}]`).join(" > ");
      expect(readOrder(again, size).order).toEqual(read);
      expect(readOrder(again, size).state).toBe(size > 0 ? "ok" : "unread");
    }),
  );
});

test("windows from the bottom up, as rank_llm has them", () => {
  const count = (size: number, window = 20, step = 10) => spans(size, window, step).length;
  expect(count(100)).toBe(9);
  expect(count(100, 100)).toBe(1);
  expect(count(95)).toBe(9);
  expect(spans(95, 20, 10).at(-1)).toEqual({ start: 0, end: 15 });
  expect(spans(25, 20, 10)).toEqual([
    { start: 5, end: 25 },
    { start: 0, end: 15 },
  ]);
  // shorter than a window, and as long as it is without its step
  expect(spans(15, 20, 10)).toEqual([{ start: 0, end: 15 }]);
  expect(spans(10, 20, 10)).toEqual([{ start: 0, end: 10 }]);
  expect([count(1), count(0)]).toEqual([0, 0]);
  for (let size = 2; size < 60; size++)
    for (const [window, step] of [
      [20, 10],
      [20, 15],
      [5, 1],
      [4, 4],
    ] as const) {
      const all = spans(size, window, step);
      expect(all[0]?.end).toBe(size);
      // the top is always looked at, unless one passage alone is left there
      expect(all.at(-1)?.start).toBeLessThanOrEqual(1);
    }
});

test("reorder: a reply from elsewhere; scores stay at their ranks, and how it was written is counted", async () => {
  const given = graded(1, 2, 3).map((one, at): Passage => ({ ...one, score: 9 - at }));
  const seen = reach();
  const made = (await reorder.run({ passages: given, reply: "3 > 1" }, seen)) as readonly Passage[];
  expect(made.map(({ id, score }) => [id, score])).toEqual([
    ["2", 9],
    ["0", 8],
    ["1", 7],
  ]);
  expect([...seen.notes]).toEqual([
    ["reorder: replies of the kind wrong_format", 1],
    ["reorder: replies whose numbers stand in no brackets", 1],
  ]);
  const bare = (await reorder.run(
    { passages: graded(1, 2), reply: "[2] > [1]" },
    seen,
  )) as readonly Passage[];
  expect(idsOf(bare)).toBe("1 0");
  expect(bare.map(({ score }) => score)).toEqual([1, 0.5]);
});
