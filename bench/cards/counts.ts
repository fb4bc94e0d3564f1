// What the cells of a card count, how that is shown, and when two counts are the same.
import { wilson } from "../../runtime/stats/wilson.ts";

/** Numbers that add up from item to item. `n`: of how many. */
export type Counts = { readonly n: number } & { readonly [what: string]: number };

/** `share`: `correct` of `n`. `mean`: of what is not right or wrong, `sum` over `n`. `f1`: of `hit` in `told` and in `gold`. */
export type Shown = keyof typeof SHOWN;

const LEVEL = 0.95;
/** Share of the items by which a cell may differ on another machine; one item is always let pass. */
const APART = 0.004;

const SHOWN = {
  share: ({ n, correct = 0 }: Counts) => {
    const { lo, hi } = wilson(correct, n, LEVEL);
    return `${(correct / n).toFixed(3)} (${lo.toFixed(2)}-${hi.toFixed(2)})`;
  },
  mean: ({ n, sum = 0 }: Counts) => (sum / n).toFixed(3),
  f1: ({ hit = 0, told = 0, gold = 0 }: Counts) => ((2 * hit) / Math.max(1, told + gold)).toFixed(3),
};

export const shown = (how: Shown, counts: Counts): string =>
  counts.n === 0 ? "no items" : SHOWN[how](counts);

/** Sums to six decimals, so that a file holds what was measured and no more. */
export function total(items: readonly Counts[]): Counts {
  const sums: { n: number; [what: string]: number } = { n: 0 };
  for (const item of items)
    for (const [what, count] of Object.entries(item))
      sums[what] = Number(((sums[what] ?? 0) + count).toFixed(6));
  return sums;
}

/** Whether counts of the same `items` differ by more than another machine explains. An item may count more than one thing. */
export function differ(found: Counts, stated: Counts, items: number): boolean {
  const most = (Math.max(1, APART * items) * Math.max(stated.n, items)) / items;
  const what = new Set([...Object.keys(found), ...Object.keys(stated)]);
  return [...what].some((one) => !(Math.abs((found[one] ?? NaN) - (stated[one] ?? NaN)) <= most));
}
