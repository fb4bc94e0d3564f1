// Ranking metrics on rankings small enough to check by hand, and what holds of all rankings.
import fc from "fast-check";
import { expect, test } from "vitest";
import { identity } from "../../../runtime/metric/identity.ts";
import { kendallTau, spearman } from "../../../runtime/metric/rank/correlation.ts";
import { ndcg } from "../../../runtime/metric/rank/ndcg.ts";
import { averagePrecision, precision, rPrecision } from "../../../runtime/metric/rank/precision.ts";
import { trecOrder } from "../../../runtime/metric/rank/ranking.ts";
import { recall, success } from "../../../runtime/metric/rank/recall.ts";
import { reciprocalRank } from "../../../runtime/metric/rank/reciprocal-rank.ts";
import { bpref, hole } from "../../../runtime/metric/rank/unjudged.ts";
import type { Operator } from "../../../runtime/operator.ts";
import { bare, type Value } from "../../../runtime/value.ts";
import { reach } from "../call.ts";
import { planned } from "../program.ts";

type Args = { readonly [name: string]: Value };
const of = (metric: Operator, ranking: Value, relevant: Value, args: Args = {}, noted = reach()): number =>
  metric.run({ ranking, relevant, ...args }, noted) as number;
const grades = (record: { readonly [id: string]: number }): Value => bare(Object.entries(record));
const letters = (text: string): string[] => text.split("");

test("ndcg: the example of Wikipedia's page on discounted cumulative gain", () => {
  const judgments = grades({ d1: 3, d2: 2, d3: 3, d4: 0, d5: 1, d6: 2, d7: 3, d8: 2 });
  const ranking = ["d1", "d2", "d3", "d4", "d5", "d6"];
  expect(of(ndcg, ranking, judgments, { k: 6 })).toBeCloseTo(0.785, 3);
  // both ideals reach beyond what was found
  expect(of(ndcg, ranking, judgments)).toBeLessThan(of(ndcg, ranking, judgments, { k: 6 }));
});

test("ndcg: a gain of 2^grade - 1 where that is asked for", () => {
  const judgments = grades({ a: 2, b: 1 });
  const discount = 1 / Math.log2(3);
  expect(of(ndcg, ["b", "a"], judgments)).toBeCloseTo((1 + 2 * discount) / (2 + discount), 12);
  expect(of(ndcg, ["b", "a"], judgments, { gain: "exp" })).toBeCloseTo(
    (1 + 3 * discount) / (3 + discount),
    12,
  );
});

test("metrics of what is relevant or not", () => {
  // relevant a, b, c, d at ranks 1, 3, 6, and d never found
  const [ranking, relevant] = [letters("axbyzc"), letters("abcd")];
  const all = (metric: Operator, args: Args = {}) => of(metric, ranking, relevant, args);
  expect(all(averagePrecision)).toBeCloseTo((1 + 2 / 3 + 3 / 6) / 4, 12);
  expect(all(averagePrecision, { k: 3 })).toBeCloseTo((1 + 2 / 3) / 4, 12);
  expect(all(precision)).toBe(0.5);
  expect(all(precision, { k: 2 })).toBe(0.5);
  expect(all(precision, { k: 10 })).toBe(0.3);
  expect(all(recall)).toBe(0.75);
  expect(all(recall, { k: 3 })).toBe(0.5);
  expect(all(recall, { k: 3, capped: true })).toBeCloseTo(2 / 3, 12);
  expect(all(rPrecision)).toBe(0.5);
  expect(all(reciprocalRank)).toBe(1);
  expect(of(reciprocalRank, letters("xya"), relevant)).toBeCloseTo(1 / 3, 12);
  expect(of(reciprocalRank, letters("xya"), relevant, { k: 2 })).toBe(0);
  expect([1, 2, 3].map((k) => of(success, letters("xya"), relevant, { k }))).toEqual([0, 0, 1]);
});

test("level says which grade is relevant, and a grade below 0 says nothing", () => {
  const judgments = grades({ a: 1, b: 2, c: -1, n: 0 });
  expect(of(precision, letters("abcn"), judgments)).toBe(0.5);
  expect(of(precision, letters("abcn"), judgments, { level: 2 })).toBe(0.25);
  expect(of(ndcg, letters("cba"), judgments)).toBeLessThan(of(ndcg, letters("bac"), judgments));
});

