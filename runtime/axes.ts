// The axes of a run and its seeds: their values, their labels, and how many cells they make of so many rows.
import { counted, many } from "../dsl/tell/count.ts";
import { operands } from "../dsl/plan/free.ts";
import type { Ex, RunPlanStep } from "../dsl/plan/plan.ts";
import { evaluate, type House, nowhere } from "./eval.ts";
import { Problem, typeError } from "./problem.ts";
import { type Json, kindOf, type ModelValue, type Value } from "./value.ts";

export interface Axis {
  readonly name: string;
  readonly labels: readonly Json[];
  readonly values: readonly (Ex | { readonly value: Value })[];
}

/** How large a run is, before a cell of it is laid out. */
export interface Extent {
  readonly rows: number;
  /** Values of each axis, in the written order. */
  readonly axes: readonly (readonly [name: string, values: number])[];
  readonly seeds: number;
  readonly cells: number;
}

/** The extent of a run over so many rows. */
export async function extentOf(step: RunPlanStep, rows: number, house: House): Promise<Extent> {
  const axes: (readonly [string, number])[] = [];
  for (const axis of step.axes) axes.push([axis.name, (await axisOf(axis, house)).labels.length]);
  return sized(rows, axes, (await seedsOf(step, house)).length);
}

export const sized = (rows: number, axes: Extent["axes"], seeds: number): Extent => ({
  rows,
  axes,
  seeds,
  cells: axes.reduce((product, [, values]) => product * values, rows * seeds),
});

export async function axisOf(axis: RunPlanStep["axes"][number], house: House): Promise<Axis> {
  const { name } = axis;
  if (axis.of) {
    const values = await evaluate(axis.of, nowhere, house);
    if (!Array.isArray(values)) throw typeError("E204", `axis '${name}' must be a list`);
    return {
      name,
      labels: values.map((value: Value) => labelOf(value, null)),
      values: values.map((value: Value) => ({ value })),
    };
  }
  if (axis.labels) return { name, labels: axis.labels, values: axis.values };
  const labels: Json[] = [];
  for (const [i, value] of axis.values.entries())
    labels.push(axis.names[i] ?? (await plainLabel(value, house)) ?? `${name}${i + 1}`);
  return { name, labels, values: axis.values };
}

/** A value that depends on nothing, such as -0.5 or 2 * 3, is its own label; null for one of each row, and for what is no plain value. */
async function plainLabel(value: Ex, house: House): Promise<Json> {
  if (!isClosed(value)) return null;
  return labelOf(await evaluate(value, nowhere, house), null);
}

const isClosed = (ex: Ex): boolean => ex.op !== "field" && ex.op !== "local" && operands(ex).every(isClosed);

const labelOf = (value: Value, fallback: string | null): Json =>
  typeof value !== "object" || value === null
    ? (value as Json)
    : kindOf(value) === "model"
      ? (value as ModelValue).name
      : fallback;

export async function seedsOf(step: RunPlanStep, house: House): Promise<readonly (number | null)[]> {
  if (!step.seeds) return [null];
  const seeds = await evaluate(step.seeds, nowhere, house);
  if (!Array.isArray(seeds) || seeds.length === 0 || !seeds.every((seed) => Number.isSafeInteger(seed)))
    throw typeError("E204", "seeds must be a list of Int");
  return seeds as number[];
}

/** Above this many cells a run refuses to start, and to be explained, unless `limit:` is raised. */
const LIMIT = 100_000;

export async function underLimit(step: RunPlanStep, extent: Extent, house: House): Promise<void> {
  const limit = step.limit ? await evaluate(step.limit, nowhere, house) : LIMIT;
  const { cells } = extent;
  if (typeof limit !== "number" || cells <= limit) return;
  const asks = step.columns.filter(({ ask }) => ask).length;
  const calls = asks === 0 ? "" : ` and up to ${counted(cells * asks, "call")}`;
  throw new Problem(
    "BudgetError",
    "E307",
    `run '${step.id}' has ${counted(cells, "cell")} (${factors(extent)})${calls}, above the limit of ${many(limit)}`,
    `raise it: { limit: ${cells} }`,
  );
}

/** What the number of cells is the product of: `200 rows x len 4 x seeds 3`. */
export const factors = ({ rows, axes, seeds }: Extent): string =>
  [
    counted(rows, "row"),
    ...axes.map(([name, values]) => `${name} ${values}`),
    ...(seeds > 1 ? [`seeds ${seeds}`] : []),
  ].join(" x ");
