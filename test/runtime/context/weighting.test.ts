// The weightings of BM25 by hand, and as bm25s and rank_bm25 have them: bm25.py writes bm25.json.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bm25 } from "../../../runtime/context/bm25.ts";
import { index, retrieve } from "../../../runtime/context/retrieve.ts";
import { WEIGHTINGS, weightings } from "../../../runtime/context/weighting.ts";
import type { Passage } from "../../../runtime/value.ts";
import { call, failure } from "../call.ts";

type Scores = readonly (readonly number[])[];
const said = JSON.parse(readFileSync(new URL("bm25.json", import.meta.url), "utf8")) as {
  corpus: string[];
  queries: string[];
  k1: number;
  b: number;
  bm25s: { [variant: string]: Scores };
  rank_bm25: { [variant: string]: Scores };
};
const passages = said.corpus.map((text, at): Passage => ({ kind: "passage", id: String(at), text }));

/** Scores of all passages, for each query. */
async function ours(variant: string): Promise<Scores> {
  const by = await call(bm25, { k1: said.k1, b: said.b, variant });
  const made = await call(index, { passages, by });
  const scores: number[][] = [];
  for (const query of said.queries) {
    const found = (await call(retrieve, { index: made, query, k: 99 })) as readonly Passage[];
    scores.push(passages.map(({ id }) => found.find((one) => one.id === id)?.score ?? 0));
  }
  return scores;
}

test("what a word is worth, by hand: of 4 passages 1 has it, 3 have it, all have it", () => {
  const idf = (variant: (typeof WEIGHTINGS)[number]) => [1, 3, 4].map((n) => weightings[variant].idf(n, 4));
  expect(idf("lucene")).toEqual([Math.log(1 + 3.5 / 1.5), Math.log(1 + 1.5 / 3.5), Math.log(1 + 0.5 / 4.5)]);
  expect(idf("atire")).toEqual([Math.log(4), Math.log(4 / 3), 0]);
  expect(idf("robertson")).toEqual([Math.log(3.5 / 1.5), 0, 0]);
  expect(WEIGHTINGS.map((variant) => weightings[variant].scale(1.2))).toEqual([1, 2.2, 1]);
});

test.each(WEIGHTINGS)("%s scores as bm25s does", async (variant) => {
  const mine = await ours(variant);
  said.bm25s[variant]!.forEach((scores, query) =>
    scores.forEach((score, at) => expect(mine[query]![at]).toBeCloseTo(score, 6)),
  );
  expect(said.bm25s[variant]!.flat().some((score) => score > 0)).toBe(true);
});

test("atire scores as rank_bm25 does with the idf of ATIRE", async () => {
  const mine = await ours("atire");
  said.rank_bm25["atire"]!.forEach((scores, query) =>
    scores.forEach((score, at) => expect(mine[query]![at]).toBeCloseTo(score, 10)),
  );
  expect(mine.flat().some((score) => score > 0)).toBe(true);
});

test("of one word all passages have, atire still gives what it found, with 0", async () => {
  const by = await call(bm25, { variant: "atire" });
  const some = passages.slice(0, 2);
  const found = (await call(retrieve, {
    index: await call(index, { passages: some, by }),
    query: "the",
    k: 9,
  })) as readonly Passage[];
  expect(found.map(({ id, score }) => [id, score])).toEqual([
    ["0", 0],
    ["1", 0],
  ]);
});

test("another variant is an error", async () => {
  expect(await failure(Promise.resolve().then(() => call(bm25, { variant: "bm26" })))).toMatch(/^E203/);
});
