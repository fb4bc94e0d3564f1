// Queries with the words of what they find: RM3 by hand.
import { expect, test } from "vitest";
import { embedding } from "../../../runtime/context/embedding.ts";
import { expand } from "../../../runtime/context/expand.ts";
import { index, retrieve } from "../../../runtime/context/retrieve.ts";
import type { Index, Passage, Value } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";

const passages = ["red boat lake", "red red mill", "green hill"].map((text, at): Passage => ({
  kind: "passage",
  id: String(at),
  text,
}));
const made = () => call(index, { passages });
const weights = async (args: { [name: string]: Value }) =>
  ((await call(expand, { index: await made(), ...args })) as { term: string; weight: number }[]).map(
    ({ term, weight }) => [term, weight] as const,
  );

test("RM3 by hand: words of what is found, by how often they stand there and by its score, and the query's own", async () => {
  const hits = (await call(retrieve, { index: await made(), query: "red", k: 9 })) as Passage[];
  const score = (id: string) => hits.find((one) => one.id === id)?.score ?? NaN;
  const [a, b] = [score("0"), score("1")];
  // 0: red, boat and lake a third each; 1: red two thirds, mill one. The sum of all is a + b.
  const near = { red: (a / 3 + (2 * b) / 3) / (a + b), mill: b / 3 / (a + b), boat: a / 3 / (a + b) };
  expect(await weights({ query: "red", original: 0.6 })).toEqual([
    ["red", expect.closeTo(0.6 + 0.4 * near.red, 12)],
    ["mill", expect.closeTo(0.4 * near.mill, 12)],
    ["boat", expect.closeTo(0.4 * near.boat, 12)],
    ["lake", expect.closeTo(0.4 * near.boat, 12)],
  ]);
  // of the two words that are taken, the rest is shared
  const [[, red], [, mill]] = (await weights({ query: "red", terms: 2, original: 0 })) as [
    readonly [string, number],
    readonly [string, number],
  ];
  expect(red + mill).toBeCloseTo(1, 12);
  expect(red / mill).toBeCloseTo(near.red / near.mill, 12);
  // of one passage alone
  expect(await weights({ query: "red", passages: 1, original: 0 })).toEqual([
    ["red", expect.closeTo(2 / 3, 12)],
    ["mill", expect.closeTo(1 / 3, 12)],
  ]);
});

test("original: 1 is the query: the same ranking, scores by the length of the query", async () => {
  const own = await call(expand, { index: await made(), query: "red hill red", original: 1 });
  expect(own).toMatchObject([
    { term: "red", weight: 2 / 3 },
    { term: "hill", weight: 1 / 3 },
  ]);
  const search = async (query: Value) =>
    (await call(retrieve, { index: await made(), query, k: 9 })) as readonly Passage[];
  const [plain, weighted] = [await search("red hill red"), await search(own)];
  expect(weighted.map(({ id }) => id)).toEqual(plain.map(({ id }) => id));
  expect(weighted.map(({ score }) => score)).toEqual(
    plain.map(({ score }) => expect.closeTo((score ?? NaN) / 3, 12)),
  );
});

test("an expanded query finds what the query alone does not", async () => {
  const query = await call(expand, { index: await made(), query: "boat" });
  const found = (await call(retrieve, { index: await made(), query, k: 9 })) as readonly Passage[];
  expect(found.map(({ id }) => id)).toEqual(["0", "1"]);
});

test("what finds nothing stays as it is and is counted; an empty query finds nothing, and is counted", async () => {
  const seen = reach();
  const from = (await made()) as Index;
  expect(await expand.run({ index: from, query: "blue" }, seen)).toMatchObject([{ term: "blue", weight: 1 }]);
  expect(await expand.run({ index: from, query: " ?" }, seen)).toEqual([]);
  expect(await retrieve.run({ index: from, query: "", k: 1 }, seen)).toEqual([]);
  expect(await retrieve.run({ index: await call(index, { passages: [] }), query: "x", k: 1 }, seen)).toEqual(
    [],
  );
  expect([...seen.notes]).toEqual([
    ["expand: queries that find nothing, left as they are", 2],
    ["retrieve: queries without a word, which find nothing", 1],
    ["retrieve: the index has no passages", 1],
  ]);
});

test("ids that stand twice are counted by the index; weighted terms and vectors do not meet", async () => {
  const seen = reach();
  await index.run({ passages: [...passages, passages[0]!] }, seen);
  expect([...seen.notes]).toEqual([["index: passages whose id another one has", 1]]);
  const model = { kind: "model", name: "e", dir: "", ref: "e", devices: [], options: {} } as const;
  const by = (await call(embedding, { with: model })) as Index["ranker"];
  const near: Index = { kind: "index", ranker: by, passages };
  expect(await failure(call(expand, { index: near, query: "x" }))).toMatch(/^E204: 'expand' takes words/);
  expect(await failure(call(retrieve, { index: near, query: [{ term: "x", weight: 1 }], k: 1 }))).toMatch(
    /^E204: terms with weights/,
  );
});
