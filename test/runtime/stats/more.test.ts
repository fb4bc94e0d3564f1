// By hand: what has no reference elsewhere, ends of the range, and resamples that must repeat.
import { expect, test } from "vitest";
import { holm } from "../../../runtime/stats/adjust.ts";
import { cohen, fleiss, krippendorff } from "../../../runtime/stats/agreement.ts";
import { bootstrap, bootstrapBca, bootstrapClusters } from "../../../runtime/stats/bootstrap.ts";
import { apart, bradleyTerry, type Match, wins } from "../../../runtime/stats/bradley-terry.ts";
import { bins, ece, mce } from "../../../runtime/stats/calibration.ts";
import { clusters, seClustered } from "../../../runtime/stats/cluster.ts";
import { averages, confusion, matthews, perClass } from "../../../runtime/stats/confusion.ts";
import { macroMean } from "../../../runtime/stats/macro.ts";
import { mcnemar } from "../../../runtime/stats/mcnemar.ts";
import { normal } from "../../../runtime/stats/normal.ts";
import { signFlips } from "../../../runtime/stats/permutation.ts";
import { detectable, needed, powerOf, spreadPaired, spreadUnpaired } from "../../../runtime/stats/power.ts";
import { rankIntervals } from "../../../runtime/stats/ranks.ts";
import { flips, passAll, passAt } from "../../../runtime/stats/repeats.ts";
import { means, resampler } from "../../../runtime/stats/resample.ts";
import { riskCoverage } from "../../../runtime/stats/risk.ts";
import { critical } from "../../../runtime/stats/student.ts";
import { welch } from "../../../runtime/stats/welch.ts";
import { stream } from "../../../runtime/random.ts";

const how = { resamples: 1000, level: 0.95, seed: 3 };

test("the quick loop draws what the stream draws, with and without bias", () => {
  for (const n of [1, 2, 3, 1000, 4096, 65_535, 65_536]) {
    const values = Float64Array.from({ length: n }, (_, at) => (at * 0.37) % 1);
    const { below } = stream(7, "bootstrap");
    const slow = [0, 1].map(() => {
      let sum = 0;
      for (let draw = 0; draw < n; draw++) sum += values[below(n)]!;
      return sum / n;
    });
    const close = slow.map((value) => expect.closeTo(value, 12));
    const shared = resampler(2, 7);
    expect([...means(values, 2, 7)]).toEqual(close);
    expect([shared(values), shared(values)].map((all) => [...all])).toEqual([close, close]);
  }
  expect(means(new Float64Array(65_537).fill(0.5), 2, 7)[1]).toBe(0.5);
});

test("drawn sign flips are near the normal approximation, seeded, and never 0", () => {
  const values = Array.from({ length: 60 }, (_, at) => Math.sin(at) + 0.15);
  const z = values.reduce((sum, value) => sum + value, 0) / Math.hypot(...values);
  const { p, exact } = signFlips(values, 20_000, 1);
  expect(exact).toBe(false);
  expect(Math.abs(p - 2 * normal(-z))).toBeLessThan(0.01);
  expect(signFlips(values, 20_000, 1).p).toBe(p);
  expect(signFlips(values, 20_000, 2).p).not.toBe(p);
  expect(signFlips(Array(400).fill(1), 99, 0).p).toBe(0.01);
});

test("BCa leans to the side of the long tail; of values that are alike it does not exist", () => {
  const skewed = Array.from({ length: 40 }, (_, at) => (at < 34 ? 0.1 : 1.5 + at / 40));
  const [plain, corrected] = [bootstrap(skewed, how), bootstrapBca(skewed, how)];
  expect(corrected?.lo).toBeGreaterThan(plain.lo);
  expect(corrected?.hi).toBeGreaterThan(plain.hi);
  expect(bootstrapBca([0.5, 0.5, 0.5], how)).toBeNull();
});

test("clusters drawn whole: wider than items where a document's questions go together", () => {
  const values = Array.from({ length: 60 }, (_, at) => (Math.floor(at / 6) % 2) + 0.01 * (at % 6));
  const documents = values.map((_, at) => Math.floor(at / 6));
  const [items, whole] = [bootstrap(values, how), bootstrapClusters(clusters(values, documents), how)];
  expect(whole.hi - whole.lo).toBeGreaterThan(2 * (items.hi - items.lo));
  // two clusters of two: sums 1 and 3 around a mean of 1, so (1 - 2)² + (3 - 2)² = 2; 2 × 2 / 1 = 4; √4 / 4
  expect(seClustered(clusters([0, 1, 1, 2], ["a", "a", "b", "b"]))).toBe(0.5);
});

