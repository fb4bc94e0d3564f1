// Scores by the place or length that each was measured at.
import type { Reach, RowFn } from "../operator.ts";
import { mean } from "../stats/moments.ts";
import type { Table } from "../table.ts";
import type { Run, Value } from "../value.ts";
import { complete, number } from "./shared.ts";

export type Point = readonly [place: number, score: number];

/** A place and a score of each row that has both. Errors: E204 (no number), E113. */
export async function points(
  what: string,
  rows: Table | Run,
  columns: readonly RowFn<Value>[],
  reach: Reach,
): Promise<readonly Point[]> {
  const found = await complete(what, rows, columns, reach);
  return found.map(([place = null, score = null]) => [number(what, place), number(what, score)]);
}

/** The scores of each place, places in ascending order. */
export function placed(
  all: readonly Point[],
): readonly (readonly [place: number, scores: readonly number[]])[] {
  const by = new Map<number, number[]>();
  for (const [place, score] of all) {
    const scores = by.get(place);
    if (scores) scores.push(score);
    else by.set(place, [score]);
  }
  return [...by].toSorted(([a], [b]) => a - b);
}

/** The mean score of each place, in ascending order. */
export const levels = (all: readonly Point[]): readonly Point[] =>
  placed(all).map(([place, scores]) => [place, mean(scores)]);
