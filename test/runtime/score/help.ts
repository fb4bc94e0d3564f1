// A small score: items x arms x budgets x seeds, values from a rule.
import { type Reach } from "../../../runtime/operator.ts";
import { type ScoreInput, score } from "../../../runtime/score.ts";
import type { Row, Score } from "../../../runtime/value.ts";

interface Design {
  readonly items: number;
  readonly arms: readonly string[];
  readonly budgets?: readonly number[];
  readonly seeds?: readonly number[];
}

/** One row per combination, item ids q0, q1, ... */
export function grid({ items, arms, budgets = [512], seeds = [1] }: Design): Row[] {
  const rows: Row[] = [];
  for (let item = 0; item < items; item++)
    for (const arm of arms)
      for (const budget of budgets)
        for (const seed of seeds) rows.push({ id: `q${item}`, item, arm, budget, seed });
  return rows;
}

/** The score of rows whose `value` is given by a rule; the rest can be overridden. */
export function scored(
  rows: readonly Row[],
  rule: (row: Row) => number | null,
  more: Partial<ScoreInput> = {},
): Score {
  return score({
    name: "quality",
    rows,
    id: "id",
    by: ["arm"],
    axes: ["arm", "budget", "seed"],
    metrics: [{ name: "f1", identity: "token_f1.squad1 v1", range: "graded", values: rows.map(rule) }],
    interval: null,
    ...more,
  });
}

/** What operators may touch in tests; notes are collected. */
export function reach(): { readonly reach: Reach; readonly notes: string[] } {
  const notes: string[] = [];
  return { notes, reach: { note: (text: string) => void notes.push(text) } as unknown as Reach };
}
