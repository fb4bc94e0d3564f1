// Rows made of a run's rows are a run again: its axes, ids and notes stay.
import { column, type Table } from "../table.ts";
import type { Run } from "../value.ts";

/** @param axis a column that is a new axis @param and what else went in: the result is a run only where that is one too */
export function like(
  rows: Table | Run,
  made: Table,
  { axis, and = null }: { readonly axis?: string; readonly and?: Table | Run | null },
): Table | Run {
  if (rows.kind !== "run" || and?.kind === "table") return made;
  const { spent: _, ...run } = rows;
  return {
    ...run,
    name: and ? `${rows.name} and ${and.name}` : rows.name,
    table: made,
    axes: [...rows.axes, ...(axis === undefined ? [] : [axis])],
    failed: made.names.includes("error") ? column(made, "error").filter((one) => one !== null).length : 0,
    notes: [...rows.notes, ...(and ? and.notes : [])],
  };
}
