// Rows for verbs: the table behind a run, expressions over rows, column names that exist.
import type { Reach, RowFn } from "../operator.ts";
import { ahead } from "../ahead.ts";
import { counted, many } from "../../dsl/tell/count.ts";
import { failureOf, inRow, ofRow, rowName } from "../failed.ts";
import { dataError, type Problem } from "../problem.ts";
import { paced } from "../progress.ts";
import { rows, type Table } from "../table.ts";
import type { Row, Run, Value } from "../value.ts";

export const tableOf = (of: Table | Run): Table => (of.kind === "run" ? of.table : of);

/**
 * A row expression's value for every row, in row order. For a row of a run that failed it may have none: then it is null, and
 * a note counts these. Errors: what goes wrong in any other row, which is named; E130 when interrupted.
 */
export async function perRow<T>(
  table: Table,
  each: RowFn<T>,
  reach: Pick<Reach, "note" | "count">,
): Promise<(T | null)[]> {
  const values: (T | null)[] = [];
  const all = rows(table);
  const pace = paced(all, table.size, reach);
  const valueAt = await ahead(all, each, each.together === true);
  for await (const row of pace) {
    try {
      values.push(await valueAt(values.length));
    } catch (error) {
      if (!ofRow(error) || !failureOf(row)) throw inRow(error, row, values.length);
      reach.note(FAILED);
      values.push(null);
    }
  }
  return values;
}

const FAILED = "of rows that failed in their run, what has no value there is null, or not true";

interface Spared<N> {
  /** What a row without a value gets. */
  readonly none: N;
  readonly column?: string;
}

/**
 * The same, where a row without a value costs that row alone: it is `none` there, and a note counts them and names the first.
 * Errors: where no row has a value, what goes wrong in the first; E130 when interrupted.
 */
export async function perSpared<T, N>(
  table: Table,
  each: RowFn<T>,
  reach: Pick<Reach, "note" | "count">,
  { none, column = "" }: Spared<N>,
): Promise<(T | N)[]> {
  const values: (T | N)[] = [];
  let first: { readonly problem: Problem; readonly at: string } | null = null;
  let lost = 0;
  const all = rows(table);
  const pace = paced(all, table.size, reach, column);
  const valueAt = await ahead(all, each, each.together === true);
  for await (const row of pace) {
    try {
      values.push(await valueAt(values.length));
    } catch (error) {
      if (!ofRow(error)) throw error;
      if (failureOf(row)) reach.note(FAILED);
      else {
        lost++;
        first ??= { problem: error, at: rowName(row, values.length) };
      }
      values.push(none);
    }
  }
  if (!first) return values;
  const { problem, at } = first;
  if (lost === table.size) throw problem;
  const what = none === null ? `a value for '${column}', null there` : "an answer to the condition, left out";
  reach.note(
    `${many(lost)} of ${counted(table.size, "row")} without ${what}; the first, ${at}: ${problem.code} ${problem.message}`,
  );
  return values;
}

export const isList = (of: Table | Run | readonly Value[]): of is readonly Value[] => Array.isArray(of);

/** What a function gives for every item, in order. Errors: E130 when interrupted. */
export async function perItem<T>(
  items: readonly Value[],
  each: RowFn<T>,
  reach: Pick<Reach, "count">,
): Promise<T[]> {
  const values: T[] = [];
  // a function takes an item as it takes a row
  const pace = paced(items, items.length, reach);
  const valueAt = await ahead(items as readonly Row[], each, each.together === true);
  for await (const _ of pace) values.push(await valueAt(values.length));
  return values;
}

/** Errors: E201 for a name that is no column. */
export function existing(table: Table, names: readonly string[]): readonly string[] {
  const unknown = names.find((name) => !table.names.includes(name));
  if (unknown === undefined) return names;
  throw dataError("E201", `there is no column '${unknown}'`, `columns: ${table.names.join(", ")}`);
}

/** New columns of a table: an expression's value for every row, or one value for all of them. Errors: E130. */
export async function made(
  table: Table,
  columns: { readonly [name: string]: Value | RowFn<Value> },
  reach: Pick<Reach, "note" | "count">,
): Promise<ReadonlyMap<string, readonly Value[]>> {
  const all = new Map<string, readonly Value[]>();
  for (const [name, value] of Object.entries(columns)) {
    if (typeof value === "function")
      all.set(name, await perSpared(table, value, reach, { none: null, column: name }));
    else all.set(name, new Array<Value>(table.size).fill(value));
  }
  return all;
}
