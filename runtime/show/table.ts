// Tables and runs: the first rows as text and HTML, a bounded data resource for tools.
import { bundle, counted, cut, type MimeBundle, number, type Sheet, sheet } from "./bundle.ts";
import { failedLines, failedText } from "../failed.ts";
import { rows as rowsOf, select, type Table } from "../table.ts";
import { type Failed, type Json, kindOf, type Run, type Tree, type Value } from "../value.ts";

const SHOWN = 20;
/** Rows, characters in all, characters of a value: a notebook that holds a dozen tables is still one to share. */
const RESOURCE_ROWS = 1000;
const RESOURCE_SIZE = 200_000;
const RESOURCE_TEXT = 200;
const WIDE = 80;

export function showTable(table: Table, name: string, notes: readonly string[] = []): MimeBundle {
  if (table.names.length === 0) return bundle(`${name}: no columns`);
  const all = rowsOf(table);
  const of: Sheet = {
    caption: `${name}: ${counted(table.size, "row")}, ${counted(table.names.length, "column")}`,
    head: table.names.map((column) => `${column}: ${typeOf(all.map((row) => row[column] ?? null))}`),
    body: all.slice(0, SHOWN).map((row) => table.names.map((column) => brief(row[column] ?? null, WIDE))),
    numeric: table.names.map((column) =>
      all.every((row) => typeof row[column] === "number" || row[column] === null),
    ),
    notes: [...(table.size > SHOWN ? [`… ${table.size - SHOWN} more rows`] : []), ...notes],
  };
  return sheet(of, { "application/vnd.dataresource+json": resource(table) });
}

/** The item, the axes and what the run made; the columns it went over are named below. */
export function showRun(run: Run, name: string): MimeBundle {
  const made = [run.id, ...run.axes, ...run.made].filter((column) => run.table.names.includes(column));
  const parts = made.filter((column) => isPart(column, made));
  const own = made.filter((column) => !parts.includes(column));
  const rest = run.table.names.filter((column) => !made.includes(column));
  return showTable(select(run.table, [...new Set(own)]), name, [
    ...(rest.length > 0 ? [`and the columns of its rows: ${rest.join(", ")}`] : []),
    ...(parts.length > 0 ? [`and of its answers: ${parts.map((part) => `.${part}`).join(", ")}`] : []),
    `axes: ${run.axes.length > 0 ? run.axes.join(", ") : "none"}; item id: ${run.id}; failed: ${run.failed}`,
    ...failedLines(run),
    ...run.notes.map((note) => `note: ${note}`),
  ]);
}

/** `facts.tokens` beside `facts`. */
const isPart = (column: string, all: readonly string[]): boolean => {
  const dot = column.lastIndexOf(".");
  return dot > 0 && all.includes(column.slice(0, dot));
};

/** A value in one line of at most so many characters. */
export function brief(value: Value, most: number): string {
  if (typeof value === "string") return cut(value, most);
  if (typeof value === "number") return number(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (kindOf(value) === "tree") return cut(`tree: ${(value as Tree).scope}`, most);
  if (kindOf(value) === "failed") return cut(failedText(value as Failed), most);
  return cut(JSON.stringify(value) ?? "", most);
}

/** The Tabular Data Resource of frictionlessdata.io: the first rows, of short values, that stay within the limits. */
function resource(table: Table): Json {
  const all = rowsOf(table);
  const data: Json[] = [];
  let size = 0;
  for (const [index, row] of all.slice(0, RESOURCE_ROWS).entries()) {
    const values = Object.fromEntries(table.names.map((column) => [column, plain(row[column] ?? null)]));
    size += JSON.stringify(values).length;
    if (size > RESOURCE_SIZE) break;
    data.push(table.names.includes("index") ? values : { index, ...values });
  }
  const fields = table.names.map((name) => ({
    name,
    type: FIELD_TYPES[typeOf(all.map((row) => row[name] ?? null))] ?? "any",
  }));
  const title = data.length < table.size ? { title: `the first ${data.length} of ${table.size} rows` } : {};
  return { ...title, schema: { fields }, data };
}

const plain = (value: Value): Json =>
  typeof value === "string"
    ? cut(value, RESOURCE_TEXT)
    : typeof value === "object" && value !== null
      ? brief(value, RESOURCE_TEXT)
      : value;

const FIELD_TYPES: { readonly [type: string]: string } = {
  Int: "integer",
  Num: "number",
  Bool: "boolean",
  Text: "string",
};

/** The type of a column's values as the language calls it. */
function typeOf(values: readonly Value[]): string {
  const kinds = new Set(values.flatMap((value) => (value === null ? [] : [kindName(value)])));
  if (kinds.size === 2 && kinds.has("Int") && kinds.has("Num")) return "Num";
  return kinds.size === 1 ? ([...kinds][0] ?? "Null") : kinds.size === 0 ? "Null" : "Json";
}

function kindName(value: Value): string {
  if (typeof value === "number") return Number.isInteger(value) ? "Int" : "Num";
  if (typeof value === "string") return "Text";
  if (typeof value === "boolean") return "Bool";
  if (Array.isArray(value)) return `${value.length > 0 ? kindName(value[0] as Value) : "Json"}[]`;
  const kind = kindOf(value);
  return kind === undefined ? "Json" : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}
