// Rankings put together, and documents by their passages: worked by hand.
import { expect, test } from "vitest";
import { documents } from "../../../runtime/context/documents.ts";
import { fuse } from "../../../runtime/context/fuse.ts";
import type { Passage, Value } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";

const passage = (id: string, score?: number, source?: number): Passage => ({
  kind: "passage",
  id,
  text: `text of ${id}`,
  ...(score !== undefined && { score }),
  ...(source !== undefined && { source }),
});
const ranked = (of: Value) => (of as readonly Passage[]).map(({ id, score }) => [id, score]);
const failing = (args: { [name: string]: Value }) => failure(Promise.resolve().then(() => call(fuse, args)));

const a = [passage("x", 9), passage("y", 5), passage("z", 1)];
const b = [passage("z", 0.5), passage("y", 0.4)];

test("RRF: 1 / (k + rank) in sum, k named; ranks from 1", async () => {
  expect(ranked(await call(fuse, { rankings: [a, b] }))).toEqual([
    ["z", expect.closeTo(1 / 63 + 1 / 61, 12)],
    ["y", expect.closeTo(1 / 62 + 1 / 62, 12)],
    ["x", expect.closeTo(1 / 61, 12)],
  ]);
  expect(ranked(await call(fuse, { rankings: [a, b], k: 0, weights: [4, 1], top: 2 }))).toEqual([
    ["x", 4],
    ["y", 2.5],
  ]);
});

test("weighted: scores made comparable within each ranking, by name", async () => {
  const by = async (normalize: string, weights: number[]) =>
    ranked(await call(fuse, { rankings: [a, b], by: "weighted", normalize, weights }));
  expect(await by("min_max", [0.5, 0.5])).toEqual([
    ["x", 0.5],
    ["z", 0.5],
    ["y", 0.25],
  ]);
  expect(await by("none", [1, 10])).toEqual([
    ["x", 9],
    ["y", 9],
    ["z", 6],
  ]);
  // of 9, 5, 1 the mean is 5, the standard deviation over n is the root of 32 / 3
  expect(await by("z", [1, 0])).toEqual([
    ["x", expect.closeTo(4 / Math.sqrt(32 / 3), 12)],
    ["y", 0],
    ["z", expect.closeTo(-4 / Math.sqrt(32 / 3), 12)],
  ]);
});

test("one ranking stays as it is; equal scores are 1 by min_max, and no more than that by z", async () => {
  const ids = (of: Value) => (of as readonly Passage[]).map(({ id }) => id);
  for (const args of [{}, { by: "weighted" }, { by: "weighted", normalize: "z" }])
    expect(ids(await call(fuse, { rankings: [a], ...args }))).toEqual(["x", "y", "z"]);
  const same = [passage("p", 2), passage("q", 2)];
  expect(ranked(await call(fuse, { rankings: [same], by: "weighted" }))).toEqual([
    ["p", 1],
    ["q", 1],
  ]);
  expect(ranked(await call(fuse, { rankings: [same], by: "weighted", normalize: "z" }))).toEqual([
    ["p", 0],
    ["q", 0],
  ]);
});

test("what cannot be put together is named, and rankings without passages are counted", async () => {
  expect(await failing({ rankings: [[a[0]!, a[0]!]] })).toBe(
    "E204: 'fuse' has the id 'x' twice in one ranking",
  );
  expect(await failing({ rankings: [[passage("n", NaN)]], by: "weighted" })).toBe(
    "E204: 'fuse' has no score of the passage 'n'",
  );
  expect(await failing({ rankings: [a, b], weights: [1] })).toBe(
    "E203: 'fuse' has 2 rankings, but 1 weights",
  );
  const seen = reach();
  expect(await fuse.run({ rankings: [[], []] }, seen)).toEqual([]);
  expect([...seen.notes]).toEqual([["fuse: rankings without passages", 2]]);
});

test("documents: MaxP, FirstP and SumP of the scores of their passages", async () => {
  const all = [
    passage("d1#2", 5, 2),
    passage("d2#0", 4, 0),
    passage("d1#0", 2, 0),
    passage("d2#1", 3.5, 1),
    passage("?", 9),
  ];
  const of = async (one: Value) => {
    const { id } = one as Passage;
    return id.includes("#") ? id.slice(0, 2) : null;
  };
  const by = async (score: string) => ranked(await call(documents, { passages: all, of, score } as never));
  expect(await by("max")).toEqual([
    ["d1", 5],
    ["d2", 4],
  ]);
  expect(await by("first")).toEqual([
    ["d2", 4],
    ["d1", 2],
  ]);
  expect(await by("sum")).toEqual([
    ["d2", 7.5],
    ["d1", 7],
  ]);
  const seen = reach();
  const [best] = (await documents.run(
    { passages: all, of, score: "sum" } as never,
    seen,
  )) as readonly Passage[];
  expect(best?.text).toBe("text of d2#0");
  expect([...seen.notes]).toEqual([["documents: passages without a document, left out", 1]]);
  expect(
    await failure(call(documents, { passages: [passage("a")], of: async () => "d", score: "max" } as never)),
  ).toBe("E204: 'documents' has no score of the passage 'a'");
});
