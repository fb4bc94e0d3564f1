// Operators that go over many rows, lines or passages by themselves: each counts them, and stops between two once interrupted.
import { expect, test } from "vitest";
import { bm25 } from "../../runtime/context/bm25.ts";
import { index, retrieve } from "../../runtime/context/retrieve.ts";
import { csv } from "../../runtime/data/csv.ts";
import { jsonl } from "../../runtime/data/jsonl.ts";
import type { Operator, Reach } from "../../runtime/operator.ts";
import { counting } from "../../runtime/progress.ts";
import type { Value } from "../../runtime/value.ts";
import { world } from "../../runtime/world.ts";
import { call, failure, reach } from "./call.ts";

const file = (text: string): Partial<Reach> => ({
  files: {
    ...reach().files,
    read: (path) => Promise.resolve({ path, bytes: Buffer.from(text), digest: "" }),
  },
});
const passages = ["one mill", "two mills", "three harbours"].map((text, at) => ({
  ...{ kind: "passage" as const, id: String(at), text, source: at },
}));
const ranker = (): Promise<Value> => call(bm25, {});

type Args = Parameters<typeof call>[1];
const cases: readonly (readonly [
  name: string,
  items: number,
  operator: Operator,
  args: () => Promise<Args>,
  over: Partial<Reach>,
])[] = [
  ["world", 6, world, async () => ({ n: 3, facts: 4, draws: [1, 2], split: "train", seed: 1 }), {}],
  ["jsonl", 3, jsonl, async () => ({ path: "a.jsonl" }), file('{"a": 1}\n{"a": 2}\n{"a": 3}')],
  ["csv", 3, csv, async () => ({ path: "a.csv" }), file("a\n1\n2\n3\n")],
  [
    "retrieve, whose index is made then,",
    3,
    retrieve,
    async () => ({ index: await call(index, { passages, by: await ranker() }), query: "mill", k: 1 }),
    {},
  ],
];

/** A reach that counts what is counted, and is interrupted after so many. */
function counted(over: Partial<Reach>, stopAfter = Infinity) {
  const stop = new AbortController();
  const seen = { done: 0, total: 0, ended: 0 };
  const signal = stop.signal;
  const count: Reach["count"] = (column, total) => {
    seen.total = total;
    const inner = counting(signal)(column, total);
    return {
      add: async () => {
        if (seen.done === stopAfter) stop.abort();
        await inner.add();
        seen.done++;
      },
      end: () => void seen.ended++,
    };
  };
  return { seen, over: { ...over, signal, count } };
}

test.each(cases)("%s counts what it goes over", async (_, items, operator, args, over) => {
  const { seen, over: given } = counted(over);
  await call(operator, await args(), given);
  expect(seen).toEqual({ done: items, total: items, ended: 1 });
});

test.each(cases)("%s stops when it is interrupted", async (_, _items, operator, args, over) => {
  const { seen, over: given } = counted(over, 2);
  const asked = await args();
  expect(await failure(call(operator, asked, given))).toBe("E130: interrupted");
  expect(seen).toMatchObject({ done: 2, ended: 1 });
});

test("an index whose making was interrupted is made the next time", async () => {
  const made = await call(index, { passages, by: await ranker() });
  const asked = { index: made, query: "mill", k: 1 };
  await failure(call(retrieve, asked, counted({}, 1).over));
  expect(await call(retrieve, asked)).toMatchObject([{ id: "0" }]);
});
