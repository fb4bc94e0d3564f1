// Charts: the specification, its picture, and the drawn numbers as text.
import { canonical } from "../../dsl/plan/plan.ts";
import type { Drawing } from "../chart.ts";
import { spec } from "../chart-spec.ts";
import { render } from "../render.ts";
import { bundle, decimals, type MimeBundle, number, sheetText } from "./bundle.ts";
import { brief } from "./table.ts";
import { rows as rowsOf } from "../table.ts";
import { colours } from "../theme.ts";

const SHOWN = 40;

/** Errors: those of `spec` and `render`; a chart that cannot be drawn shows nothing. */
export function showChart(chart: Drawing, name: string): MimeBundle {
  const made = spec(chart);
  return bundle(drawnText(chart, name), {
    "application/vnd.vegalite.v5+json": made,
    "image/svg+xml": render(made),
  });
}

/** The drawn values as a small table: what a reader without pictures gets. */
function drawnText({ mark, table, channels, options, about }: Drawing, name: string): string {
  const columns = [...new Set(Object.values(channels))];
  const measures = new Set(["y", "lo", "hi"].flatMap((channel) => channels[channel] ?? []));
  const all = rowsOf(table);
  const fine = all.every((row) => [...measures].every((column) => Math.abs(Number(row[column])) <= 1));
  const cell = (column: string, value: unknown): string =>
    typeof value === "number"
      ? measures.has(column) && fine
        ? decimals(value)
        : number(value)
      : brief(value as string, 40);
  const { color } = channels;
  const series = color === undefined ? 0 : new Set(all.map((row) => canonical(row[color] ?? null))).size;
  const title = typeof options["title"] === "string" ? ` "${options["title"]}"` : "";
  return sheetText({
    caption: `${mark} chart ${name}${title}`,
    head: columns,
    body: all.slice(0, SHOWN).map((row) => columns.map((column) => cell(column, row[column]))),
    numeric: columns.map((column) => all.every((row) => typeof row[column] === "number")),
    notes: [
      ...(series > colours.length ? [`${series} colours: not all are told apart by everyone`] : []),
      ...(all.length > SHOWN ? [`… ${all.length - SHOWN} more`] : []),
      ...(about === "" ? [] : [about]),
    ],
  });
}
