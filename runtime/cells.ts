// The cells of a run before and after they are filled: laid out over rows, axes and seeds, the names each has, its row at the end.
import type { RunPlanStep } from "../dsl/plan/plan.ts";
import { type Axis, axisOf, seedsOf, sized, underLimit } from "./axes.ts";
import { evaluate, type House, nowhere, type Scope } from "./eval.ts";
import { failureOf } from "./failed.ts";
import { type Cell, type Cells, cellsOf, type Lost } from "./filled.ts";
import type { Item } from "./items.ts";
import { dataError, typeError } from "./problem.ts";
import { fromRows, rowsAt, type Table } from "./table.ts";
import { kindOf, type Row, type Run, type Value } from "./value.ts";

/** All cells of a run: rows item by item, axes in the written order, seeds last; of one row the first of each, where `only` is given. */
export async function laidOut(
  step: RunPlanStep,
  house: House,
  only?: { readonly row: Row | null },
): Promise<{
  axes: Axis[];
  cells: Cells;
  rowAt: (item: number) => Row;
  over: Table;
  outer: readonly string[];
}> {
  const base = only?.row
    ? { table: fromRows([only.row]), axes: [] }
    : tableOf(await evaluate(step.over, nowhere, house), house);
  const axes: Axis[] = [];
  for (const axis of step.axes) axes.push(await axisOf(axis, house));
  const seeds = await seedsOf(step, house);
  // before a single cell is laid out
  const each = axes.map(({ name, labels }) => [name, labels.length] as const);
  if (!only) await underLimit(step, sized(base.table.size, each, seeds.length), house);
  const rowAt = rowsAt(base.table);
  const lost = base.table.names.includes("error") ? (item: number) => lostBefore(rowAt(item)) : null;
  const [combo = []] = combos(axes);
  return {
    axes,
    rowAt,
    over: base.table,
    cells: only
      ? cellsOf(1, [combo], seeds.slice(0, 1), lost)
      : cellsOf(base.table.size, combos(axes), seeds, lost),
    outer: base.axes,
  };
}

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

/** Each combination of the axes' values, by their positions. */
const combos = (axes: readonly Axis[]): number[][] =>
  axes.reduce<number[][]>(
    (all, axis) => all.flatMap((combo) => axis.labels.map((_, at) => [...combo, at])),
    [[]],
  );

/** A row of a run that failed there stays failed: its nulls are that failure's. */
function lostBefore(row: Row): Lost | null {
  const failed = failureOf(row);
  return failed && { problem: null, step: failed.step, failed };
}

/** Names of a cell: its axes (computed when asked for, remembered by what they depend on), its row with the columns so far. */
export function scopeOf(cell: Cell, over: Row, axes: readonly Axis[], first: boolean, house: House): Scope {
  const at = new Map(axes.map((axis, i) => [axis.name, cell.at[i] ?? 0]));
  const row = Object.assign(Object.create(null), over, cell.made) as Row;
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

/** Which item of a run a cell is, for whoever is told of its calls. */
export type Place = Pick<Item, "row" | "item" | "axes" | "seed">;
export function placeOf({ item, at, seed }: Cell, { id }: Row, axes: readonly Axis[]): Place {
  return {
    row: item,
    item: typeof id === "string" || typeof id === "number" ? id : item,
    axes: Object.fromEntries(axes.map(({ name, labels }, i) => [name, labels[at[i] ?? 0] ?? null])),
    seed,
  };
}
