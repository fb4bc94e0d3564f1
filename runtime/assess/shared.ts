// What these operators share: values of rows without those that lack one, records of figures, intervals of what is drawn again.
import { counted } from "../../dsl/tell/count.ts";
import type { Type } from "../../dsl/types/types.ts";
import * as types from "../../dsl/types/types.ts";
import { doc, each, int, json, num, operator, opt, type Reach, rowsOf, type RowFn } from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import type { Resampling } from "../stats/bootstrap.ts";
import { quantile } from "../stats/moments.ts";
import type { Interval } from "../stats/wilson.ts";
import { stream } from "../random.ts";
import type { Table } from "../table.ts";
import { bare, type Run, type Value } from "../value.ts";
import { perRow, tableOf } from "../verbs/rows.ts";

export { doc, each, int, json, num, operator, opt, rowsOf };

/** Parameters of an interval that is made by drawing items again. */
export const drawing = {
  level: doc(
    "the coverage wanted, between 0 and 1",
    ranged(opt(num, 0.95), { least: 0, most: 1, open: true }),
  ),
  resamples: doc(
    "how many times the items are drawn again",
    ranged(opt(int, 2000), { least: 100, most: 1_000_000 }),
  ),
  seed: doc("seed of the draws", opt(int, 0)),
};

export const record = (fields: { readonly [name: string]: Type }): Type => ({ kind: "record", fields });
export const figures = (values: { readonly [name: string]: Value }): Value => bare(Object.entries(values));
export const maybeNum: Type = { kind: "optional", of: types.num };

/** The values of several expressions, of the rows that have them all; the others are counted in a note. Errors: E113 for none. */
export async function complete(
  what: string,
  rows: Table | Run,
  columns: readonly RowFn<Value>[],
  reach: Reach,
): Promise<readonly (readonly Value[])[]> {
  const table = tableOf(rows);
  const values: (readonly Value[])[] = [];
  for (const column of columns) values.push(await perRow(table, column, reach));
  const all = Array.from({ length: table.size }, (_, at) => values.map((column) => column[at] ?? null));
  const kept = all.filter((row) => !row.includes(null));
  if (kept.length < all.length)
    reach.note(
      `${what}: ${counted(all.length - kept.length, "row")} without a value left out, ${counted(kept.length, "row")} counted`,
    );
  if (kept.length === 0) throw dataError("E113", `'${what}' has no row with all values`, "show the rows");
  return kept;
}

/** A class as text: texts, whole numbers and Bools can be classes. Errors: E204. */
export function label(what: string, value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || (typeof value === "number" && Number.isSafeInteger(value)))
    return String(value);
  throw typeError("E204", `the classes of '${what}' must be Text, Int or Bool, got ${JSON.stringify(value)}`);
}

/** A finite number; Bool counts as 0 and 1. Errors: E204, which NaN is too. */
export function number(what: string, value: Value): number {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw typeError(
    "E204",
    `'${what}' takes numbers and Bools, got ${typeof value === "number" ? value : JSON.stringify(value)}`,
  );
}

/** 0 or 1. Errors: E204. */
export function verdict(what: string, value: Value): number {
  const found = number(what, value);
  if (found === 0 || found === 1) return found;
  throw typeError("E204", `'${what}' takes verdicts that are true, false, 0 or 1, got ${found}`);
}

/** A figure that the numbers do not give, and why. */
export const none = (what: string, why: string): ReturnType<typeof dataError> =>
  dataError("E113", `'${what}' cannot be computed: ${why}`, "show the rows");

/**
 * The percentile interval of any figure of items that are drawn again; draws without the figure (one class only) are left
 * out and counted. null where no draw has it.
 */
export function drawnInterval<T>(
  what: string,
  items: readonly T[],
  figure: (drawn: readonly T[]) => number | null,
  { resamples, level, seed }: Resampling,
  note: Reach["note"],
): Interval {
  const { below } = stream(seed, what);
  const found: number[] = [];
  for (let b = 0; b < resamples; b++) {
    const value = figure(items.map(() => items[below(items.length)]!));
    if (value !== null) found.push(value);
  }
  if (found.length < resamples)
    note(
      `${what}: ${counted(resamples - found.length, "resample")} of ${resamples} without the figure, left out`,
    );
  const sorted = Float64Array.from(found).sort();
  const tail = (1 - level) / 2;
  return { lo: quantile(sorted, tail), hi: quantile(sorted, 1 - tail) };
}
