// The nearest of many vectors: by hand, and against comparing and sorting all of them.
import { expect, test } from "vitest";
import { uniform } from "../../../bench/decoder/weights.ts";
import { compared, nearestTo } from "../../../runtime/context/similar.ts";

const { signal } = new AbortController();
const vectors = (...all: readonly (readonly number[])[]) => all.map((one) => Float32Array.from(one));

test("by cosine directions count alone, by products lengths too; zeros are near to nothing", async () => {
  const all = vectors([1, 0], [10, 10], [0, 0], [-1, 0]);
  const to = Float32Array.of(2, 0);
  expect(await nearestTo(to, compared(all, "cosine"), 4, signal)).toEqual([
    [0, 1],
    [1, expect.closeTo(Math.SQRT1_2, 12)],
    [2, 0],
    [3, -1],
  ]);
  expect((await nearestTo(to, compared(all, "dot"), 2, signal)).map(([at]) => at)).toEqual([1, 0]);
});

test("equal ones keep their order, and k of them are given", async () => {
  const all = vectors([1, 0], [0, 1], [2, 0], [3, 0]);
  const found = await nearestTo(Float32Array.of(1, 0), compared(all, "cosine"), 2, signal);
  expect(found.map(([at]) => at)).toEqual([0, 2]);
});

test("of thousands the same as sorting all", async () => {
  const all = Array.from({ length: 5000 }, (_, n) => uniform(1, `v${n}`, 16, 1));
  const to = uniform(2, "query", 16, 1);
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, d) => sum + x * b[d]!, 0);
  const cosine = (v: Float32Array) => dot(to, v) / Math.sqrt(dot(to, to) * dot(v, v));
  const expected = all.map((v, at) => [at, cosine(v)] as const).toSorted((a, b) => b[1] - a[1]);
  for (const k of [100, 1000]) {
    const found = await nearestTo(to, compared(all, "cosine"), k, signal);
    expect(found.map(([at]) => at)).toEqual(expected.slice(0, k).map(([at]) => at));
  }
});

test("an interrupt ends it", async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(
    nearestTo(Float32Array.of(1), compared(vectors([1]), "dot"), 1, stop.signal),
  ).rejects.toMatchObject({ code: "E130" });
});