test("bpref goes by what was judged: unjudged ids and grades below 0 are passed over", () => {
  const judgments = grades({ a: 1, b: 1, m: 0, n: 0, p: -1 });
  // before a one of two, before b both
  expect(of(bpref, letters("manb"), judgments)).toBe(0.25);
  expect(of(bpref, letters("xmpaynb"), judgments)).toBe(0.25);
  expect(of(bpref, letters("abmn"), judgments)).toBe(1);
  // there was one only to stand before them
  expect(of(bpref, letters("mab"), grades({ a: 1, b: 1, m: 0 }))).toBe(0);
});

test("hole: the share that nobody judged, of k places", () => {
  expect(of(hole, letters("axby"), letters("ab"))).toBe(0.5);
  expect(of(hole, letters("axby"), letters("ab"), { k: 2 })).toBe(0.5);
  expect(of(hole, letters("xy"), letters("ab"), { k: 4 })).toBe(0.5);
});

test("scores by id are ranked by trec_eval's rule: ties from the last id, as 32-bit numbers", () => {
  const scores = grades({ a: 1, c: 1, b: 1, top: 2 });
  expect(trecOrder(Object.entries(scores as object) as [string, number][])).toEqual(["top", "c", "b", "a"]);
  // apart as 64-bit numbers, equal as 32-bit ones
  const near: [string, number][] = [
    ["a", 1 + 1e-9],
    ["b", 1],
  ];
  expect(trecOrder(near)).toEqual(["b", "a"]);
  // as C compares bytes, not as JavaScript compares UTF-16
  expect(trecOrder([["\uffff", 1], ["\u{1f600}", 1]])).toEqual(["\u{1f600}", "\uffff"]); // prettier-ignore
  expect(of(success, scores, ["a"], { k: 3 })).toBe(0);
});

test("passages are ranked as listed, or by their scores where that is asked for", () => {
  const hits = [
    { kind: "passage", id: "a", text: "", score: 1 },
    { kind: "passage", id: "b", text: "", score: 2 },
    { kind: "passage", id: "c", text: "", score: 2 },
  ] as const;
  expect(of(reciprocalRank, hits, ["a"])).toBe(1);
  expect(of(reciprocalRank, hits, ["a"], { order: "trec" })).toBeCloseTo(1 / 3, 12);
  expect(of(reciprocalRank, hits, ["c"], { order: "trec" })).toBe(1);
  expect(() => of(ndcg, ["a"], ["a"], { order: "trec" })).toThrow("'ndcg' has no scores to rank by");
});

test("numbers are ids too", () => {
  expect(of(recall, [12, 40], grades({ "12": 1, "7": 1 }))).toBe(0.5);
});

test("a row without judgments has no score, one without a relevant id scores 0", () => {
  expect(() => of(ndcg, ["a"], [])).toThrow("'ndcg' needs judgments, and this row has none");
  expect(() => of(recall, ["a"], grades({}))).toThrow(expect.objectContaining({ code: "E204" }));
  const none = [ndcg, averagePrecision, reciprocalRank, precision, recall, success, rPrecision, bpref];
  expect(none.map((metric) => of(metric, ["a"], grades({ a: 0 })))).toEqual(none.map(() => 0));
  expect(none.map((metric) => of(metric, [], ["a"]))).toEqual(none.map(() => 0));
});

test("what is odd in a row is told", () => {
  expect(() => of(ndcg, ["a", "b", "a"], ["a"])).toThrow(`'ndcg' has the id "a" twice in one ranking`);
  expect(() => of(ndcg, "a", ["a"])).toThrow(/'ndcg' takes ranking: .*, but got "a"/);
  expect(() => of(ndcg, grades({ a: Number.NaN }), ["a"])).toThrow(expect.objectContaining({ code: "E203" }));
  const noted = reach();
  expect(of(recall, ["a"], ["a", "a"], {}, noted)).toBe(1);
  expect([...noted.notes]).toEqual([["recall: ids that stand twice among the relevant ones count once", 1]]);
});

test("what is no ranking is told before anything runs", () => {
  const rows =
    'data rows = table([{ id: "1", hits: ["a"], grades: { a: 1 } }, { id: "2", hits: ["b"], grades: { b: 2, c: 0 } }])';
  const scored = (metric: string) => () => planned([rows, `score s of rows { metric m = ${metric} }`]);
  expect(scored("ndcg(.hits, .grades, k: 10)")).not.toThrow();
  expect(scored("ndcg({ a: 1.5, b: 1 }, .hits)")).not.toThrow();
  expect(scored("ndcg(.id, .grades)")).toThrow(/E203 'ndcg' takes ranking: .* but got Text/);
  expect(scored('ndcg(.hits, { a: "1" })')).toThrow(/E203 'ndcg' takes relevant: .* but got/);
  expect(scored("ndcg(.hits, .grades, k: 0)")).toThrow(/E216/);
  expect(scored("ndcg(.hits, .grades, kk: 10)")).toThrow(/'ndcg' has no .*'kk'/);
});

