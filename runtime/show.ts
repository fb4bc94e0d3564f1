// Any value as a MIME bundle: always plain text, beside it what a notebook can show better.
import { counted } from "../dsl/tell/count.ts";
import type { Drawing } from "./chart.ts";
import { failedText } from "./failed.ts";
import { type MimeBundle } from "./show/bundle.ts";
import { showChart } from "./show/chart.ts";
import { showData, text } from "./show/data.ts";
import { showEstimate } from "./show/estimate.ts";
import { showMessages } from "./show/messages.ts";
import { showModel } from "./show/model.ts";
import { showPassages } from "./show/passages.ts";
import { showRun } from "./show/run.ts";
import { showScore } from "./show/score.ts";
import { showShape } from "./show/shape.ts";
import { showTable } from "./show/table.ts";
import { showTree } from "./show/tree.ts";
import { kindOf, type Passage, type Table, type Tagged, type Value } from "./value.ts";

export type { MimeBundle } from "./show/bundle.ts";
export { showCheck } from "./show/check.ts";
export { text } from "./show/data.ts";

/**
 * The bundle of a value, named in captions; a name such as `show#4.1`, made for a nameless step, gives way to the kind. text/html escapes every character of the user's; sizes are bounded.
 * Errors: a chart that cannot be drawn (E702, E703).
 */
export function show(value: Value, { name, columns }: Naming): MimeBundle {
  const kind = kindOf(value);
  const named = (orelse: string): string => (name.includes("#") ? orelse : name);
  if (kind === "table") return showTable(value as Table, named(kind), [], columns);
  if (kind !== undefined && kind in shown) return showTagged(value as Shown, named(kind));
  if (Array.isArray(value) && value.length > 0 && value.every((item: Value) => kindOf(item) === "passage"))
    return showPassages(value as readonly Passage[], named("passages"));
  return showData(value, named("record"));
}

interface Naming {
  readonly name: string;
  /** Of a table: column -> its checked type, where the values alone do not tell it. */
  readonly columns?: { readonly [name: string]: string };
}
type Shown = Exclude<Tagged, Table>;
type Showers = {
  readonly [K in Shown["kind"]]: (value: Extract<Shown, { readonly kind: K }>, name: string) => MimeBundle;
};

const shown: Showers = {
  run: showRun,
  score: showScore,
  estimate: showEstimate,
  tree: showTree,
  passage: (passage, name) => showPassages([passage], name),
  // every chart of the language is made by chart.ts
  chart: (chart, name) => showChart(chart as Drawing, name === "chart" ? "" : name),
  shape: showShape,
  model: (model) => showModel(model),
  messages: showMessages,
  index: ({ ranker, passages }, name) =>
    text(`${name}: index of ${counted(passages.length, "passage")} by ${ranker.name}`),
  ranker: ({ name, variant, options }) =>
    text(`${name}(${settings({ ...options, ...(variant !== undefined && { variant }) })})`),
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
