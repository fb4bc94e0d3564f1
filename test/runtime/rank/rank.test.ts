// Rankers against models that know: what is asked how often, and what then stands where.
import { expect, test } from "vitest";
import { ndcgOf } from "../../../runtime/metric/rank/ndcg.ts";
import { stream } from "../../../runtime/random.ts";
import { rankList } from "../../../runtime/rank/list.ts";
import { rankPairs } from "../../../runtime/rank/pairs.ts";
import { rankPoints } from "../../../runtime/rank/points.ts";
import type { Passage, Value } from "../../../runtime/value.ts";
import { failure } from "../call.ts";
import {
  answering,
  graded,
  grades,
  idsOf,
  model,
  perfect,
  prompt,
  type Ranked,
  rankedAs,
  shuffled,
} from "./oracle.ts";

const best = (size: number, k: number): number[] => Array.from({ length: k }, (_, at) => size - at);

type More = { readonly [name: string]: Value };
const list = async (
  passages: readonly Passage[],
  more: More = {},
  by = answering(perfect),
): Promise<Ranked> => rankedAs(await rankList.run({ passages, prompt, with: model, ...more }, by));

test("one pass of windows of 20 by 10 over 100: 9 calls, and the top 10 exactly, whatever the order before", async () => {
  let least = 100;
  for (let seed = 0; seed < 60; seed++) {
    const made = await list(shuffled(100, seed));
    expect(made).toMatchObject({ calls: 9, prompt_tokens: 9, output_tokens: 9, repaired: 0, unread: 0 });
    expect(grades(made.passages).toSorted((a, b) => a - b)).toEqual(best(100, 100).reverse());
    const right = grades(made.passages).findIndex((grade, at) => grade !== 100 - at);
    least = Math.min(least, right < 0 ? 100 : right);
  }
  expect(least).toBe(10);
});

test("at most 9 passes sort all 100, and full ranking does it in one call", async () => {
  for (let seed = 0; seed < 12; seed++) {
    const made = await list(shuffled(100, seed), { passes: 9 });
    expect(grades(made.passages)).toEqual(best(100, 100));
    expect(made.calls).toBe(81);
  }
  // the worst case for windows that go up: the order turned around needs all of them
  const full = await list(shuffled(100, 1), { window: 100, step: 50 });
  expect([full.calls, grades(full.passages)]).toEqual([1, best(100, 100)]);
});

test("over 200 orders one pass has 11.2 right at the top in the mean, and 8.7 passes sort all", async () => {
  let [top, passes, most] = [0, 0, 0];
  for (let seed = 0; seed < 200; seed++) {
    let of: readonly Passage[] = shuffled(100, 1000 + seed);
    for (let pass = 1; ; pass++) {
      of = (await list(of)).passages;
      const right = grades(of).findIndex((grade, at) => grade !== 100 - at);
      if (pass === 1) top += (right < 0 ? 100 : right) / 200;
      if (right >= 0) continue;
      passes += pass / 200;
      most = Math.max(most, pass);
      break;
    }
  }
  expect(top).toBeCloseTo(11.2, 0);
  expect(passes).toBeCloseTo(8.67, 0);
  expect(most).toBeLessThanOrEqual(9);
}, 60_000);

test("a ranking that is right stays as it is, in any order it came: the ends of full ranking are the same", async () => {
  const right = graded(...best(40, 40));
  expect(idsOf((await list(right)).passages)).toBe(idsOf(right));
  const [a, b] = [await list(shuffled(40, 1), { window: 40 }), await list(shuffled(40, 2), { window: 40 })];
  expect(grades(a.passages)).toEqual(grades(b.passages));
});

test("windows that share less lose more: nDCG@10 of 20 by 15 is below that of 20 by 10, which is that of full ranking", async () => {
  const ndcg = async (seed: number, more: More) => {
    const { passages } = await list(shuffled(100, seed), more);
    const all = grades(passages);
    return ndcgOf({ hits: all, grades: all }, 10, "linear");
  };
  let [ten, fifteen] = [0, 0];
  for (let seed = 0; seed < 10; seed++) {
    expect(await ndcg(seed, {})).toBe(1);
    expect(await ndcg(seed, { window: 100 })).toBe(1);
    ten += await ndcg(seed, {});
    fifteen += await ndcg(seed, { step: 15 });
  }
  expect(fifteen).toBeLessThan(ten);
});

test("replies that are no order are repaired and counted; without a number nothing moves", async () => {
  const by = answering((_, nth) => ["[2]", "no idea", "2 > 1 > 3"][nth] ?? "");
  const made = await list(graded(1, 2, 3, 4, 5), { window: 3, step: 1 }, by);
  // [2, 5) -> 4 3 5; [1, 4) unread; [0, 3) -> 2 1 4
  expect(grades(made.passages)).toEqual([2, 1, 4, 3, 5]);
  expect(made).toMatchObject({ calls: 3, repaired: 2, unread: 1 });
  expect([...by.notes]).toEqual([
    ["rank_list: replies that were no order of all that was asked, repaired", 2],
    ["rank_list: replies that could not be read", 1],
  ]);
});

