// A run: the item, the axes and what the run made; the columns it went over are named below.
import { failedLines } from "../failed.ts";
import { select } from "../table.ts";
import type { Run } from "../value.ts";
import type { MimeBundle } from "./bundle.ts";
import { showTable } from "./table.ts";

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
