// A score as a table: one row per cell of its axes, which is how verbs see it.
import { canonical } from "../dsl/plan/plan.ts";
import { many } from "../dsl/tell/count.ts";
import { fromRows, type Table } from "./table.ts";
import type { Row, Score, Value } from "./value.ts";

/**
 * The axes, of each metric its mean as `f1` with its interval as `f1_lo` and `f1_hi`, and `n`, the items (`items` where an axis
 * is called n). Where metrics have values for different numbers of items, n is the least, and a note says of what. A metric
 * without a value in a cell is null there.
 */
export function cellsOf(score: Score, note: (text: string) => void): Table {
  const { by, metrics, cells, name } = score;
  const items = by.includes("n") ? "items" : "n";
  const names = [...by, ...metrics.flatMap((metric) => columnsOf(metric.name)), items];
  const made = new Map<string, { [column: string]: Value }>();
  const uneven = new Set<string>();
  for (const { key, metric, mean, lo, hi, n } of cells) {
    const at = canonical(by.map((axis) => key[axis] ?? null));
    const row = made.get(at) ?? { ...key, [items]: n };
    made.set(at, row);
    const [value, low, high] = columnsOf(metric);
    Object.assign(row, { [value]: mean, [low]: lo, [high]: hi });
    if (row[items] !== n) uneven.add(at);
    row[items] = Math.min(Number(row[items]), n);
  }
  if (uneven.size > 0)
    note(
      `${name}: in ${many(uneven.size)} of ${many(made.size)} cells the metrics have different ${items}: it is the least`,
    );
  return fromRows([...made.values()] as Row[], names);
}

const columnsOf = (metric: string): readonly [string, string, string] => [
  metric,
  `${metric}_lo`,
  `${metric}_hi`,
];
