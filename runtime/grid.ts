// A run: every row, every combination of the axes, every seed; columns filled one after the other.
import type { PlanAsk, RunPlanStep } from "../dsl/plan/plan.ts";
import { answered, unreadNotes } from "./answered.ts";
import type { Asking, Took } from "./ask.ts";
import { type Axis, axisOf, seedsOf, sized, underLimit } from "./axes.ts";
import type { Call } from "./ready.ts";
import { evaluate, type House, nowhere, type Scope, settings } from "./eval.ts";
import { dataError, Problem, typeError } from "./problem.ts";
import { fromRows, rows as rowsOf, type Table } from "./table.ts";
import { kindOf, type Messages, type ModelValue, type Row, type Run, type Value } from "./value.ts";

/** One line of the result while it is being filled. */
interface Cell {
  readonly item: number;
  readonly row: Row;
  readonly at: readonly number[];
  readonly seed: number | null;
  readonly made: { [column: string]: Value };
}

/**
 * Runs a grid. Rows come item by item, axes in the written order, seeds last. `asking` answers the calls of a column. With
 * `only`, a single cell is made: of that row (null: the first) and the first value of each axis.
 */
export async function grid(
  step: RunPlanStep,
  house: House,
  asking: Asking,
  only?: { readonly row: Row | null },
): Promise<{ run: Run; took: Took | null }> {
  const { axes, cells, outer, columns } = await laidOut(step, house, only);
  let took: Took | null = null;
  for (const [nth, column] of step.columns.entries()) {
    const scopes = cells.map((cell) => scopeOf(cell, axes, nth === 0, house));
    const active: number[] = [];
    for (const [i, cell] of cells.entries()) {
      cell.made[column.name] = null;
      if (!column.when || (await evaluate(column.when, scopes[i] ?? nowhere, house)) === true) active.push(i);
    }
    if (column.ask)
      took = sum(took, await fill(column.name, column.ask, active, cells, scopes, house, asking));
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

async function laidOut(
  step: RunPlanStep,
  house: House,
  only?: { readonly row: Row | null },
): Promise<{ axes: Axis[]; cells: Cell[]; outer: readonly string[]; columns: readonly string[] }> {
  const base = only?.row
    ? { table: fromRows([only.row]), axes: [] }
    : tableOf(await evaluate(step.over, nowhere, house), house);
  const axes: Axis[] = [];
  for (const axis of step.axes) axes.push(await axisOf(axis, house));
  const seeds = await seedsOf(step, house);
  // before a single cell is laid out
  const each = axes.map(({ name, labels }) => [name, labels.length] as const);
  if (!only) await underLimit(step, sized(base.table.size, each, seeds.length), house);
  return {
    axes,
    cells: only ? one(rowsOf(base.table), axes, seeds) : crossed(rowsOf(base.table), axes, seeds),
    outer: base.axes,
    columns: base.table.names,
  };
}

/** The first row, the first value of each axis, the first seed. */
const one: typeof crossed = (rows, axes, seeds) =>
  crossed(
    rows.slice(0, 1),
    axes.map((axis) => ({ ...axis, labels: axis.labels.slice(0, 1) })),
    seeds.slice(0, 1),
  );

const put = (cell: Cell | undefined, column: string, value: Value): void => {
  if (cell) cell.made[column] = value;
};

/** What a run goes over; notes of a run before it are told again, since its rows carry what they are about. */
function tableOf(value: Value, { reach }: House): { table: Table; axes: readonly string[] } {
  const run = kindOf(value) === "run" ? (value as Run) : null;
  if (!run && kindOf(value) !== "table") throw typeError("E204", "a run goes over a Table");
  const table = run ? run.table : (value as Table);
  if (table.size === 0)
    throw dataError(
      "E113",
      "the table this run goes over is empty",
      "check where(...) and the file it comes from",
    );
  for (const note of run?.notes ?? []) reach.note(`${run?.name ?? ""}: ${note}`);
  return { table, axes: run ? run.axes : [] };
}

function crossed(rows: readonly Row[], axes: readonly Axis[], seeds: readonly (number | null)[]): Cell[] {
  let combos: number[][] = [[]];
  for (const axis of axes) combos = combos.flatMap((combo) => axis.labels.map((_, i) => [...combo, i]));
  return rows.flatMap((row, item) =>
    combos.flatMap((at) => seeds.map((seed) => ({ item, row, at, seed, made: {} }))),
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
  asking: Asking,
): Promise<Took> {
  const calls: Call[] = [];
  for (const i of active) calls.push(await callOf(plan, scopes[i] ?? nowhere, cells[i]?.seed ?? 0, house));
  const { answers, took } = await asking(calls, column).catch((error: unknown) => {
    // a model's own failure is told at its declaration
    throw error instanceof Problem && (error.name !== "ModelError" || error.code === "E511")
      ? error.at(plan.at)
      : error;
  });
  const read = calls.map((call, at) => {
    const [cell, answer] = [cells[active[at] ?? -1], answers[at]];
    if (!cell || !answer) return true;
    const made = answered(column, plan, answer, call, cell.made);
    Object.assign(cell.made, made.columns);
    return made.read;
  });
  for (const note of unreadNotes(column, calls, read)) house.reach.note(note);
  return took;
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
