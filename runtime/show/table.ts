// Tables: the first rows with what their columns hold, as text and HTML, and a bounded data resource for tools.
import { own } from "../../dsl/own.ts";
import { column, type Table } from "../table.ts";
import type { Value } from "../value.ts";
import { evenly, fitting } from "./bound.ts";
import { brief, columnType } from "./brief.ts";
import { bundle, counted, cut, many, type MimeBundle } from "./bundle.ts";
import { resource } from "./resource.ts";
import { HTML, type Look, PLAIN, type Sheet, sheetHtml, sheetText } from "./sheet.ts";
import { sampledNote, summary, type Summary, summaryHtml, underHtml } from "./summary.ts";

/** Rows and columns that are shown, characters of a cell and of a column's name. */
const ROWS = 20;
const COLUMNS = 30;
/** And fewer where these are too much. */
const TRIES = [ROWS, 10, 5, 2, 0];
const WIDE = 80;
const NAME = 60;
/** Cells that summaries are made of: beyond that, of rows evenly spaced. */
const LOOKED = 600_000;
/** Characters of all cells that are cut, as they are shown when pointed at. */
const WHOLE = 30_000;

/** @param checked column -> its checked type: what a column is said to hold that is empty, or whose numbers happen to be whole */
export function showTable(
  table: Table,
  name: string,
  notes: readonly string[] = [],
  checked: Checked = {},
): MimeBundle {
  if (table.names.length === 0) return bundle(`${name}: no columns`);
  const { columns, of } = opened(table, checked);
  const title = `${name}: ${counted(table.size, "row")}, ${counted(table.names.length, "column")}`;
  const some = columns.map(({ all }) => all.slice(0, ROWS));
  const numeric = columns.map(({ about }) => about.type === "Int" || about.type === "Num");
  const made = (rows: number, head: readonly string[]): Sheet => ({
    caption: cut(title, 200),
    head,
    body: Array.from({ length: Math.min(rows, table.size) }, (_, at) =>
      some.map((values) => brief(values[at] ?? null, WIDE)),
    ),
    numeric,
    notes: [
      ...left(table, rows),
      ...(of < table.size ? [sampledNote(of, table.size)] : []),
      ...new Set(notes.map((note) => cut(note, 1000))),
    ],
  });
  const names = columns.map(({ about }) => cut(about.name, NAME));
  const typed = columns.map(({ about }, at) => `${names[at]}: ${about.type}`);
  const text = fitting(TRIES, PLAIN, (rows) => sheetText(made(rows, typed)));
  const html = fitting(TRIES, HTML, (rows) =>
    sheetHtml({ ...made(rows, names), look: look(columns, some, rows, of < table.size) }),
  );
  return bundle(text, {
    "text/html": html,
    "application/vnd.dataresource+json": resource(table, name, checked),
  });
}

type Checked = { readonly [column: string]: string };
interface Opened {
  readonly all: readonly Value[];
  readonly about: Summary;
}

/** The columns that are shown, and of how many rows their summaries are. */
function opened(
  table: Table,
  checked: Checked,
): { readonly columns: readonly Opened[]; readonly of: number } {
  const names = table.names.slice(0, COLUMNS);
  const of = Math.min(table.size, Math.floor(LOOKED / names.length));
  const rows = of < table.size ? evenly(table.size, of) : null;
  const columns = names.map((name) => {
    const all = column(table, name);
    const about = summary(name, rows ? rows.map((at) => all[at] ?? null) : all);
    return { all, about: { ...about, type: columnType(about.type, own(checked, name)) } };
  });
  return { columns, of };
}

function left({ names, size }: Table, rows: number): string[] {
  const more = names.slice(COLUMNS);
  return [
    ...(size === 0 ? ["no rows"] : []),
    ...(size > rows ? [`… ${counted(size - rows, "more row")}`] : []),
    ...(more.length > 0 ? [cut(`… ${many(more.length)} more columns: ${more.join(", ")}`, 500)] : []),
  ];
}

function look(
  columns: readonly Opened[],
  some: readonly (readonly Value[])[],
  rows: number,
  sampled: boolean,
): Look {
  const long = some.map((values) => values.slice(0, rows).map((value) => wholeOf(value)));
  const most = Math.min(
    1000,
    Math.floor(WHOLE / Math.max(1, long.flat().filter((text) => text !== undefined).length)),
  );
  return {
    under: columns.map(({ about }) => underHtml(about)),
    below: columns.some(({ all }) => all.length > 0)
      ? summaryHtml(
          columns.map(({ about }) => about),
          sampled ? " (sampled)" : "",
        )
      : "",
    none: (row, at) => (some[at]?.[row] ?? null) === null,
    whole: (row, at) => {
      const text = long[at]?.[row];
      return text === undefined || most <= WIDE
        ? undefined
        : text.length > most
          ? `${cut(text, most)} (${many(text.length - most + 1)} more characters)`
          : text;
    },
  };
}

/** The whole text of a cell that is cut. */
function wholeOf(value: Value): string | undefined {
  if (typeof value === "string") return value.length > WIDE ? value : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const told = brief(value, 1000);
  return told.length > WIDE ? told : undefined;
}
