// Cuts that know nothing: equal and random segments of the right number, which tile the text.
import { expect, test } from "vitest";
import { evenSegments, randomSegments } from "../../../runtime/context/baselines.ts";
import { call, failure } from "../call.ts";

test("even segments differ by one at most, random ones are drawn by the seed; both tile", async () => {
  expect(await call(evenSegments, { units: 10, parts: 4 })).toEqual([3, 2, 3, 2]);
  expect(await call(evenSegments, { units: 3, parts: 3 })).toEqual([1, 1, 1]);
  const drawn = (await call(randomSegments, { units: 10, parts: 4, seed: 3 })) as number[];
  expect(drawn).toHaveLength(4);
  expect(Math.min(...drawn)).toBeGreaterThan(0);
  expect(drawn.reduce((a, b) => a + b)).toBe(10);
  expect(await call(randomSegments, { units: 10, parts: 4, seed: 3 })).toEqual(drawn);
  expect(await call(randomSegments, { units: 5, parts: 1 })).toEqual([5]);
  expect(await failure(call(evenSegments, { units: 2, parts: 3 }))).toMatch(/^E203/);
  expect(await failure(call(randomSegments, { units: 2, parts: 3 }))).toMatch(/^E203/);
});
