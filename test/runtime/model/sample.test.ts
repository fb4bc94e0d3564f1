// Choosing tokens: ties, temperature, top-k, top-p, min-p, and random streams that need no state.
import { describe, expect, test } from "vitest";
import { stream } from "../../../runtime/model/random.ts";
import { greedy, logSum, sample } from "../../../runtime/model/sample.ts";

const logits = Float32Array.of(1, 3, 2, 3, -Infinity, 0);
const draws = (sampling: Parameters<typeof sample>[1], n = 20_000): number[] => {
  const random = stream(7, [1, 2, 3]);
  const counts = Array<number>(logits.length).fill(0);
  for (let at = 0; at < n; at++) counts[sample(logits, sampling, random(at))]!++;
  return counts.map((count) => count / n);
};

test("greedy takes the lowest id among equals", () => {
  expect(greedy(logits)).toBe(1);
  expect(sample(logits, { temperature: 0 }, 0.99)).toBe(1);
});

test("log-probabilities add up to one", () => {
  const norm = logSum(logits);
  expect([...logits].reduce((sum, logit) => sum + Math.exp(logit - norm), 0)).toBeCloseTo(1, 12);
  expect(logSum(Float32Array.of(1, Number.NaN))).toBeNaN();
  expect(logSum(Float32Array.of(1000, 1000))).toBeCloseTo(1000 + Math.log(2), 4);
});

describe("sampling", () => {
  const expected = (kept: readonly number[], temperature = 1): number[] => {
    const weights = [...logits].map((logit, id) => (kept.includes(id) ? Math.exp(logit / temperature) : 0));
    const total = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / total);
  };
  test.each([
    ["temperature 1", { temperature: 1 }, expected([0, 1, 2, 3, 5])],
    ["temperature 2", { temperature: 2 }, expected([0, 1, 2, 3, 5], 2)],
    ["top-k 3", { temperature: 1, topK: 3 }, expected([1, 2, 3])],
    ["top-k 1 is greedy", { temperature: 1, topK: 1 }, expected([1])],
    ["top-p 0.5 keeps the two likeliest", { temperature: 1, topP: 0.5 }, expected([1, 3])],
    ["top-p 0.9 keeps three", { temperature: 1, topP: 0.9 }, expected([1, 2, 3])],
    // e^-1 = 0.37 and e^-2 = 0.14 of the likeliest
    ["min-p 0.3 keeps what is 0.3 as likely as the best", { temperature: 1, minP: 0.3 }, expected([1, 2, 3])],
    ["min-p 0.4 keeps the equals", { temperature: 1, minP: 0.4 }, expected([1, 3])],
    ["min-p after temperature", { temperature: 2, minP: 0.35 }, expected([0, 1, 2, 3], 2)],
    ["min-p within top-k", { temperature: 1, topK: 4, minP: 0.2 }, expected([1, 2, 3])],
    ["min-p within top-p", { temperature: 1, topP: 0.99, minP: 0.9 }, expected([1, 3])],
    ["top-p within top-k", { temperature: 1, topK: 2, topP: 0.4 }, expected([1])],
  ])("%s follows its distribution", (_, sampling, shares) => {
    draws(sampling).forEach((share, id) => expect(Math.abs(share - shares[id]!)).toBeLessThan(0.012));
  });

  test("top-p over a vocabulary wider than its first candidates keeps exactly the mass", () => {
    const flat = new Float32Array(1000);
    const seen = new Set<number>();
    for (let n = 0; n < 5000; n++) seen.add(sample(flat, { temperature: 1, topP: 0.3 }, n / 5000));
    expect(seen.size).toBe(300);
    expect(Math.max(...seen)).toBe(299); // the lowest ids among equals
  });
});

describe("a random stream", () => {
  test("is the same whenever asked, and differs by seed and by prompt", () => {
    const first = Array.from({ length: 5 }, (_, n) => stream(1, [5])(n));
    expect(Array.from({ length: 5 }, (_, n) => stream(1, [5])(4 - n)).toReversed()).toEqual(first);
    for (const other of [stream(2, [5]), stream(1, [6]), stream(1 + 2 ** 32, [5]), stream(-1, [5])]) {
      expect(other(0)).not.toBe(first[0]);
    }
  });

  test("is uniform within streams and across seeds", () => {
    const within = Array.from({ length: 20_000 }, (_, n) => stream(3, [1])(n));
    const across = Array.from({ length: 20_000 }, (_, seed) => stream(seed, [1])(0));
    for (const numbers of [within, across]) {
      const bins = Array<number>(20).fill(0);
      for (const u of numbers) bins[Math.floor(u * 20)]!++;
      const chi = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
      expect(chi).toBeLessThan(43.8); // 19 degrees of freedom, p = 0.001
    }
  });
});
