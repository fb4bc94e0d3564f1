// What a chart's spec is made from: a field, a title and the values in order for each channel, and the inlined rows.
import { canonical } from "../dsl/plan/plan.ts";
import type { Drawing } from "./chart.ts";
import { rows as rowsOf, type Table } from "./table.ts";
import type { Json, Row, Value } from "./value.ts";

export interface Axis {
  readonly column: string;
  /** The column's name in the data of the spec. */
  readonly field: string;
  readonly title: string;
  /** The values in the order they are drawn; null for measures and for numbers along a line. */
  readonly values: readonly Json[] | null;
  /** Numbers along a line: where the points are, ascending. */
  readonly numbers: readonly number[];
}
export interface Scene {
  readonly chart: Drawing;
  readonly title: string;
  readonly axes: { readonly x: Axis; readonly y: Axis } & {
    readonly [channel in "color" | "column" | "row" | "lo" | "hi" | "n"]?: Axis;
  };
  readonly rows: readonly { readonly [field: string]: Json }[];
  /** Whether rows hold items besides means; then the field `LAYER` tells which. */
  readonly items: boolean;
  readonly panels: number;
}

export const LAYER = "strux_layer";
const CATEGORIES: ReadonlySet<string> = new Set(["x", "color", "column", "row"]);

export function scene(chart: Drawing): Scene {
  const fields = new Map(
    [...new Set(Object.values(chart.channels))].map((column, at) => [column, fieldName(column, at)]),
  );
  const axis = (channel: string, column: string): Axis => {
    const found = CATEGORIES.has(channel) ? values(chart, channel, column) : null;
    const along =
      chart.mark === "line" &&
      channel === "x" &&
      !chart.order &&
      found?.every((value) => typeof value === "number");
    return {
      column,
      field: fields.get(column) ?? column,
      title: inWords(channel === "y" ? chart.measure : column),
      values: along ? null : found,
      numbers: along ? (found as number[]) : [],
    };
  };
  const axes = Object.fromEntries(
    Object.entries(chart.channels).map(([channel, column]) => [channel, axis(channel, column)]),
  );
  const items = chart.points !== null;
  const { title } = chart.options;
  const { x, y, column, row } = axes as Scene["axes"];
  return {
    chart,
    title: typeof title === "string" ? title : `${inWords(y.column)} by ${x.title}`,
    axes: axes as Scene["axes"],
    rows: [
      ...plain(chart.table, fields, items ? { [LAYER]: "mean" } : {}),
      ...(chart.points ? plain(chart.points, fields, { [LAYER]: "item" }) : []),
    ],
    items,
    panels: (column?.values?.length ?? 1) * (row?.values?.length ?? 1),
  };
}

/** A value as axes and panels write it. */
export const label = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Dots and brackets are paths to Vega, quotes and backslashes break the expressions Vega-Lite writes: those get a plain name. */
const fieldName = (column: string, at: number): string =>
  /^[\p{L}_][\p{L}\p{N}_ -]*$/u.test(column) ? column : `column ${at + 1}`;

/** `max_tokens` as `max tokens`. Vega-Lite puts titles into expressions where a backslash would end the string early. */
const inWords = (column: string): string => column.replaceAll("_", " ").replaceAll("\\", "⧵");

function plain(
  table: Table,
  fields: ReadonlyMap<string, string>,
  more: { [field: string]: Json },
): { [field: string]: Json }[] {
  return rowsOf(table).map((row) => {
    const given = [...fields].filter(([column]) => Object.hasOwn(row, column));
    return {
      ...Object.fromEntries(given.map(([column, field]) => [field, scalar(row[column] ?? null)])),
      ...more,
    };
  });
}

const scalar = (value: Value): Json =>
  typeof value === "object" && value !== null
    ? JSON.stringify(value)
    : typeof value === "boolean"
      ? String(value)
      : value;

/** Distinct values: x in the order wanted, else numbers ascending and words as they come. */
function values({ table, order }: Drawing, channel: string, column: string): Json[] {
  const found = [...new Set(rowsOf(table).map((row: Row) => scalar(row[column] ?? null)))];
  const wanted = channel === "x" ? order : null;
  if (!wanted && found.every((value) => typeof value === "number")) return found.toSorted((a, b) => a - b);
  const rank = new Map((wanted ?? []).map((value, at) => [canonical(value), at]));
  const place = (value: Json): number => rank.get(canonical(value)) ?? rank.size;
  return found.toSorted((a, b) => place(a) - place(b));
}
