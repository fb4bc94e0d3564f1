// Any value as a MIME bundle: always plain text, beside it what a notebook can show better.
import type { Drawing } from "./chart.ts";
import { failedText } from "./failed.ts";
import { bundle, cut, type MimeBundle, number } from "./show/bundle.ts";
import { showChart } from "./show/chart.ts";
import { showEstimate, showScore } from "./show/score.ts";
import { showRun, showTable } from "./show/table.ts";
import { showMessages, showModel, showPassages, showShape, showTree } from "./show/text.ts";
import type { Table } from "./table.ts";
import { kindOf, type Passage, type Run, type Tagged, type Value } from "./value.ts";

export type { MimeBundle } from "./show/bundle.ts";
export { showCheck } from "./show/score.ts";

/** Longer texts are cut, and say so. */
const LONG = 100_000;

/**
 * The bundle of a value, named in captions; a name such as `show#4.1`, made for a nameless step, gives way to the kind. text/html escapes every character of the user's; sizes are bounded.
 * Errors: a chart that cannot be drawn (E702, E703).
 */
export function show(value: Value, { name }: { readonly name: string }): MimeBundle {
  if (typeof value === "string") return text(value);
  const kind = kindOf(value);
  const named = (orelse: string): string => (name.includes("#") ? orelse : name);
  if (kind !== undefined && kind in shown) return showTagged(value as Shown, named(kind));
  if (Array.isArray(value) && value.length > 0 && value.every((item: Value) => kindOf(item) === "passage"))
    return showPassages(value as readonly Passage[], named("passages"));
  return text(typeof value === "number" ? number(value) : JSON.stringify(value, sized, 2));
}

/** Tables inside of a record are told by their size. */
function sized(_: string, value: Value): Value {
  const kind = kindOf(value);
  const table = kind === "run" ? (value as Run).table : kind === "table" ? (value as Table) : null;
  return table ? `${table.size} rows (${table.names.join(", ")})` : value;
}

/** A text as it is. */
export const text = (plain: string): MimeBundle =>
  bundle(plain.length > LONG ? `${cut(plain, LONG)}\n(${plain.length - LONG} more characters)` : plain);

type Shown = Tagged | Table;
type Showers = {
  readonly [K in Shown["kind"]]: (value: Extract<Shown, { readonly kind: K }>, name: string) => MimeBundle;
};

const shown: Showers = {
  table: showTable,
  run: showRun,
  score: showScore,
  estimate: showEstimate,
  tree: showTree,
  passage: (passage, name) => showPassages([passage], name),
  // every chart of the language is made by chart.ts
  chart: (chart, name) => showChart(chart as Drawing, name),
  shape: showShape,
  model: showModel,
  messages: showMessages,
  index: ({ ranker, passages }, name) =>
    text(`${name}: index of ${passages.length} passages by ${ranker.name}`),
  ranker: ({ name, options }) => text(`${name}(${settings(options)})`),
  interval: ({ method, resamples, level, seed }) => text(settings({ method, resamples, level, seed })),
  source: ({ ref }) => text(ref),
  failed: (failed) => text(failedText(failed)),
};

function showTagged<S extends Shown>(value: S, name: string): MimeBundle {
  // the row of a kind takes values of that kind
  return (shown[value.kind] as unknown as (value: S, name: string) => MimeBundle)(value, name);
}

const settings = (options: { readonly [name: string]: unknown }): string =>
  Object.entries(options)
    .map(([option, value]) => `${option}: ${String(value)}`)
    .join(", ");
