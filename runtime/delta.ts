// The difference of a metric between two values of an axis, paired by item.
import { canonical } from "../dsl/plan/plan.ts";
import { axesOf, noValue, twoValues } from "../dsl/infer/contrast.ts";
import { estimateOf } from "./estimate.ts";
import { doc, json, metricName, operator, type Reach, score as scoreParam } from "./operator.ts";
import { dataError, type Problem } from "./problem.ts";
import { mean } from "./stats/moments.ts";
import type { Cell, Estimate, Json, Score } from "./value.ts";

/** The axis that is contrasted and its two values; the axes held fixed. */
export interface Contrast {
  readonly axis: string;
  readonly pair: readonly [Json, Json];
  readonly fixed: Cell["key"];
}

/**
 * `delta(score, f1, arm: ["outlined", "plain"], budget: 128)`: the first minus the second, paired by item id. Scalars fix
 * an axis; axes not named are averaged per item, over those combinations in which the item has both values.
 * The interval comes from seeded resamples of the items (stats/bootstrap.ts), p from sign flips (stats/permutation.ts): all of
 * them where few items differ, else as many drawn ones as resamples. Items that only one side has
 * are left out and counted. Errors: E302 (axis or value unknown, nothing to contrast), E303 (fewer than two items in both).
 */
export const delta = operator({
  name: "delta",
  family: "check",
  doc: 'the paired difference of a metric between two values of an axis: `delta(f1, arm: ["a", "b"])` is a - b',
  params: { score: doc("the score", scoreParam), metric: doc("one of its metrics", metricName) },
  version: 2,
  rest: doc("the axis to contrast as [first, second]; a single value holds an axis fixed", json),
  returns: { kind: "rule", rule: "delta" },
  run: ({ score, metric }, reach, rest) =>
    estimated(score, metric, contrasted(score, rest as Cell["key"], "delta"), reach.note),
});

/** Errors: as `delta`. */
export function estimated(
  score: Score,
  metric: string,
  { axis, pair, fixed }: Contrast,
  note: Reach["note"],
): Estimate {
  const arm = (value: Json): Cell[] => cellsOf(score, metric, { ...fixed, [axis]: value });
  const paired = differences(arm(pair[0]), arm(pair[1]), axis);
  const [first = "", second = ""] = pair.map((value) =>
    typeof value === "string" ? value : JSON.stringify(value),
  );
  const names = [first, second] as const;
  const together = score.interval.cluster === null ? null : paired.together;
  return estimateOf({ metric, names, of: score.name, ...paired, together, interval: score.interval, note });
}

/** What an operator was asked to contrast. Errors: E302. */
export function contrasted(score: Score, named: Cell["key"], what: string): Contrast {
  for (const [axis, value] of Object.entries(named))
    known(score, axis, Array.isArray(value) ? value : [value], what);
  const lists = Object.entries(named).filter(([, value]) => Array.isArray(value));
  const [axis, pair] = lists[0] ?? [];
  if (axis === undefined || lists.length > 1 || !Array.isArray(pair) || pair.length !== 2) {
    const { message, hint } = twoValues(score.by, what);
    throw dataError("E302", message, hint);
  }
  const fixed = Object.fromEntries(Object.entries(named).filter(([name]) => name !== axis));
  return { axis, pair: [pair[0] as Json, pair[1] as Json], fixed };
}

function known(score: Score, axis: string, values: readonly Json[], what: string): void {
  if (!score.by.includes(axis))
    throw refused(`${what} by '${axis}', which is not an axis of '${score.name}'`, score);
  const has = new Map(score.cells.map(({ key }) => [canonical(key[axis]), key[axis] ?? null]));
  for (const value of values)
    if (!has.has(canonical(value))) {
      const { message, hint } = noValue(axis, score.name, value, [...has.values()]);
      throw dataError("E302", message, hint);
    }
}

const refused = (message: string, score: Score): Problem => dataError("E302", message, axesOf(score.by));

function cellsOf(score: Score, metric: string, fixed: Cell["key"]): Cell[] {
  if (!score.metrics.some(({ name }) => name === metric))
    throw dataError(
      "E201",
      `'${score.name}' has no metric '${metric}'`,
      `metrics: ${score.metrics.map(({ name }) => name).join(", ")}`,
    );
  const matches = (cell: Cell): boolean =>
    Object.entries(fixed).every(([axis, value]) => canonical(cell.key[axis]) === canonical(value));
  return score.cells.filter((cell) => cell.metric === metric && matches(cell));
}

type Paired = Pick<Parameters<typeof estimateOf>[0], "values" | "sides" | "left"> & {
  readonly together: readonly string[];
};

/** Differences per item, averaged over the axes not named; `left`: items that only one side has. */
function differences(first: readonly Cell[], second: readonly Cell[], axis: string): Paired {
  const place = (cell: Cell): string => canonical(Object.entries(cell.key).filter(([name]) => name !== axis));
  const others = new Map(
    second.map((cell) => [place(cell), new Map(cell.items.map(({ id, value }) => [id, value]))]),
  );
  const found = new Map<
    string,
    { readonly cluster: string; readonly pairs: (readonly [number, number])[] }
  >();
  const all = new Set([...first, ...second].flatMap((cell) => cell.items.map(({ id }) => id)));
  for (const cell of first)
    for (const { id, value, cluster = "" } of cell.items) {
      const other = others.get(place(cell))?.get(id);
      if (other === undefined) continue;
      const one = found.get(id);
      if (one) one.pairs.push([value, other]);
      else found.set(id, { cluster, pairs: [[value, other]] });
    }
  // in the order of the ids, so that the interval does not depend on which cell came first
  const items = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const each = (of: (pair: readonly [number, number]) => number): number[] =>
    items.map(({ pairs }) => mean(pairs.map(of)));
  return {
    values: each(([a, b]) => a - b),
    sides: [each(([a]) => a), each(([, b]) => b)],
    together: items.map(({ cluster }) => cluster),
    left: all.size - found.size,
  };
}
