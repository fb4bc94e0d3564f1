// Tables: the door of arquero. Everybody else sees named columns, rows and a handful of verbs.
import { type ColumnTable, desc, op, table as arquero } from "arquero";
import { dataError } from "./problem.ts";
import type { Row, Table, Value } from "./value.ts";

export type { Table } from "./value.ts";

/** Arquero's own table behind ours: made by `wrap`, so the type holds. */
const inner = (table: Table): ColumnTable => table.inner as ColumnTable;

/** Names that would reach into an object's prototype instead of a column. */
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

function wrap(made: ColumnTable): Table {
  return { kind: "table", names: made.columnNames(), size: made.numRows(), inner: made };
}

/** A table of columns; all must have the same length. Errors: E210 for a forbidden name. */
export function fromColumns(columns: ReadonlyMap<string, readonly Value[]>): Table {
  for (const name of columns.keys())
    if (FORBIDDEN.has(name)) throw dataError("E210", `'${name}' cannot be a column or key`, "rename it");
  return wrap(arquero([...columns].map(([name, values]) => [name, [...values]])));
}

/** A table of rows. Columns are the union of the rows' keys in order of appearance, or `names`; absent values are null. */
export function fromRows(rows: readonly Row[], names?: readonly string[]): Table {
  const columns = new Map<string, Value[]>((names ?? []).map((name) => [name, []]));
  rows.forEach((row, at) => {
    for (const name of names ?? Object.keys(row)) {
      let column = columns.get(name);
      if (!column) columns.set(name, (column = new Array<Value>(at).fill(null)));
      column.push(Object.hasOwn(row, name) ? (row[name] ?? null) : null);
    }
    for (const column of columns.values()) if (column.length <= at) column.push(null);
  });
  return fromColumns(columns);
}

export const column = (table: Table, name: string): readonly Value[] => {
  // names first: 'toString' is found on any object
  const values = table.names.includes(name) ? inner(table).column(name) : undefined;
  if (!values) throw dataError("E201", `there is no column '${name}'`, `columns: ${table.names.join(", ")}`);
  return Array.from({ length: table.size }, (_, at) => values.at(at) as Value);
};

/** Rows in order, as plain objects without a prototype. */
export function rows(table: Table): Row[] {
  const columns = table.names.map((name) => [name, column(table, name)] as const);
  return Array.from({ length: table.size }, (_, at) => {
    const row: { [name: string]: Value } = Object.create(null) as { [name: string]: Value };
    for (const [name, values] of columns) row[name] = values[at] ?? null;
    return row;
  });
}

// Verbs. Expressions over rows have been evaluated by the caller: what comes in are masks, columns and names.

/** Rows where the mask is true. */
export const where = (table: Table, mask: readonly boolean[]): Table =>
  take(table, table.size, (at) => mask[at] === true);

function take(table: Table, size: number, keep: (at: number) => boolean): Table {
  const at = Array.from({ length: size }, (_, i) => i).filter(keep);
  return pick(table, at);
}

/** Rows at the given positions, in that order. */
export function pick(table: Table, at: readonly number[]): Table {
  return fromColumns(
    new Map(
      table.names.map((name) => {
        const values = column(table, name);
        return [name, at.map((i) => values[i] ?? null)];
      }),
    ),
  );
}

/** New or replaced columns. */
export function derive(table: Table, added: ReadonlyMap<string, readonly Value[]>): Table {
  const columns = new Map(table.names.map((name) => [name, column(table, name)]));
  for (const [name, values] of added) columns.set(name, values);
  return fromColumns(columns);
}

export const select = (table: Table, names: readonly string[]): Table =>
  wrap(
    inner(table)
      .select([...names])
      .reify(),
  );
export const drop = (table: Table, names: readonly string[]): Table =>
  select(
    table,
    table.names.filter((name) => !names.includes(name)),
  );

/** Sorted by the columns, numbers as numbers and text by code unit; equal rows keep their order. */
export const sort = (table: Table, by: readonly string[], descending: boolean): Table =>
  wrap(
    inner(table)
      .orderby(...by.map((name) => (descending ? desc(name) : name)))
      .reify(),
  );

/** Counts per combination of the columns, as column `n`. */
export const count = (table: Table, by: readonly string[]): Table =>
  wrap((by.length > 0 ? inner(table).groupby(...by) : inner(table)).rollup({ n: op.count() }).reify());
