// A run: every row, every combination of the axes, every seed; columns filled one after the other.
import type { Ex, PlanAsk, RunPlanStep } from "../dsl/plan.ts";
import { type Answer, ask, type Desk, type Took } from "./ask.ts";
import type { Call } from "./ready.ts";
import { evaluate, type House, nowhere, type Scope, settings } from "./eval.ts";
import { dataError, Problem, typeError } from "./problem.ts";
import { fromRows, rows as rowsOf, type Table } from "./table.ts";
import {
  type Json,
  kindOf,
  type Messages,
  type ModelValue,
  type Row,
  type Run,
  type Value,
} from "./value.ts";

/** One line of the result while it is being filled. */
interface Cell {
  readonly item: number;
  readonly row: Row;
  readonly at: readonly number[];
  readonly seed: number | null;
  readonly made: { [column: string]: Value };
}
interface Axis {
  readonly name: string;
  readonly labels: readonly Json[];
  readonly values: readonly (Ex | { readonly value: Value })[];
}

/** Runs a grid. Rows come item by item, axes in the written order, seeds last. */
export async function grid(
  step: RunPlanStep,
  house: House,
  desk: Desk,
): Promise<{ run: Run; took: Took | null }> {
  const { axes, cells, outer, columns } = await laidOut(step, house);
  let took: Took | null = null;
  for (const [nth, column] of step.columns.entries()) {
    const scopes = cells.map((cell) => scopeOf(cell, axes, nth === 0, house));
    const active: number[] = [];
    for (const [i, cell] of cells.entries()) {
      cell.made[column.name] = null;
      if (!column.when || (await evaluate(column.when, scopes[i] ?? nowhere, house)) === true) active.push(i);
    }
    if (column.ask) took = sum(took, await fill(column.name, column.ask, active, cells, scopes, house, desk));
    else if (column.value)
      for (const i of active)
        put(cells[i], column.name, await evaluate(column.value, scopes[i] ?? nowhere, house));
  }
  const table = fromRows(
    cells.map((cell) =>
      line(
        cell,
        axes,
        step.columns.some((column) => column.ask),
      ),
    ),
  );
  const run: Run = {
    kind: "run",
    name: step.id,
    table,
    axes: [...outer, ...axes.map(({ name }) => name)],
    id: "id",
    made: table.names.filter((name) => !columns.includes(name)),
    failed: 0,
    notes: [],
  };
  return { run, took };
}

/** The calls a run would make, up to the first column that waits for an answer; `more` counts the asks after it. */
export async function callsOf(
  step: RunPlanStep,
  house: House,
): Promise<{ cells: number; calls: Call[]; more: number }> {
  const { axes, cells } = await laidOut(step, house);
  for (const [nth, column] of step.columns.entries()) {
    const calls: Call[] = [];
    for (const cell of cells) {
      const scope = scopeOf(cell, axes, nth === 0, house);
      cell.made[column.name] = null;
      if (column.when && (await evaluate(column.when, scope, house)) !== true) continue;
      if (column.ask) calls.push(await callOf(column.ask, scope, cell.seed ?? 0, house));
      else if (column.value) put(cell, column.name, await evaluate(column.value, scope, house));
    }
    const later = step.columns.slice(nth + 1).filter((one) => one.ask).length;
    if (column.ask) return { cells: cells.length, calls, more: later * cells.length };
  }
  return { cells: cells.length, calls: [], more: 0 };
}

async function laidOut(
  step: RunPlanStep,
  house: House,
): Promise<{ axes: Axis[]; cells: Cell[]; outer: readonly string[]; columns: readonly string[] }> {
  const base = tableOf(await evaluate(step.over, nowhere, house));
  const axes: Axis[] = [];
  for (const axis of step.axes) axes.push(await axisOf(axis, house));
  const seeds = await seedsOf(step, house);
  // before a single cell is laid out
  const cells = axes.reduce((product, { labels }) => product * labels.length, base.table.size * seeds.length);
  await underLimit(step, cells, house);
  return {
    axes,
    cells: crossed(rowsOf(base.table), axes, seeds),
    outer: base.axes,
    columns: base.table.names,
  };
}

const put = (cell: Cell | undefined, column: string, value: Value): void => {
  if (cell) cell.made[column] = value;
};

function tableOf(value: Value): { table: Table; axes: readonly string[] } {
  const run = kindOf(value) === "run" ? (value as Run) : null;
  if (!run && kindOf(value) !== "table") throw typeError("E204", "a run goes over a Table");
  const table = run ? run.table : (value as Table);
  if (table.size === 0)
    throw dataError(
      "E113",
      "the table this run goes over is empty",
      "check where(...) and the file it comes from",
    );
  return { table, axes: run ? run.axes : [] };
}

async function axisOf(axis: RunPlanStep["axes"][number], house: House): Promise<Axis> {
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
  const labels = axis.values.map(
    (value, i) => axis.names[i] ?? (value.op === "lit" ? value.value : `${name}${i + 1}`),
  );
  return { name, labels, values: axis.values };
}

const labelOf = (value: Value, fallback: string | null): Json =>
  typeof value !== "object" || value === null
    ? (value as Json)
    : kindOf(value) === "model"
      ? (value as ModelValue).name
      : fallback;

