// A table for tools: a Tabular Data Resource (frictionlessdata.io) with a Table Schema, bounded, and saying what it leaves out.
import { own } from "../../dsl/own.ts";
import { column, type Table } from "../table.ts";
import type { Json, Value } from "../value.ts";
import { columnType, plainly, typeOf } from "./brief.ts";
import { counted, cut, many, stored } from "./bundle.ts";
import { evenly } from "./bound.ts";

/** Rows, bytes in all and of the columns' names, characters of a value. */
const ROWS = 1000;
const SIZE = 60_000;
const SCHEMA = 14_000;
const TEXT = 200;

/**
 * The whole table, or rows evenly spaced over it that stay within the limits.
 * @param checked column -> its checked type, for those that are empty or whose numbers happen to be whole
 */
export function resource(
  table: Table,
  title: string,
  checked: { readonly [column: string]: string } = {},
): Json {
  const columns = schema(table, checked);
  const cutTexts = new Set<string>();
  const row = (at: number): { readonly [name: string]: Json } =>
    Object.fromEntries(
      columns.map(({ name, type, values }) => {
        const value = values[at] ?? null;
        const told = field(value, type);
        if (typeof told === "string" && told !== value) cutTexts.add(name);
        return [name, told];
      }),
    );
  let data: Json[] = [];
  for (let n = Math.min(ROWS, table.size); n > 0;) {
    data = evenly(table.size, n).map(row);
    const size = stored(data);
    if (size <= SIZE) break;
    n = n === 1 ? 0 : Math.min(n - 1, Math.max(1, Math.floor((n * SIZE * 0.95) / size)));
    if (n === 0) data = [];
  }
  const left = table.names.slice(columns.length);
  const notes = [
    ...(data.length < table.size
      ? [
          `${many(data.length)} of ${counted(table.size, "row")}, evenly spaced; ${many(table.size - data.length)} are left out`,
        ]
      : []),
    ...(left.length > 0
      ? [`${counted(left.length, "column")} left out, from '${cut(left[0] ?? "", 40)}' on`]
      : []),
    ...(cutTexts.size > 0
      ? [cut(`texts are cut at ${TEXT} characters in: ${[...cutTexts].join(", ")}`, 500)]
      : []),
  ];
  return {
    profile: "tabular-data-resource",
    name: slug(title),
    title: cut(title, TEXT),
    ...(notes.length > 0 && { description: notes.join("; ") }),
    schema: { fields: columns.map(({ name, type }) => ({ name, type })) },
    data,
  };
}

/** What the specification allows as a name: small letters, digits, `.`, `_` and `-`. */
const slug = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, "") || "table";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly values: readonly Value[];
}

/** The first columns whose names are not too much to write into every row. */
function schema(table: Table, checked: { readonly [column: string]: string }): Column[] {
  let room = SCHEMA;
  const columns: Column[] = [];
  for (const name of table.names) {
    room -= stored(name) + 28;
    if (room < 0 && columns.length > 0) break;
    const values = column(table, name);
    const type = columnType(typeOf(values), own(checked, name));
    columns.push({ name, values, type: own(FIELD_TYPES, type) ?? mixed(values) });
  }
  return columns;
}

const FIELD_TYPES: { readonly [type: string]: string } = {
  Int: "integer",
  Num: "number",
  Bool: "boolean",
  Text: "string",
};

/** Lists are arrays and records objects where all of them are short; else they are told as text; what is mixed is anything. */
function mixed(values: readonly Value[]): string {
  const types = new Set(values.flatMap((value) => (value === null ? [] : [typeName(value)])));
  const [first = "any"] = types;
  if (types.size < 2) return first;
  return types.size === 2 && types.has("string") && !types.has("any") ? "string" : "any";
}

function typeName(value: Value): string {
  if (typeof value !== "object") return "any";
  const told = plainly(value, TEXT);
  return typeof told !== "object" ? "string" : Array.isArray(told) ? "array" : "object";
}

/** Values that a number can be and JSON cannot hold have names of their own in a Table Schema. */
function field(value: Value, type: string): Json {
  if (typeof value === "number" && !Number.isFinite(value))
    return Number.isNaN(value) ? "NaN" : value > 0 ? "INF" : "-INF";
  const told = plainly(value, TEXT);
  return type === "string" && typeof told === "object" && told !== null
    ? cut(JSON.stringify(told), TEXT)
    : told;
}
