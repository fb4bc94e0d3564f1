// Which place each of several models may take: ranks over resamples of the items that all of them answered.
import { stream } from "../random.ts";
import { mean, type Numbers } from "./moments.ts";
import type { Resampling } from "./bootstrap.ts";

export interface Ranked {
  readonly mean: number;
  /** 1 is the highest mean; models with equal means share the better place. */
  readonly rank: number;
  readonly lo: number;
  readonly hi: number;
  /** Share of the resamples in which no other model has a higher mean. */
  readonly first: number;
}

/** `models[m][item]`: values of the same items in the same order. The interval is of whole places, its ends rounded outwards. */
export function rankIntervals(
  models: readonly Numbers[],
  { resamples, level, seed }: Resampling,
): readonly Ranked[] {
  const { below } = stream(seed, "ranks");
  const n = models[0]?.length ?? 0;
  const values = models.map((one) => Float64Array.from(one));
  const places = models.map(() => new Float64Array(resamples));
  const sums = new Float64Array(models.length);
  for (let b = 0; b < resamples; b++) {
    sums.fill(0);
    for (let draw = 0; draw < n; draw++) {
      const item = below(n);
      for (let m = 0; m < values.length; m++) sums[m]! += values[m]![item]!;
    }
    ranks(sums).forEach((place, m) => (places[m]![b] = place));
  }
  const seen = models.map((one) => mean(one));
  const own = ranks(seen);
  const tail = (1 - level) / 2;
  return models.map((_, m) => {
    const sorted = places[m]!.sort();
    return {
      mean: seen[m]!,
      rank: own[m]!,
      lo: sorted[Math.floor((resamples - 1) * tail)]!,
      hi: sorted[Math.ceil((resamples - 1) * (1 - tail))]!,
      first: (sorted.findLastIndex((place) => place === 1) + 1) / resamples,
    };
  });
}

/** Places by falling value; equal ones share the better place, as scipy's `rankdata(method="min")` of the negated values. */
export const ranks = (values: Numbers): readonly number[] =>
  Array.from(values, (own) => {
    let place = 1;
    for (const other of values) if (other > own) place++;
    return place;
  });