test("the identity says the options that were written", () => {
  expect(identity(ndcg.signature, { k: 10 })).toBe("ndcg v1 (k=10)");
  expect(identity(ndcg.signature, { gain: "exp", k: 10 })).toBe('ndcg v1 (k=10, gain="exp")');
  expect(identity(recall.signature, { k: 5, capped: true })).toBe("recall v1 (k=5, capped=true)");
});

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 });
const judgedIds = ids.chain((all) =>
  fc.tuple(
    fc.constant(all),
    fc.array(fc.integer({ min: -1, max: 3 }), { minLength: all.length, maxLength: all.length }),
  ),
);
const whole = [ndcg, averagePrecision, reciprocalRank, recall, success, rPrecision, bpref];

test("a perfect ranking is 1, and none is below 0 or above 1", () => {
  fc.assert(
    fc.property(judgedIds, ([all, values]) => {
      const judgments = bare(all.map((id, at) => [id, values[at] ?? 0]));
      const best = all
        .map((id, at) => [id, values[at] ?? 0] as const)
        .sort(([, a], [, b]) => b - a)
        .map(([id]) => id);
      const some = values.some((grade) => grade > 0);
      for (const metric of whole) {
        expect(of(metric, best, judgments)).toBeCloseTo(some ? 1 : 0, 12);
        const any = of(metric, all, judgments);
        expect(any >= 0 && any <= 1 + 1e-12).toBe(true);
        // a k beyond the ranking changes nothing, where there is one, and ids that nobody judged behind it do not either
        const k = metric.signature.params.some(({ name }) => name === "k") ? { k: 100 } : {};
        expect(of(metric, all, judgments, k)).toBe(any);
        expect(of(metric, [...all, "unjudged"], judgments)).toBe(any);
      }
    }),
  );
});

test("ids of one grade may change places", () => {
  fc.assert(
    fc.property(judgedIds, fc.nat(), fc.nat(), ([all, values], one, other) => {
      const [a, b] = [one % all.length, other % all.length];
      if (values[a] !== values[b]) return;
      const moved = all.with(a, all[b] ?? "").with(b, all[a] ?? "");
      const judgments = bare(all.map((id, at) => [id, values[at] ?? 0]));
      for (const metric of [...whole, precision, hole])
        expect(of(metric, moved, judgments)).toBe(of(metric, all, judgments));
    }),
  );
});

const tau = (a: readonly number[], b: readonly number[]): number =>
  kendallTau.run({ a, b }, reach()) as number;
const rho = (a: readonly number[], b: readonly number[]): number => spearman.run({ a, b }, reach()) as number;

test("kendall_tau and spearman: values of the documentation of scipy", () => {
  expect(tau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])).toBeCloseTo(-0.47140452079103173, 12);
  expect(rho([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12);
  expect([tau([1, 2, 3], [1, 2, 3]), tau([1, 2, 3], [3, 2, 1])]).toEqual([1, -1]);
  expect(rho([1, 2, 3], [30, 20, 10])).toBeCloseTo(-1, 12);
});

test("kendall_tau is what counting all pairs gives", () => {
  const few = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), {
    minLength: 2,
    maxLength: 30,
  });
  fc.assert(
    fc.property(few, (pairs) => {
      const [a, b] = [pairs.map(([one]) => one), pairs.map(([, one]) => one)];
      if (new Set(a).size === 1 || new Set(b).size === 1) return;
      let [sum, ofA, ofB] = [0, 0, 0];
      for (const [i, [x, y]] of pairs.entries())
        for (const [u, v] of pairs.slice(i + 1)) {
          sum += Math.sign(x - u) * Math.sign(y - v);
          ofA += Math.abs(Math.sign(x - u));
          ofB += Math.abs(Math.sign(y - v));
        }
      expect(tau(a, b)).toBeCloseTo(sum / Math.sqrt(ofA * ofB), 12);
    }),
  );
});

test("an order that is not there is told", () => {
  expect(() => tau([1, 2], [1])).toThrow("'kendall_tau' takes two lists of the same items: 2 and 1 numbers");
  expect(() => rho([1], [1])).toThrow("'spearman' needs two items, and has 1");
  expect(() => rho([1, 2], [3, 3])).toThrow(
    "'spearman' is not defined where all numbers of a list are equal",
  );
});
