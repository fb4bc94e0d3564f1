// Orders: both ends, walks and distances, each against the rule that it follows.
import { expect, test } from "vitest";
import { diversify, marginal } from "../../../runtime/context/diversify.ts";
import { order } from "../../../runtime/context/order.ts";
import { bestRoute } from "../../../runtime/context/route.ts";
import { walk, walked } from "../../../runtime/context/walk.ts";
import { maxsim } from "../../../runtime/encoder/maxsim.ts";
import { stream } from "../../../runtime/random.ts";
import type { Passage, Tree, Value } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";

const texts = (...all: string[]): Passage[] =>
  all.map((text, at) => ({ kind: "passage", id: String(at), text, source: at }));
const scored = (...all: (number | undefined)[]): Passage[] =>
  all.map((score, at) => ({
    kind: "passage",
    id: String(at),
    text: "",
    ...(score !== undefined && { score }),
  }));
const ids = (of: Value): string => (of as readonly Passage[]).map(({ id }) => id).join("");

test("edges: the best first, the second last, the worst in the middle", async () => {
  const by = async (of: Passage[]) => ids(await call(order, { of, by: "edges" }));
  expect(await by(scored(5, 4, 3, 2, 1))).toBe("02431");
  expect(await by(scored(4, 3, 2, 1))).toBe("0231");
  expect(await by(scored(1, 2, 3))).toBe("201");
  expect(await by(texts("a", "b", "c"))).toBe("021");
  expect(await by([])).toBe("");
  const tree: Tree = {
    kind: "tree",
    scope: "",
    aspects: ["A", "B", "C"].map((name) => ({ name, descriptions: [] })),
  };
  expect(((await call(order, { of: tree, by: "edges" })) as Tree).aspects.map(({ name }) => name)).toEqual([
    "A",
    "C",
    "B",
  ]);
});

test("what has no score comes last and is counted, NaN too", async () => {
  const seen = reach();
  expect(ids(await order.run({ of: scored(undefined, 1, NaN, 2), by: "score" }, seen))).toBe("3102");
  expect([...seen.notes]).toEqual([["order: passages without a score, put last", 2]]);
});

/** Likenesses of `size` passages, seeded. */
function likeness(size: number, seed: number): (a: number, b: number) => number {
  const { next } = stream(seed);
  const all = Array.from({ length: size }, () => Array.from({ length: size }, next));
  return (a, b) => all[Math.min(a, b)]![Math.max(a, b)]!;
}

function* permutations(items: readonly number[]): Generator<number[]> {
  if (items.length === 0) yield [];
  for (const item of items)
    for (const rest of permutations(items.filter((one) => one !== item))) yield [item, ...rest];
}

test("a walk where all are joined: of all orders from the first the one with the most alike steps, the earlier step first", () => {
  for (let size = 1; size <= 7; size++) {
    const alike = likeness(size, size);
    const steps = (path: readonly number[]) => path.slice(1).map((at, nth) => alike(path[nth]!, at));
    const more = (a: readonly number[], b: readonly number[]) => {
      const at = a.findIndex((one, nth) => one !== b[nth]);
      return at >= 0 && a[at]! > b[at]!;
    };
    let best: number[] | undefined;
    for (const path of permutations(Array.from({ length: size }, (_, at) => at)))
      if (path[0] === 0 && (!best || more(steps(path), steps(best)))) best = path;
    expect(walked(size, size, alike)).toEqual({ order: best, begins: 1 });
  }
});

test("the best walk of up to nine is the one that trying all orders finds, the first of equal ones", () => {
  const sum = (path: readonly number[], alike: (a: number, b: number) => number) =>
    path.slice(1).reduce((all, at, nth) => all + alike(path[nth]!, at), 0);
  for (let size = 0; size <= 9; size++) {
    // whole numbers, so that many orders are equal
    const drawn = likeness(size, 100 + size);
    const alike = (a: number, b: number) => Math.floor(4 * drawn(a, b));
    let [best, most] = [[] as readonly number[], -Infinity];
    for (const path of permutations(Array.from({ length: size }, (_, at) => at))) {
      const own = sum(path, alike);
      if (own > most) [best, most] = [path, own];
    }
    expect(bestRoute(size, alike)).toEqual(best);
    expect(sum(walked(size, size, alike).order, alike)).toBeLessThanOrEqual(most);
  }
}, 30_000);

