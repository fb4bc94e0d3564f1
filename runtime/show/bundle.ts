// What a notebook is given to display: MIME bundles, and the escaping, tables and number formats they share.
import type { Json } from "../value.ts";

/** MIME type -> content; text/plain is always there. */
export interface MimeBundle {
  readonly data: { readonly [mime: string]: Json };
  readonly metadata: { readonly [key: string]: Json };
}

/** Plain text, and the rest of the forms; none that is written out holds a control character. JSON forms escape their own. */
export const bundle = (plain: string, more: { readonly [mime: string]: Json } = {}): MimeBundle => ({
  data: Object.fromEntries(
    Object.entries({ "text/plain": plain, ...more }).map(([mime, form]) => [
      mime,
      typeof form === "string" ? printable(form) : form,
    ]),
  ),
  metadata: {},
});

/**
 * Control characters other than tab and newline written out, as `\u001b`: raw ones would command the terminal that prints
 * them (C0, DEL and C1 of ECMA-48), and XML allows most of them nowhere.
 */
export const printable = (text: string): string =>
  text
    .replaceAll("\r\n", "\n")
    .replaceAll(
      /(?![\t\n])\p{Cc}/gu,
      (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );

const ENTITIES: { readonly [char: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML: no character of it is markup. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** A text of at most so many characters, with a mark where it was cut. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // not between the halves of a surrogate pair
  const end = /[\ud800-\udbff]/.test(text[most - 2] ?? "") ? most - 2 : most - 1;
  return `${text.slice(0, end)}…`;
}

/** Scores and their ends: three decimals. p-values below a thousandth say so. */
export const decimals = (value: number): string =>
  Number.isFinite(value) ? value.toFixed(3) : String(value);
export const probability = (p: number): string => (p < 0.001 ? "< 0.001" : p.toFixed(3));

/** Other numbers: whole ones in full, others to six significant digits. */
export const number = (value: number): string =>
  Number.isInteger(value) || !Number.isFinite(value) ? String(value) : String(Number(value.toPrecision(6)));

/** A table to be written: its head, its body, which columns are numbers, and a caption. */
export interface Sheet {
  readonly caption: string;
  readonly head: readonly string[];
  readonly body: readonly (readonly string[])[];
  readonly numeric: readonly boolean[];
  /** Lines below it. */
  readonly notes: readonly string[];
}

/** The sheet in aligned columns. */
export function sheetText({ caption, head, body, numeric, notes }: Sheet): string {
  const flat = [head, ...body].map((row) => row.map((cell) => printable(cell.replaceAll(/\s+/g, " "))));
  const widths = head.map((_, at) => Math.max(...flat.map((row) => row[at]?.length ?? 0)));
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

const CELL = "padding:2px 10px 2px 0;vertical-align:top";

/** The sheet as HTML, in the page's own colours. */
export function sheetHtml({ caption, head, body, numeric, notes }: Sheet): string {
  const align = (at: number): string => (numeric[at] ? "right" : "left");
  const th = (cell: string, at: number): string =>
    `<th scope="col" style="${CELL};text-align:${align(at)};border-bottom:1px solid currentColor">${escaped(cell)}</th>`;
  const td = (cell: string, at: number): string =>
    `<td style="${CELL};text-align:${align(at)}">${escaped(cell)}</td>`;
  const rows = body.map((row) => `<tr>${row.map(td).join("")}</tr>`).join("");
  const below = notes.map((note) => `<div style="opacity:0.75">${escaped(note)}</div>`).join("");
  return (
    `<table style="border-collapse:collapse;font-variant-numeric:tabular-nums">` +
    `<caption style="text-align:left;font-weight:600;caption-side:top">${escaped(caption)}</caption>` +
    `<thead><tr>${head.map(th).join("")}</tr></thead><tbody>${rows}</tbody></table>${below}`
  );
}

/** A sheet in both forms, equal notes once. */
export function sheet(of: Sheet, more: { readonly [mime: string]: Json } = {}): MimeBundle {
  const once = { ...of, notes: [...new Set(of.notes)] };
  return bundle(sheetText(once), { "text/html": sheetHtml(once), ...more });
}

/** `1 row`, `12,000 rows`. */
export const many = (n: number): string => n.toLocaleString("en-US");
export const counted = (n: number, what: string): string => `${many(n)} ${what}${n === 1 ? "" : "s"}`;