async function seedsOf(step: RunPlanStep, house: House): Promise<readonly (number | null)[]> {
  if (!step.seeds) return [null];
  const seeds = await evaluate(step.seeds, nowhere, house);
  if (!Array.isArray(seeds) || seeds.length === 0 || !seeds.every((seed) => Number.isSafeInteger(seed)))
    throw typeError("E204", "seeds must be a list of Int");
  return seeds as number[];
}

function crossed(rows: readonly Row[], axes: readonly Axis[], seeds: readonly (number | null)[]): Cell[] {
  let combos: number[][] = [[]];
  for (const axis of axes) combos = combos.flatMap((combo) => axis.labels.map((_, i) => [...combo, i]));
  return rows.flatMap((row, item) =>
    combos.flatMap((at) => seeds.map((seed) => ({ item, row, at, seed, made: {} }))),
  );
}

/** Above this many cells a run refuses to start, and to be explained, unless `limit:` is raised. */
const LIMIT = 100_000;

async function underLimit(step: RunPlanStep, n: number, house: House): Promise<void> {
  const limit = step.limit ? await evaluate(step.limit, nowhere, house) : LIMIT;
  if (typeof limit === "number" && n > limit)
    throw new Problem(
      "BudgetError",
      "E307",
      `run '${step.id}' has ${n} cells, above the limit of ${limit}`,
      `raise it: { limit: ${n} }`,
    );
}

/** Names of a cell: its axes (computed when asked for, remembered by what they depend on), its row with the columns so far. */
function scopeOf(cell: Cell, axes: readonly Axis[], first: boolean, house: House): Scope {
  const at = new Map(axes.map((axis, i) => [axis.name, cell.at[i] ?? 0]));
  const row = Object.assign(Object.create(null), cell.row, cell.made) as Row;
  const scope: Scope = {
    row,
    local: (name) => {
      const axis = axes.find((one) => one.name === name);
      const value = axis?.values[at.get(name) ?? 0];
      if (!value) return undefined;
      return "op" in value ? evaluate(value, scope, house) : value.value;
    },
    key: (free) =>
      free.map((axis) => (axis === "." ? rowKey(cell, first) : `${axis}=${at.get(axis) ?? ""}`)).join(";"),
  };
  return scope;
}

/** Before any column is made a row is the item alone; afterwards its columns depend on the whole cell. */
const rowKey = ({ item, at, seed }: Cell, first: boolean): string =>
  first ? `.${item}` : `.${item}:${at.join(",")}:${seed ?? ""}`;

async function fill(
  column: string,
  plan: PlanAsk,
  active: readonly number[],
  cells: readonly Cell[],
  scopes: readonly Scope[],
  house: House,
  desk: Desk,
): Promise<Took> {
  const calls: Call[] = [];
  for (const i of active) calls.push(await callOf(plan, scopes[i] ?? nowhere, cells[i]?.seed ?? 0, house));
  const { answers, took } = await ask(calls, desk).catch((error: unknown) => {
    // a model's own failure is told at its declaration
    throw error instanceof Problem && (error.name !== "ModelError" || error.code === "E511")
      ? error.at(plan.at)
      : error;
  });
  active.forEach((i, at) => {
    const cell = cells[i];
    const answer = answers[at];
    if (cell && answer) Object.assign(cell.made, given(column, answer, cell));
  });
  return took;
}

function given(column: string, answer: Answer, cell: Cell): { [column: string]: Value } {
  const before = cell.made.usage as { prompt: number; output: number } | undefined;
  return {
    [column]: answer.text,
    usage: {
      prompt: (before?.prompt ?? 0) + answer.promptTokens,
      output: (before?.output ?? 0) + answer.outputTokens,
    },
    logprob: answer.logprob,
    finish: answer.finish,
    error: null,
  };
}

/** Options: the model's are defaults of the prompt's, those of the ask's. */
async function callOf(plan: PlanAsk, scope: Scope, seed: number, house: House): Promise<Call> {
  const model = (await evaluate(plan.model, scope, house)) as ModelValue;
  const messages = (await evaluate(plan.prompt, scope, house)) as Messages;
  if (kindOf(model) !== "model") throw typeError("E204", "what answers must be a Model");
  if (kindOf(messages) !== "messages")
    throw typeError("E204", "what is asked must be a prompt applied to its arguments");
  const own = await settings(plan.options, scope, house);
  return { model, messages, options: { ...model.options, ...messages.options, ...own }, seed };
}

function line(cell: Cell, axes: readonly Axis[], asked: boolean): Row {
  const row = Object.assign(Object.create(null), cell.row) as { [column: string]: Value };
  axes.forEach((axis, i) => (row[axis.name] = axis.labels[cell.at[i] ?? 0] ?? null));
  Object.assign(row, cell.made);
  if (asked && cell.seed !== null) row.seed = cell.seed;
  return row;
}

const sum = (a: Took | null, b: Took): Took =>
  a
    ? {
        cached: a.cached + b.cached,
        made: a.made + b.made,
        merged: a.merged + b.merged,
        tokens: a.tokens + b.tokens,
        seconds: a.seconds + b.seconds,
        providers: [...new Set([...a.providers, ...b.providers])],
      }
    : b;
