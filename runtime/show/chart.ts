// Charts: the specification, its picture, and the drawn numbers as text.
import { canonical } from "../../dsl/plan/plan.ts";
import type { Drawing } from "../chart.ts";
import { spec } from "../chart-spec.ts";
import { render, type VegaLiteSpec } from "../render.ts";
import { brief } from "./brief.ts";
import { bundle, counted, cut, decimals, type MimeBundle, number, stored } from "./bundle.ts";
import { sheetText } from "./sheet.ts";
import { slim } from "./slim.ts";
import { pick, rows as rowsOf, type Table } from "../table.ts";
import { colours } from "../theme.ts";
import type { Value } from "../value.ts";

const SHOWN = 40;

/** Bytes of the picture. */
const PICTURE = 170_000;
/** Marks that are drawn to see how much they weigh. */
const MARKS = 3000;

/**
 * Errors: those of `spec` and `render`; a chart that cannot be drawn shows nothing. A picture that would weigh too much is
 * drawn of every second mark, every third, and so on, and says so; a specification that does not fit beside its picture is
 * left out, since every front end shows pictures.
 * @param name "" where it has none
 */
export function showChart(chart: Drawing, name: string): MimeBundle {
  let step = Math.max(1, Math.ceil(chart.table.size / MARKS));
  let drawn = thinned(chart, step);
  let [made, picture] = drawing(drawn);
  for (let size = stored(picture); size > PICTURE && step < marks(chart); size = stored(picture)) {
    step = Math.max(step + 1, Math.ceil((step * size) / PICTURE));
    drawn = thinned(chart, step);
    [made, picture] = drawing(drawn);
  }
  // in this order: where both are too much, the picture stays
  const { data, metadata } = bundle(drawnText(drawn, name), {
    "image/svg+xml": picture,
    "application/vnd.vegalite.v5+json": made,
  });
  return { data, metadata: { ...metadata, "image/svg+xml": { alt: altOf(drawn, name) } } };
}

const SEEN = ["x", "y", "color", "column", "row"] as const;

/** What stands for the picture where it is not seen, in the place where Jupyter's tools look for it. */
function altOf({ table, channels, about, ...drawn }: Drawing, name: string): string {
  const places = SEEN.flatMap((channel) => {
    const column = channels[channel];
    return column === undefined ? [] : [`${channel} is ${column}`];
  });
  return [
    caption(drawn, name),
    places.join(", "),
    counted(table.size, "mark"),
    ...(about === "" ? [] : [about]),
  ].join("; ");
}

function caption({ mark, options }: Pick<Drawing, "mark" | "options">, name: string): string {
  const title = typeof options["title"] === "string" ? ` "${options["title"]}"` : "";
  return cut(`${mark} chart${name === "" ? "" : ` ${name}`}${title}`, 500);
}

function drawing(chart: Drawing): [VegaLiteSpec, string] {
  const made = spec(chart);
  return [made, slim(render(made))];
}

const marks = ({ table, points }: Drawing): number => table.size + (points?.size ?? 0);

/** One in so many of the points behind the marks; of the marks too where these alone are too many. */
function thinned(chart: Drawing, step: number): Drawing {
  if (step === 1) return chart;
  const { points, table, about } = chart;
  const both = points === null || step > points.size || table.size > MARKS;
  const [what, of] = both ? ["mark", table.size] : ["point", points.size];
  const told = `one in ${step} of ${counted(of, what)} is drawn`;
  return {
    ...chart,
    points: points && some(points, step),
    table: both ? some(table, step) : table,
    about: about === "" ? told : `${about}; ${told}`,
  };
}

const some = (table: Table, step: number): Table =>
  pick(
    table,
    Array.from({ length: Math.ceil(table.size / step) }, (_, at) => at * step),
  );

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
      : brief((value ?? null) as Value, 40);
  const { color } = channels;
  const series = color === undefined ? 0 : new Set(all.map((row) => canonical(row[color] ?? null))).size;
  return sheetText({
    caption: caption({ mark, options }, name),
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