test("no passages, one, and ids that stand twice; k, scores at their ranks", async () => {
  const by = answering(perfect);
  expect(await list([], {}, by)).toMatchObject({ passages: [], calls: 0 });
  expect(await list(graded(1), {}, by)).toMatchObject({ calls: 0, passages: [{ id: "0", score: 1 }] });
  const [one] = graded(1);
  await list([one!, one!], {}, by);
  expect([...by.notes]).toEqual([
    ["rank_list: lists without passages", 1],
    ["rank_list: passages whose id another one has", 1],
  ]);
  const scored = graded(1, 3, 2).map((passage, at): Passage => ({ ...passage, score: 0.9 - at / 10 }));
  const top = (await list(scored, { k: 2 })).passages;
  expect(top.map(({ id, score }) => [id, score])).toEqual([
    ["1", 0.9],
    ["2", 0.8],
  ]);
  expect(await failure(list(scored, { window: 5, step: 6 }))).toMatch(
    /^E203: 'rank_list' takes a step up to/,
  );
  expect(await failure(list(scored, { k: 0 }))).toMatch(/^E203/);
});

/** Which of two is better, and how they are called. */
const duel = ([a = 0, b = 0]: readonly number[]): string =>
  a === b ? "neither" : a > b ? "Passage A" : "Passage B";
const pairs = async (passages: readonly Passage[], more: More = {}, by = answering(duel)): Promise<Ranked> =>
  rankedAs(await rankPairs.run({ passages, prompt, with: model, ...more }, by));

test("every two: n (n - 1) calls, asked together; half a point for a tie", async () => {
  const by = answering(duel);
  const made = await pairs(shuffled(12, 3), {}, by);
  expect([made.calls, grades(made.passages)]).toEqual([132, best(12, 12)]);
  expect(by.waves).toEqual([132]);
  const tied = await pairs(graded(1, 2, 2));
  expect(tied.passages.map(({ id, score }) => [id, score])).toEqual([
    ["1", 1.5],
    ["2", 1.5],
    ["0", 0],
  ]);
  expect(tied.unread).toBe(2);
});

test("a model that always prefers the first it sees changes nothing: both orders are asked", async () => {
  for (const by of ["all", "heap", "bubble"]) {
    const made = await pairs(
      shuffled(8, 5),
      { by },
      answering(() => "A"),
    );
    expect([by, idsOf(made.passages)]).toEqual([by, "0 1 2 3 4 5 6 7"]);
  }
});

test("sorting: the best k exactly, with fewer calls", async () => {
  for (let seed = 0; seed < 20; seed++) {
    const heap = await pairs(shuffled(32, seed), { by: "heap" });
    expect(grades(heap.passages)).toEqual(best(32, 32));
    expect(heap.calls).toBeLessThan(32 * 31);
    const top = await pairs(shuffled(32, seed), { by: "heap", k: 5 });
    expect(grades(top.passages)).toEqual(best(32, 5));
    expect(top.calls).toBeLessThan(heap.calls);
    const bubble = await pairs(shuffled(32, seed), { by: "bubble", k: 5 });
    expect(grades(bubble.passages)).toEqual(best(32, 5));
    // two calls for each of k (2 n - k - 1) / 2 comparisons
    expect(bubble.calls).toBe(5 * (64 - 5 - 1));
  }
});

test("whatever is said, a sort gives a permutation and ends; labels are words", async () => {
  const { next } = stream(9);
  for (const by of ["all", "heap", "bubble"]) {
    const made = await pairs(
      shuffled(15, 1),
      { by },
      answering(() => (next() < 0.5 ? "A" : "B")),
    );
    expect(grades(made.passages).toSorted((a, b) => b - a)).toEqual(best(15, 15));
  }
  const unread = await pairs(
    graded(1, 2),
    {},
    answering(() => "An Apple, Bob"),
  );
  expect(unread).toMatchObject({ calls: 2, unread: 2 });
  const named = await pairs(
    graded(1, 2),
    { labels: ["[1]", "[2]"] },
    answering(([a = 0, b = 0]) => (a > b ? "[1]" : "[2]")),
  );
  expect(grades(named.passages)).toEqual([2, 1]);
  expect(await failure(pairs(graded(1), { labels: ["A"] }))).toMatch(/^E203: 'rank_pairs' takes two labels/);
});

test("points: each by itself, together; what is no number comes last and is counted", async () => {
  const by = answering(([grade]) => (grade === 2 ? "rather" : ` ${grade} `));
  const made = rankedAs(await rankPoints.run({ passages: graded(1, 2, 3), prompt, with: model }, by));
  expect(made.passages.map(({ id, score }) => [id, score])).toEqual([
    ["2", 3],
    ["0", 1],
    ["1", undefined],
  ]);
  expect(made).toMatchObject({ calls: 3, prompt_tokens: 3, unread: 1 });
  expect(by.waves).toEqual([3]);
  expect([...by.notes]).toEqual([["rank_points: replies that could not be read", 1]]);
});

test("what is no prompt, and a model that fails, are named", async () => {
  const text = async () => "text" as never;
  expect(
    await failure(
      Promise.resolve(rankPoints.run({ passages: graded(1), prompt: text, with: model }, answering(duel))),
    ),
  ).toMatch(/^E204: 'rank_points' needs a prompt/);
});
