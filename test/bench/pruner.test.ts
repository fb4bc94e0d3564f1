// The tables of the pruner's card, of pruners that are known: one keeps everything, one nothing, one scores all passages alike.
import { expect, test } from "vitest";
import type { Pruning } from "../../bench/cards/pruner.ts";
import { prunerTables } from "../../bench/cards/pruner.ts";
import { total } from "../../bench/cards/counts.ts";

const everything: Pruning["infer"] = async (kind, pairs) =>
  pairs.map(({ pair = "" }) =>
    kind === "rerank" ? 0 : [{ label: "keep", text: pair, start: 0, end: pair.length, score: 1 }],
  );
const nothing: Pruning["infer"] = async (kind, pairs) => pairs.map(() => (kind === "rerank" ? 0 : []));

const cells = async (infer: Pruning["infer"], title: string, row: string, n: number) => {
  const table = prunerTables({ infer }).find((one) => one.title === title)!;
  return (await table.rows.find(({ name }) => name === row)!.measure(n)).map(total);
};

test("what keeps everything misses nothing, and keeps too much", async () => {
  const [sentences, characters, exact] = await cells(everything, "kept of 8 facts, by task", "single", 12);
  expect(sentences!["hit"]).toBe(sentences!["gold"]);
  expect(sentences!["told"]).toBeGreaterThan(3 * sentences!["gold"]!);
  expect(characters!["hit"]).toBe(characters!["gold"]);
  expect(exact).toEqual({ n: 12, correct: 0 });
});

test("what keeps nothing is right only where nothing is needed", async () => {
  const single = await cells(nothing, "kept of 8 facts, by task", "single", 12);
  expect(single.map((counts) => counts["hit"] ?? counts["correct"])).toEqual([0, 0, 0]);
  const [, , exact] = await cells(nothing, "kept of 8 facts, by task", "unanswerable", 12);
  expect(exact!["correct"]).toBeGreaterThan(1);
  expect(exact!["correct"]).toBeLessThan(11);
});

test("scores that are all alike rank by chance, and BM25 better", async () => {
  const [own, bm25, first, bm25First] = await cells(everything, "20 passages", "held-out forms", 60);
  expect(own!["sum"]! / 60).toBeLessThan(0.5);
  expect(bm25!["sum"]! / 60).toBeGreaterThan(0.6);
  expect(bm25First!["correct"]).toBeGreaterThan(first!["correct"]!);
});
