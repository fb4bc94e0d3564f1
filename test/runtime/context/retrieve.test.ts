// Retrieval: BM25 by hand, ties, and what is never returned.
import { expect, test } from "vitest";
import { bm25 } from "../../../runtime/context/bm25.ts";
import { order } from "../../../runtime/context/order.ts";
import { passages } from "../../../runtime/context/passages.ts";
import { index, retrieve } from "../../../runtime/context/retrieve.ts";
import { terms } from "../../../runtime/context/terms.ts";
import type { Passage, Value } from "../../../runtime/value.ts";
import { call, failure, table } from "../call.ts";

const corpus = async (...texts: string[]) =>
  call(passages, {
    rows: table(...texts.map((text, at) => ({ at, text }))),
    id: async (row) => `p${String(row["at"])}`,
    text: async (row) => row["text"] ?? null,
  });
const search = async (from: Value, query: string, k: number, by?: Value) => {
  const idx = await call(index, { passages: from, ...(by !== undefined && { by }) });
  return (await call(retrieve, { index: idx, query, k })) as readonly Passage[];
};

test("rows become passages with their position; ids are unique", async () => {
  expect(await corpus("a b")).toEqual([{ kind: "passage", id: "p0", text: "a b", source: 0 }]);
  const twice = call(passages, {
    rows: table({ a: 1 }, { a: 1 }),
    id: async () => "x",
    text: async () => "t",
  });
  expect(await failure(twice)).toBe("E203: 'passages' needs unique ids, but 'x' comes twice");
});

test("BM25 on a worked example", async () => {
  // lengths 2, 4, 3; mean 3. "cat" is in two of three passages: idf = ln(1 + 1.5 / 2.5) = ln 1.6. k1 = 1, b = 0.5.
  const hits = await search(
    await corpus("cat sat", "cat cat dog ran", "a red fox"),
    "Cat!",
    5,
    await call(bm25, { k1: 1, b: 0.5 }),
  );
  expect(hits.map(({ id }) => id)).toEqual(["p1", "p0"]);
  expect(hits[0]?.score).toBeCloseTo((Math.log(1.6) * 2) / (2 + 0.5 + (0.5 * 4) / 3), 12);
  expect(hits[1]?.score).toBeCloseTo((Math.log(1.6) * 1) / (1 + 0.5 + (0.5 * 2) / 3), 12);
});

test("a word asked twice counts twice, equal scores stay in source order, k bounds", async () => {
  const from = await corpus("x y", "y x", "z");
  const [one] = await search(from, "x", 1);
  const [two] = await search(from, "x x", 1);
  expect(two?.score).toBeCloseTo(2 * (one?.score ?? 0), 12);
  expect((await search(from, "y", 9)).map(({ source }) => source)).toEqual([0, 1]);
  expect(await search(from, "unheard of", 9)).toEqual([]);
  expect(await failure(search(from, "x", 0))).toMatch(/^E203/);
});

test("words are lower-cased runs of letters and digits", () => {
  expect(terms("Don't RE-run Größe 3.5 日本")).toEqual(["don", "t", "re", "run", "größe", "3", "5", "日本"]);
});

test("order: by source, or best first", async () => {
  const hits = await search(await corpus("a", "b a a", "c"), "a", 3);
  expect(hits.map(({ source }) => source)).toEqual([1, 0]);
  const back = (await call(order, { of: hits, by: "source" })) as readonly Passage[];
  expect(back.map(({ source }) => source)).toEqual([0, 1]);
  expect(await call(order, { of: back, by: "score" })).toEqual(hits);
});
