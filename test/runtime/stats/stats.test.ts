// The closed forms and intervals against values known from elsewhere.
import { expect, test } from "vitest";
import { bootstrap, difference, paired } from "../../../runtime/stats/bootstrap.ts";
import { signFlips } from "../../../runtime/stats/permutation.ts";
import { correlation, quantile, sd, se, sePaired, seUnpaired } from "../../../runtime/stats/moments.ts";
import { probit } from "../../../runtime/stats/normal.ts";
import { wilson } from "../../../runtime/stats/wilson.ts";

const how = { resamples: 2000, level: 0.95, seed: 0 };
const values = Array.from({ length: 200 }, (_, at) => ((at * 7919) % 100) / 100);

test("the normal quantile agrees with Python's statistics.NormalDist", () => {
  expect(probit(0.975)).toBeCloseTo(1.9599639845400536, 14);
  expect(probit(0.95)).toBeCloseTo(1.6448536269514715, 14);
  expect(probit(0.01)).toBeCloseTo(-2.3263478740408408, 14);
  expect(probit(1e-10)).toBeCloseTo(-6.361340902404056, 13);
  expect(probit(1e-20)).toBeCloseTo(-9.2623400898, 9);
  expect(probit(0.5)).toBe(0);
});

test("Wilson's interval: a published example, and no collapse at 0 and n", () => {
  // R. Newcombe, Statistics in Medicine 17, 1998, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29
  const rounded = (k: number, n: number) =>
    Object.values(wilson(k, n, 0.95)).map((end) => Number(end.toFixed(4)));
  expect(rounded(81, 263)).toEqual([0.2553, 0.3662]);
  expect(rounded(15, 148)).toEqual([0.0624, 0.1605]);
  expect(rounded(0, 20)).toEqual([0, 0.1611]);
  expect(rounded(1, 29)).toEqual([0.0061, 0.1718]);
  expect(wilson(20, 20, 0.95).hi).toBe(1);
});

test("standard errors, correlation and quantiles", () => {
  expect(sd([1, 2, 3, 4])).toBeCloseTo(Math.sqrt(5 / 3), 14);
  expect(se([1, 2, 3, 4])).toBeCloseTo(Math.sqrt(5 / 12), 14);
  expect(seUnpaired([1, 2, 3], [4, 6, 8])).toBeCloseTo(Math.sqrt(1 / 3 + 4 / 3), 14);
  expect(sePaired([1, 2, 3], [2, 3, 4])).toBe(0);
  expect(correlation([1, 2, 3], [2, 4, 7])).toBeCloseTo(0.99339926779878, 12);
  expect(quantile([1, 2, 3, 10], 0.4)).toBeCloseTo(2.2, 14);
});

test("the bootstrap is seeded, and close to the normal interval on many items", () => {
  const interval = bootstrap(values, how);
  expect(bootstrap(values, how)).toEqual(interval);
  expect(bootstrap(values, { ...how, seed: 1 })).not.toEqual(interval);
  expect((interval.hi - interval.lo) / 2).toBeCloseTo(1.96 * se(values), 2);
  const wide = bootstrap(values, { ...how, level: 0.99 });
  expect(wide.lo).toBeLessThan(interval.lo);
});

test("a paired difference: interval of the differences, p from drawn sign flips", () => {
  const better = values.map((value, at) => value + (at % 3 === 0 ? 0.3 : 0));
  const { mean, lo, hi, n, p } = paired(better, values, how);
  expect([mean, n]).toEqual([expect.closeTo(0.1005, 4), 200]);
  expect(lo).toBeGreaterThan(0);
  expect(hi).toBeLessThan(0.15);
  expect(p).toBe(1 / 2001);
});

/** p where all flips are tried. */
const flipped = (values: readonly number[]) => {
  const { p, exact } = signFlips(values, 1, 0);
  expect(exact).toBe(true);
  return p;
};

test("no difference is no evidence", () => {
  expect(paired(values, values, how)).toEqual({ mean: 0, lo: 0, hi: 0, n: 200, p: 1, exact: true });
  expect(difference([0.1, -0.1, 0.2, -0.2], how).p).toBeGreaterThan(0.5);
});

test("few items say no more than their sign flips", () => {
  for (const n of [2, 3, 5, 8, 20]) expect(difference(Array(n).fill(1), how).p).toBe(2 ** (1 - n));
  // by hand: of the 8 flips of 1, 2, -4 each has a sum at least 1 away from 0; of 1, 2, 4 two are 7 away; of 2, 2, -1 four are 3 away
  expect(flipped([1, 2, -4])).toBe(1);
  expect(flipped([1, 2, 4])).toBe(0.25);
  expect(flipped([2, 2, -1])).toBe(0.5);
  // 0.1 + 0.2 and 0.3 tie, though their sums round apart
  expect(flipped([0.1, 0.2, 0.3])).toBe(0.25);
  expect(flipped([0.1, 0.2, -0.3])).toBe(1);
});

test("the published example: Darwin's maize, Fisher 1935, section 21", () => {
  const eighths = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
  // of the 32,768 flips 835 have a sum above the observed 314, 28 just that, and as many lie on the other side
  expect(flipped(eighths) * 2 ** 15).toBe(2 * 863);
});

test("0/1 differences: McNemar's exact test; above 20 that differ, flips are drawn", () => {
  const items = [...Array(8).fill(1), -1, ...Array(60).fill(0)];
  expect(flipped(items)).toBeCloseTo((2 * (1 + 9)) / 2 ** 9, 14);
  expect(difference(items, how)).toMatchObject({ exact: true, n: 69 });
  expect(difference(Array(21).fill(1), how)).toMatchObject({ exact: false, p: 1 / 2001 });
});