test("ends: no spread, nobody differs, one class", () => {
  expect(welch([1, 1], [1, 1, 1], 0.95)).toMatchObject({ mean: 0, lo: 0, hi: 0, p: 1, df: 3 });
  expect(welch([2, 2], [1, 1], 0.95)).toMatchObject({ mean: 1, p: 0 });
  expect([mcnemar(0, 0, false), mcnemar(0, 0, true), mcnemar(5, 5, false)]).toEqual([1, 1, 1]);
  expect(critical(0.95, 1)).toBeCloseTo(12.706204736, 8);
  expect([holm([]), holm([0.2])]).toEqual([[], [0.2]]);
  const one = confusion(["a", "a"], ["a", "a"]);
  expect([cohen(one), matthews(one), fleiss([["a", "a"]]), krippendorff([["a", "a"]], "nominal")]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(krippendorff([["a"], ["b"]], "nominal")).toBeNull();
});

test("a class that nobody predicted: 0, 1, or no value and out of the macro mean", () => {
  const matrix = confusion(["a", "a", "b"], ["a", "a", "a"]);
  const [, b] = perClass(matrix, null);
  expect(b).toEqual({ label: "b", precision: null, recall: 0, f1: 0, support: 1 });
  const macro = (zero: 0 | 1 | null) => averages(matrix, zero)[1]?.precision;
  expect([macro(0), macro(1), macro(null)]).toEqual(
    [1 / 3, 5 / 6, 2 / 3].map((value) => expect.closeTo(value, 14)),
  );
});

test("planning: pairing needs fewer items, and what n finds needs n", () => {
  const plan = { alpha: 0.05, power: 0.8 };
  const [apart, together] = [spreadUnpaired(0.4, 0.4), spreadPaired(0.4, 0.4, 0.5)];
  expect([apart, together]).toEqual([expect.closeTo(0.4 * Math.SQRT2, 14), expect.closeTo(0.4, 14)]);
  expect(needed(together, 0.05, plan) / needed(apart, 0.05, plan)).toBeCloseTo(0.5, 12);
  expect(needed(0.4, detectable(0.4, 200, plan), plan)).toBeCloseTo(200, 9);
  expect(powerOf(0.4, 200, detectable(0.4, 200, plan), 0.05)).toBeCloseTo(0.8, 5);
});

test("repeats: pass@k and pass^k over all draws, flips of two answers and of four", () => {
  // of 5 answers 2 are right: of the 10 pairs 3 hold none, 1 holds two
  expect([passAt(5, 2, 2), passAll(5, 2, 2)]).toEqual([expect.closeTo(0.7, 14), expect.closeTo(0.1, 14)]);
  expect([passAt(3, 0, 2), passAt(3, 3, 3), passAll(3, 0, 1), passAll(3, 3, 3), passAll(3, 2, 3)]).toEqual([
    0, 1, 0, 1, 0,
  ]);
  expect([flips(["a", "a"]), flips(["a", "b"])]).toEqual([0, 1]);
  expect(flips(["a", "a", "a", "b"])).toBe(0.5);
});

test("macro: errors of independent means", () => {
  expect(macroMean([0.2, 0.6], [0.03, 0.04], 0.95)).toMatchObject({
    mean: 0.4,
    se: expect.closeTo(0.025, 14),
    lo: expect.closeTo(0.4 - 0.025 * 1.959963984540054, 12),
  });
});

test("bins by hand, and the surest answers first", () => {
  const all = bins([0, 0.1, 0.1, 0.95, 1], [0, 0, 1, 1, 0], 10, "equal_width");
  expect(all.map(({ n }) => n)).toEqual([3, 2]);
  expect(ece(all)).toBeCloseTo((3 * (1 / 3 - 0.2 / 3) + 2 * (0.975 - 0.5)) / 5, 14);
  expect(mce(all)).toBeCloseTo(0.475, 14);
  // both of 0.5 are half wrong, whichever comes first
  expect(riskCoverage([0.9, 0.5, 0.5, 0.1], [1, 0, 1, 0]).map(({ risk }) => risk)).toEqual([
    0,
    0.25,
    1 / 3,
    0.5,
  ]);
});

test("places: sure where one is far ahead, wide where two are level", () => {
  const values = Array.from({ length: 50 }, (_, at) => Math.sin(at));
  const models = [values.map((value) => value + 3), values, values.map((_, at) => Math.sin(at * 1.7))];
  const [ahead, ...others] = rankIntervals(models, how);
  expect(ahead).toMatchObject({ rank: 1, lo: 1, hi: 1, first: 1 });
  for (const one of others) expect(one).toMatchObject({ lo: 2, hi: 3, first: 0 });
  expect(rankIntervals(models, how)).toEqual(rankIntervals(models, how));
  // equal models share the place, and each is first whenever the other is
  expect(rankIntervals([values, values], how).map(({ rank, first }) => [rank, first])).toEqual([
    [1, 1],
    [1, 1],
  ]);
});

test("Bradley-Terry: 3 to 1 is a gap of ln 3; who never loses has no strength", () => {
  const matches = (won: number, lost: number): Match[] => [
    ...Array.from({ length: won }, (): Match => [0, 1, 1]),
    ...Array.from({ length: lost }, (): Match => [0, 1, 0]),
  ];
  const { strengths, intervals, fitted } = bradleyTerry(matches(30, 10), 2, { ...how, resamples: 200 });
  expect(strengths[0]! - strengths[1]!).toBeCloseTo(Math.log(3), 12);
  expect(fitted).toBe(200);
  expect(intervals[0]!.lo).toBeLessThan(strengths[0]!);
  expect(intervals[0]!.hi).toBeGreaterThan(strengths[0]!);
  expect(apart(wins(matches(5, 0), 2))).not.toBeNull();
  expect(apart(wins([[0, 1, 0.5]], 2))).toBeNull();
});
