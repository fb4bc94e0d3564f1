// The seeded generator: the same names give the same numbers, other names others, and no number is favoured.
import { expect, test } from "vitest";
import { stream } from "../../runtime/random.ts";

const take = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);

test("a stream is its seed and names", () => {
  const draws = (...names: (string | number)[]) => take(4, stream(7, ...names).next);
  expect(draws("a", 1)).toEqual(draws("a", 1));
  expect(draws("a", 1)).not.toEqual(draws("a", 2));
  expect(draws("a", 1)).not.toEqual(draws("a", "1"));
  expect(draws("ab")).not.toEqual(draws("a", "b"));
});

test("these numbers never change: published scores hang on them", () => {
  expect(take(3, stream(0, "bootstrap").next).map((x) => x.toFixed(9))).toMatchInlineSnapshot(`
    [
      "0.744947795",
      "0.201237702",
      "0.595764965",
    ]
  `);
  const { below } = stream("seed");
  expect(take(8, () => below(1000))).toMatchInlineSnapshot(`
    [
      487,
      787,
      648,
      680,
      610,
      716,
      898,
      477,
    ]
  `);
});

test("whole numbers are uniform: 100,000 draws of 7, chi-square below the 99.9 % point", () => {
  const { below } = stream(1, "uniform");
  const counts = new Array<number>(7).fill(0);
  for (let draw = 0; draw < 100_000; draw++) counts[below(7)]!++;
  const expected = 100_000 / 7;
  expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(22.46);
});

test("numbers in [0, 1) have mean 1/2 and no serial correlation", () => {
  const { next } = stream(2, "unit");
  const draws = take(100_000, next);
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const serial =
    draws.slice(1).reduce((sum, x, at) => sum + (x - 0.5) * (draws[at]! - 0.5), 0) / draws.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.004);
  expect(Math.abs(serial)).toBeLessThan(0.001);
  expect(draws.every((x) => x >= 0 && x < 1)).toBe(true);
});
