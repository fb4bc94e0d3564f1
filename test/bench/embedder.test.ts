// The table of the embedder: its BM25 is what `retrieve` gives, a quick run has the first questions of a full one, and vectors that say
// nothing are right by chance.
import { expect, test } from "vitest";
import { embedderTables, type Embed } from "../../bench/cards/embedder.ts";
import { measured, type Table } from "../../bench/cards/table.ts";
import { pool } from "../../models/world/records/retrieval.ts";
import { passages } from "../../runtime/context/passages.ts";
import { index, retrieve } from "../../runtime/context/retrieve.ts";
import type { Passage } from "../../runtime/value.ts";
import { call, table } from "../runtime/call.ts";

const same: Embed = async (texts, dimensions) => texts.map(() => new Float32Array(dimensions).fill(1));
const [recall] = embedderTables(same) as [Table];

test("BM25 takes the passage that retrieve gives first", async () => {
  let right = 0;
  for (const draw of [0, 1]) {
    const drawn = pool({ seed: 2024, draw, passages: 200, queries: 60 });
    const found = await call(passages, {
      rows: table(...drawn.passages.map((text, at) => ({ at, text }))),
      id: async (row) => String(row["at"]),
      text: async (row) => row["text"] ?? null,
    });
    const idx = await call(index, { passages: found });
    for (const { text, at } of drawn.queries) {
      const [first] = (await call(retrieve, { index: idx, query: text, k: 1 })) as readonly Passage[];
      right += Number(first?.id === String(at));
    }
  }
  const [row] = (await measured({ ...recall, rows: recall.rows.slice(0, 1) }, "quick")).rows;
  expect(row?.quick.at(-1)).toEqual({ n: 120, correct: right });
  expect(right).toBeGreaterThan(40);
});

test("a quick run counts the first questions of a full one; equal vectors find one passage in two hundred", async () => {
  const rows = recall.rows.slice(0, 3);
  const [quick, full] = [
    await measured({ ...recall, rows }, "quick"),
    await measured({ ...recall, rows }, "full"),
  ];
  expect(full.rows.map((row) => row.quick)).toEqual(quick.rows.map((row) => row.quick));
  for (const { full: cells } of full.rows) {
    expect(cells?.[0]?.n).toBe(600);
    expect(cells?.[0]?.["correct"]).toBeLessThan(15);
  }
});
