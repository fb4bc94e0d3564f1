// Scores: per-row metric values -> one mean per cell with its interval, the values per item kept.
import { counted, many } from "../dsl/tell/count.ts";
import { canonical } from "../dsl/plan/plan.ts";
import { dataError } from "./problem.ts";
import { FEW, few, intervalOf, oneCluster } from "./score-interval.ts";
import { empty, type Group, missing, unique } from "./score-items.ts";
import { mean } from "./stats/moments.ts";
import { type Resampler, resampler } from "./stats/resample.ts";
import type { Cell, IntervalMethod, Json, Row, Score } from "./value.ts";

/** One metric over all rows; null where a row has no value (a step left out by `when`, a failed call). */
export interface MetricValues {
  readonly name: string;
  /** Family, variant, version: printed with the score. */
  readonly identity: string;
  readonly range: "binary" | "graded";
  readonly values: readonly (number | boolean | null)[];
}

export interface ScoreInput {
  readonly name: string;
  readonly rows: readonly Row[];
  /** The column that names an item across arms; null: each row is its own item. */
  readonly id: string | null;
  readonly by: readonly string[];
  /** All axis and seed columns of the rows: those not in `by` are averaged per item. */
  readonly axes: readonly string[];
  readonly metrics: readonly MetricValues[];
  /** null: bootstrap 2,000 at 95 %, Wilson for 0/1. */
  readonly interval: IntervalMethod | null;
  /** What the rows' maker left out, shown with the score. */
  readonly notes?: readonly string[];
}

/** Where a score says nothing about its intervals. */
export const USUAL: IntervalMethod = {
  kind: "interval",
  method: "bootstrap",
  resamples: 2000,
  level: 0.95,
  seed: 0,
  paired: null,
  cluster: null,
};

/**
 * One cell per combination of `by` and metric. Axes not in `by`, and seeds, are averaged per item id first; n counts ids.
 * 0/1 metrics get Wilson's interval where every averaged value is 0 or 1, others the percentile bootstrap over ids.
 * Errors: E113 without rows or values, E302 for an unknown `by` column, E303 for a row without an id or an item that occurs
 * twice with no axis to tell why.
 */
export function score(input: ScoreInput): Score {
  const steps = scoring(input);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same with a pause after each cell: resampling many of them takes its time. */
export function* scoring(input: ScoreInput): Generator<void, Score> {
  const { name, by, metrics } = input;
  const interval = input.interval ?? USUAL;
  const groups = grouped(input);
  for (const { items } of groups.values()) unique(input, items);
  const cells: Cell[] = [];
  const draw = resampler(interval.resamples, interval.seed);
  for (const metric of metrics)
    for (const group of groups.values()) {
      cells.push(...cellOf(metric, group, { ...input, interval, draw }));
      yield;
    }
  if (cells.length === 0)
    throw dataError("E113", `score '${name}' has no value in any row`, "see what its rows hold: show it");
  return {
    kind: "score",
    name,
    by,
    metrics: metrics.map(({ name, identity, range }) => ({ name, identity, range })),
    interval,
    cells,
    notes: [
      ...new Set([
        ...(input.notes ?? []),
        ...remarks(input, groups, cells, interval),
        ...missing(cells, by, [...groups.values()]),
        ...empty(cells, metrics, [...groups.values()]),
      ]),
    ],
  };
}

type Groups = ReadonlyMap<string, Group>;

function grouped({ name, rows, id, by }: ScoreInput): Groups {
  const [first] = rows;
  if (!first)
    throw dataError(
      "E113",
      `score '${name}' has no rows`,
      "all rows were filtered out, or the data are empty",
    );
  const unknown = by.find((column) => !Object.hasOwn(first, column));
  if (unknown !== undefined)
    throw dataError(
      "E302",
      `score '${name}' groups by '${unknown}', which its rows lack`,
      `columns: ${Object.keys(first).join(", ")}`,
    );
  const groups = new Map<string, Group>();
  rows.forEach((row, at) => {
    const key = Object.fromEntries(by.map((column) => [column, (row[column] ?? null) as Json]));
    const group = entry(groups, canonical(Object.values(key)), () => ({
      key,
      items: new Map<string, number[]>(),
    }));
    entry(group.items, itemId(name, row, id, at), (): number[] => []).push(at);
  });
  return groups;
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function itemId(name: string, row: Row, id: string | null, at: number): string {
  const item = id === null ? at : row[id];
  if (typeof item === "string" || typeof item === "number") return String(item);
  throw dataError(
    "E303",
    `row ${at + 1} of '${name}' has no item id in column '${id}'`,
    "name the column that holds it: ci: bootstrap(paired: .id)",
  );
}

interface Celling extends ScoreInput {
  readonly interval: IntervalMethod;
  readonly draw: Resampler;
}

function cellOf(metric: MetricValues, group: Group, { interval, draw, ...input }: Celling): Cell[] {
  const items: Cell["items"][number][] = [];
  for (const [id, rows] of group.items) {
    const values = rows.flatMap((row) => metric.values[row] ?? []).map(Number);
    if (values.length === 0) continue;
    const value = mean(values);
    items.push(
      interval.cluster === null
        ? { id, value }
        : { id, value, cluster: clusterOf(input, interval.cluster, id, rows) },
    );
  }
  if (items.length === 0) return [];
  // by id, so that the order of the rows moves no interval
  items.sort((a, b) => (a.id < b.id ? -1 : 1));
  const values = items.map(({ value }) => value);
  const together = interval.cluster === null ? null : items.map(({ cluster = "" }) => cluster);
  const { lo, hi, how } = intervalOf(values, metric.range, interval, { together, draw });
  return [
    { key: group.key, metric: metric.name, mean: mean(values), lo, hi, n: items.length, method: how, items },
  ];
}

function clusterOf(
  { name, rows }: Pick<ScoreInput, "name" | "rows">,
  column: string,
  id: string,
  at: readonly number[],
): string {
  return oneCluster(
    `'${name}'`,
    column,
    id,
    at.map((row) => rows[row]?.[column]),
  );
}

/** What was averaged, what was left out, and whether there is enough of it. */
function remarks(
  input: ScoreInput,
  groups: Groups,
  cells: readonly Cell[],
  { level }: IntervalMethod,
): string[] {
  const notes: string[] = [];
  const over = input.axes.filter((axis) => !input.by.includes(axis));
  const repeated = [...groups.values()].some(({ items }) =>
    [...items.values()].some((rows) => rows.length > 1),
  );
  if (repeated) notes.push(`averaged per item over ${over.join(", ")}`);
  if (input.id === null)
    notes.push("no id column: each row is its own item, and differences cannot be paired");
  for (const { name, values } of input.metrics) {
    const empty = values.filter((value) => value === null).length;
    if (empty > 0)
      notes.push(`${name}: ${many(empty)} of ${counted(values.length, "row")} without a value, left out`);
  }
  const least = Math.min(...cells.map(({ n }) => n));
  if (least < FEW) notes.push(few(least, "the smallest cell", level));
  return notes;
}
