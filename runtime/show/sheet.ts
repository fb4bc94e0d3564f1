// A table to be written, as aligned text and as HTML: head, body, which columns are numbers, what stands below.
import type { Json } from "../value.ts";
import { fitting, halves } from "./bound.ts";
import { bundle, cut, escaped, many, type MimeBundle, printable } from "./bundle.ts";
import { linesHtml, page, scroll } from "./style.ts";

export interface Sheet {
  readonly caption: string;
  readonly head: readonly string[];
  readonly body: readonly (readonly string[])[];
  readonly numeric: readonly boolean[];
  /** Lines below it. */
  readonly notes: readonly string[];
  /** Of HTML only. */
  readonly look?: Look;
}
export interface Look {
  /** What stands under the names of columns, and in a last column: HTML. */
  readonly under?: readonly string[];
  readonly last?: { readonly head: string; readonly cells: readonly string[] };
  /** Whole texts of cells that are cut, by row and column. */
  readonly whole?: (row: number, column: number) => string | undefined;
  /** Cells without a value, which a text `null` must not pass for. */
  readonly none?: (row: number, column: number) => boolean;
  /** HTML below the table, above the notes. */
  readonly below?: string;
}

/** Rows of a sheet, and characters of its cells, that nobody bounded before. */
const ROWS = 500;
const CELL = 400;

/** The sheet in aligned columns. */
export function sheetText({ caption, head, body, numeric, notes }: Sheet): string {
  const flat = [head, ...body].map((row) => row.map((cell) => printable(cell.replaceAll(/\s+/g, " "))));
  const widths = head.map((_, at) => flat.reduce((most, row) => Math.max(most, row[at]?.length ?? 0), 0));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => (numeric[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  const [names = [], ...rows] = flat;
  return [
    caption,
    line(names),
    line(widths.map((width) => "─".repeat(width))),
    ...rows.map(line),
    ...notes,
  ].join("\n");
}

/** Characters beyond which a cell is given some width, so that it does not become a tower. */
const LONG = 40;
/** Characters beyond which a table is likely wider than the page. */
const WIDE = 90;

/** Characters of a line of the table. */
const across = ({ head, body }: Sheet): number =>
  head.reduce((sum, name, at) => {
    const most = body.reduce((longest, row) => Math.max(longest, row[at]?.length ?? 0), name.length);
    return sum + Math.min(LONG, most) + 3;
  }, 0);

const right = (numeric: boolean | undefined): string => (numeric ? ' align="right"' : "");

/** The sheet as a table that stands alone. */
export function sheetHtml(of: Sheet): string {
  const { caption, head, body, numeric, notes, look = {} } = of;
  const { under, last, whole, none, below = "" } = look;
  const th = (cell: string, at: number): string =>
    `<th scope="col" align="${numeric[at] ? "right" : "left"}">${escaped(cell)}${under?.[at] ?? ""}</th>`;
  const td = (cell: string, row: number, at: number): string => {
    const full = whole?.(row, at);
    const title = full === undefined ? "" : ` title="${escaped(full)}"`;
    const long = none?.(row, at)
      ? ' class="null"'
      : cell.length > LONG
        ? ' class="long" style="text-align:left"'
        : "";
    return `<td${right(numeric[at])}${long}${title}>${escaped(cell)}</td>`;
  };
  const rows = body.map(
    (row, nth) =>
      `<tr>${row.map((cell, at) => td(cell, nth, at)).join("")}${last ? `<td>${last.cells[nth] ?? ""}</td>` : ""}</tr>`,
  );
  const heads = `${head.map(th).join("")}${last ? `<th scope="col" align="left">${last.head}</th>` : ""}`;
  const table =
    `<table class="sheet"><caption>${escaped(caption)}</caption>` +
    `<thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
  return page(`${scroll(caption, across(of) > WIDE, table)}${below}${linesHtml(notes.map(escaped))}`);
}

/** A sheet in both forms, equal notes once; rows and cells beyond a bound are left out and counted. */
export function sheet(of: Sheet, more: { readonly [mime: string]: Json } = {}): MimeBundle {
  const left = of.body.length - ROWS;
  const once: Sheet = {
    ...of,
    body: of.body.slice(0, ROWS).map((row) => row.map((cell) => cut(cell, CELL))),
    notes: [...new Set([...(left > 0 ? [`… ${many(left)} more rows`] : []), ...of.notes])],
  };
  return bundle(within(once, PLAIN, sheetText), { "text/html": within(once, HTML, sheetHtml), ...more });
}

/** Bytes of an output's text beside other forms, and of its HTML. */
export const PLAIN = 60_000;
export const HTML = 110_000;

/** As many rows as fit; those left out are counted. */
const within = (of: Sheet, most: number, write: (of: Sheet) => string): string =>
  fitting(halves(of.body.length), most, (rows) => {
    const left = of.body.length - rows;
    const notes =
      left > 0 ? [`… ${many(left)} more rows, which take too much room here`, ...of.notes] : of.notes;
    return write({ ...of, body: of.body.slice(0, rows), notes: notes.map((note) => cut(note, 2000)) });
  });