test("the best walk by words, and the most passages that it takes", async () => {
  const all = texts("red boat", "old mill", "red boat lake", "old mill river lake");
  // greedy goes from the boat to the boat by the lake and on; so does the best
  expect(ids(await call(walk, { passages: all, route: "best" }))).toBe("0231");
  const many = texts(...Array.from({ length: 17 }, (_, n) => `w${n}`));
  expect(await failure(call(walk, { passages: many, route: "best" }))).toMatch(
    /^E203: 'walk' takes up to 16 passages/,
  );
});

test("a walk is a permutation, always the same, and more alike from step to step than by chance", () => {
  const size = 9;
  const mean = (path: readonly number[], alike: (a: number, b: number) => number) =>
    path.slice(1).reduce((sum, at, nth) => sum + alike(path[nth]!, at), 0) / (size - 1);
  let [own, chance] = [0, 0];
  for (let seed = 0; seed < 50; seed++) {
    const alike = likeness(size, seed);
    for (const k of [1, 2, 8]) {
      const { order: path } = walked(size, k, alike);
      expect(path.toSorted((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, at) => at));
      expect(walked(size, k, alike).order).toEqual(path);
    }
    own += mean(walked(size, size, alike).order, alike);
    chance += mean(
      Array.from({ length: size }, (_, at) => at),
      alike,
    );
  }
  expect(own).toBeGreaterThan(1.3 * chance);
});

test("a walk by words begins again where nothing is joined, at the one with the fewest joins", async () => {
  const seen = reach();
  const all = texts("red boat", "old mill", "red boat lake", "old mill river");
  expect(ids(await walk.run({ passages: all, k: 1 }, seen))).toBe("0213");
  expect([...seen.notes]).toEqual([["walk: beginnings", 2]]);
  expect(await call(walk, { passages: [] })).toEqual([]);
});

test("MMR by hand: near to the query, far from what is taken", async () => {
  // nearness to the query 0.9, 0.8, 0.5; the first two are nearly the same
  const near = [0.9, 0.8, 0.5];
  const alike = (a: number, b: number) =>
    b === 3 ? near[a]! : Math.min(a, b) + Math.max(a, b) === 1 ? 0.95 : 0.1;
  expect(marginal(3, 3, 1, alike)).toEqual([0, 1, 2]);
  // 1: 0.4 - 0.475; 2: 0.25 - 0.05
  expect(marginal(3, 3, 0.5, alike)).toEqual([0, 2, 1]);
  const seen = reach();
  const all = texts("red boat", "red boat", "red mill");
  expect(ids(await diversify.run({ passages: all, query: "red boat", lambda: 0.4, k: 2 }, seen))).toBe("02");
  expect([...seen.notes]).toEqual([["diversify: passages left out", 1]]);
  expect(ids(await call(diversify, { passages: all, query: "red boat", lambda: 1 }))).toBe("012");
  expect(await call(diversify, { passages: [], query: "" })).toEqual([]);
});

test("MaxSim by hand: each vector of the query with its nearest, in sum", async () => {
  const query = [
    [1, 0],
    [0, 1],
  ];
  const passage = [
    [0.5, 0],
    [0, 2],
    [-1, 0],
  ];
  expect(await call(maxsim, { query, passage, similarity: "dot" })).toBe(2.5);
  expect(await call(maxsim, { query, passage })).toBe(2);
  // as ColBERT has it: the squared distance below 0
  expect(await call(maxsim, { query, passage, similarity: "l2" })).toBe(-1.25);
  expect(await call(maxsim, { query: [], passage })).toBe(0);
  const failing = (args: { [name: string]: Value }) =>
    failure(Promise.resolve().then(() => call(maxsim, args)));
  expect(await failing({ query, passage: [[1]] })).toMatch(/^E203: 'maxsim' takes vectors of one length/);
  expect(await failing({ query, passage: [] })).toMatch(/^E203: 'maxsim' takes a passage with vectors/);
});
