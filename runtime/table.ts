// Tables: the door of arquero. Everybody else sees named columns, rows and a handful of verbs.
import { type ColumnTable, desc, op, table as arquero } from "arquero";
import { dataError } from "./problem.ts";
import { nameable } from "./data/bounds.ts";
import type { Row, Table, Value } from "./value.ts";

export type { Table } from "./value.ts";

/** Arquero's own table behind ours: made by `wrap`, so the type holds. */
const inner = (table: Table): ColumnTable => table.inner as ColumnTable;

function wrap(made: ColumnTable): Table {
  return { kind: "table", names: made.columnNames(), size: made.numRows(), inner: made };
}

/** A table of columns; all must have the same length. Errors: E210 for a forbidden name. */
export function fromColumns(columns: ReadonlyMap<string, readonly Value[]>): Table {
  for (const name of columns.keys()) nameable(name);
  return wrap(arquero([...columns].map(([name, values]) => [name, [...values]])));
}

/** The same of columns that nobody else holds: a large table is not copied. */
export function ofColumns(columns: ReadonlyMap<string, Value[]>): Table {
  for (const name of columns.keys()) nameable(name);
  return wrap(arquero([...columns]));
}

/** A table of rows. Columns are the union of the rows' keys in order of appearance, or `names`; absent values are null. */
export function fromRows(rows: Iterable<Row>, names?: readonly string[]): Table {
  const { add, columns } = gathering(names);
  for (const row of rows) add(row);
  return ofColumns(columns);
}

/** Rows as the columns of {@link fromRows}, one after the other: none of them is held. */
export interface Gathering {
  readonly add: (row: Row) => void;
  readonly columns: ReadonlyMap<string, Value[]>;
}
export function gathering(names?: readonly string[]): Gathering {
  const columns = new Map<string, Value[]>((names ?? []).map((name) => [name, []]));
  let size = 0;
  return {
    columns,
    add(row) {
      for (const name of names ?? Object.keys(row)) {
        let column = columns.get(name);
        if (!column) columns.set(name, (column = new Array<Value>(size).fill(null)));
        column.push(Object.hasOwn(row, name) ? (row[name] ?? null) : null);
      }
      size++;
      for (const column of columns.values()) if (column.length < size) column.push(null);
    },
  };
}

export const column = (table: Table, name: string): readonly Value[] => {
  // names first: 'toString' is found on any object
  const values = table.names.includes(name) ? inner(table).column(name) : undefined;
  if (!values) throw dataError("E201", `there is no column '${name}'`, `columns: ${table.names.join(", ")}`);
  // what nobody may write to need not be copied
  if (Array.isArray(values) && values.length === table.size) return values as readonly Value[];
  return Array.from({ length: table.size }, (_, at) => values.at(at) as Value);
};

/** Rows in order, as plain objects without a prototype. */
export function rows(table: Table): Row[] {
  const rowAt = rowsAt(table);
  return Array.from({ length: table.size }, (_, at) => rowAt(at));
}

/** The same one by one, each made when it is looked at. */
export function rowsAt(table: Table): (at: number) => Row {
  const columns = table.names.map((name) => [name, column(table, name)] as const);
  return (at) => {
    const row: { [name: string]: Value } = Object.create(null) as { [name: string]: Value };
    for (const [name, values] of columns) row[name] = values[at] ?? null;
    return row;
  };
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

/** The first of the rows that are equal in the columns, in row order. */
export const dedupe = (table: Table, by: readonly string[]): Table =>
  wrap(
    inner(table)
      .dedupe(...by)
      .reify(),
  );

/** Columns as rows: each row once per folded column, its name in `key` and its value in `value`. */
export const fold = (table: Table, columns: readonly string[], key: string, value: string): Table =>
  wrap(inner(table).fold([...columns], { as: [key, value] }));

/** Positions of the rows of each combination of the columns, combinations in order of appearance. */
export function groups(table: Table, by: readonly string[]): (readonly number[])[] {
  if (table.size === 0) return [];
  const grouped = by.length > 0 ? inner(table).groupby(...by) : inner(table).ungroup();
  return grouped.partitions().map((rows) => Array.from(rows));
}

/** Pairs of positions (left, right) whose rows are equal in the columns, in row order; right is null where `outer` and there is none. */
export function pairs(
  left: Table,
  right: Table,
  by: readonly string[],
  outer: boolean,
): (readonly [number, number | null])[] {
  const place = (of: Table, name: string): ColumnTable => numbered(of, by, name);
  const [a, b] = [place(left, "left"), place(right, "right")];
  const keys: [string[], string[]] = [[...by], [...by]];
  const joined = outer ? a.join_left(b, keys) : a.join(b, keys);
  const found = Array.from({ length: joined.numRows() }, (_, at) => {
    const other: unknown = joined.get("right", at);
    return [Number(joined.get("left", at)), typeof other === "number" ? other : null] as const;
  });
  // arquero puts rows without a partner last
  return found.toSorted(([a1, b1], [a2, b2]) => a1 - a2 || (b1 ?? 0) - (b2 ?? 0));
}

/** The key columns, and a column of row numbers; a row whose key holds a null is equal to no other. */
function numbered(table: Table, by: readonly string[], name: string): ColumnTable {
  const keys = by.map((key) => [key, column(table, key)] as const);
  const whole = (at: number): boolean => keys.every(([, values]) => values[at] !== null);
  const alone = (at: number): Value => `${name}\u0000${at}`;
  const columns = keys.map(
    ([key, values]) => [key, values.map((value, at) => (whole(at) ? value : alone(at)))] as const,
  );
  return arquero([...columns, [name, Array.from({ length: table.size }, (_, at) => at)]]);
}

/** Counts per combination of the columns, as column `n`. */
export const count = (table: Table, by: readonly string[]): Table =>
  wrap((by.length > 0 ? inner(table).groupby(...by) : inner(table)).rollup({ n: op.count() }).reify());
