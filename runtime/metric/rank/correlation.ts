// Whether two lists of numbers order the same items alike.
import { doc, listOf, num, operator } from "../../operator.ts";
import { dataError } from "../../problem.ts";
import { correlation } from "../../stats/moments.ts";
import * as types from "../../../dsl/types/types.ts";

type Pair = readonly [number, number];
type Pairs = readonly Pair[];

/**
 * Kendall's tau-b, which takes ties into account: pairs of items in the same order less those in opposite order, over the geometric
 * mean of the pairs that either list tells apart. By Knight's algorithm, n log n.
 */
export function kendallOf(pairs: Pairs): number {
  const sorted = pairs.toSorted(([a, c], [b, d]) => a - b || c - d);
  const all = pairsOf(pairs.length);
  const firsts = tied(sorted, ([a], [b]) => a === b);
  const both = tied(sorted, ([a, c], [b, d]) => a === b && c === d);
  const [seconds, swaps] = mergeSort(sorted.map(([, second]) => second));
  const ties = tied(seconds, (a, b) => a === b);
  const difference = all - firsts - ties + both - 2 * swaps;
  return difference / Math.sqrt((all - firsts) * (all - ties));
}

const pairsOf = (n: number): number => (n * (n - 1)) / 2;

/** Pairs of sorted values that are equal. */
function tied<T>(sorted: readonly T[], same: (a: T, b: T) => boolean): number {
  let [sum, from] = [0, 0];
  for (let at = 1; at <= sorted.length; at++) {
    if (at < sorted.length && same(sorted[at] as T, sorted[from] as T)) continue;
    sum += pairsOf(at - from);
    from = at;
  }
  return sum;
}

/** The values sorted, and how many pairs of them stood in the wrong order. */
function mergeSort(values: readonly number[]): readonly [sorted: readonly number[], swaps: number] {
  if (values.length < 2) return [values, 0];
  const half = values.length >> 1;
  const [left, ofLeft] = mergeSort(values.slice(0, half));
  const [right, ofRight] = mergeSort(values.slice(half));
  const merged: number[] = [];
  let [at, swaps] = [0, ofLeft + ofRight];
  for (const value of right) {
    for (; at < left.length && (left[at] ?? 0) <= value; at++) merged.push(left[at] ?? 0);
    swaps += left.length - at;
    merged.push(value);
  }
  return [[...merged, ...left.slice(at)], swaps];
}

/** Spearman's rho: Pearson's r of the ranks, equal values sharing the mean of theirs. */
export const spearmanOf = (pairs: Pairs): number =>
  correlation(ranks(pairs.map(([first]) => first)), ranks(pairs.map(([, second]) => second)));

function ranks(values: readonly number[]): Float64Array {
  const order = values.map((value, at) => [value, at] as const).sort(([a], [b]) => a - b);
  const made = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && order[to]?.[0] === order[from]?.[0]) to++;
    for (const [, at] of order.slice(from, to)) made[at] = (from + to + 1) / 2;
    from = to;
  }
  return made;
}

/** Numbers by item. Errors: E204 where the lists differ in length, or where one of them does not tell any two items apart. */
function paired(metric: string, a: readonly number[], b: readonly number[]): Pairs {
  const wrong = (what: string, hint: string) => dataError("E204", `'${metric}' ${what}`, hint);
  if (a.length !== b.length)
    throw wrong(
      `takes two lists of the same items: ${a.length} and ${b.length} numbers`,
      "give both of the same rows",
    );
  if (a.length < 2) throw wrong(`needs two items, and has ${a.length}`, "one item has no order");
  for (const list of [a, b])
    if (list.every((value) => value === list[0]))
      throw wrong("is not defined where all numbers of a list are equal", "such a list has no order");
  return a.map((first, at) => [first, b[at] ?? NaN] as const);
}

const params = {
  a: doc("numbers, one per item: scores, ranks, grades", listOf(num)),
  b: doc("numbers of the same items, in the same order of items", listOf(num)),
};

/** `kendall_tau(a, b)`: tau-b, -1 to 1, as `scipy.stats.kendalltau`. Errors: E204. */
export const kendallTau = operator({
  name: "kendall_tau",
  family: "score",
  doc: "whether two lists of numbers order items alike: 1 the same, -1 the opposite; tau-b, ties taken into account",
  params,
  returns: types.num,
  metric: { range: "graded" },
  run: ({ a, b }) => kendallOf(paired("kendall_tau", a, b)),
});

/** `spearman(a, b)`: rho, -1 to 1, as `scipy.stats.spearmanr`. Errors: E204. */
export const spearman = operator({
  name: "spearman",
  family: "score",
  doc: "the correlation of the ranks of two lists of numbers, -1 to 1; equal numbers share their ranks",
  params,
  returns: types.num,
  metric: { range: "graded" },
  run: ({ a, b }) => spearmanOf(paired("spearman", a, b)),
});
