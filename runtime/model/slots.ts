// Rows of a shared cache where they lie: each has a slot of its own, so that some are computed and others leave without a copy of all.
import { type Numbers, size, type Value } from "./backend/graph.ts";
import { type Cache, copyRow, type Form, gather, lengthOf, rowsOf, whole } from "./cache.ts";

/** Whether the rows of a cache lie one behind the other and are written there: then a row is a memory of its own. */
export const hasSlots = ({ layout, fit }: Form): boolean =>
  fit.shared && layout.states.every(({ shape }) => shape[0] === "B" && shape.includes("P"));

const mapped = (cache: Cache, change: (value: Value) => Value): Cache["values"] =>
  Object.fromEntries(Object.entries(cache.values).map(([name, value]) => [name, change(value)]));

/** Some neighbouring rows as a cache of their own, in the same memory. */
export function slots(cache: Cache, from: number, count: number): Cache {
  const had = Array.from({ length: count }, (_, at) => lengthOf(cache, from + at));
  const columns = Math.max(...had);
  const values = mapped(cache, ({ type, dims, data }) => {
    const row = size(dims.slice(1));
    return {
      type,
      dims: [count, ...dims.slice(1)],
      data: data.subarray(from * row, (from + count) * row) as Numbers,
    };
  });
  return { ...cache, had, base: columns, columns, values };
}

/** The cache whose rows have come to these lengths in their slots. */
export function filled(cache: Cache, lengths: readonly number[]): Cache {
  const columns = Math.max(...lengths);
  return { ...cache, had: lengths, base: columns, columns };
}

/** A cache of some of the rows, and which row each of its rows was. */
export interface Kept {
  readonly cache: Cache;
  readonly rows: readonly number[];
}

/** Of rows that leave slots free, the last ones move there; without slots, all move together. */
export function kept(form: Form, cache: Cache, rows: readonly number[]): Kept {
  if (rows.length === rowsOf(cache)) return { cache, rows: [...cache.had.keys()] };
  if (!hasSlots(form)) {
    const pieces = rows.map((row) => [whole(cache, row)]);
    return { cache: gather(form, pieces, cache.room), rows };
  }
  const stay = rows.filter((row) => row < rows.length);
  const move = rows.filter((row) => row >= rows.length);
  const order = Array.from({ length: rows.length }, (_, slot) => (stay.includes(slot) ? slot : move.pop()!));
  for (const [slot, row] of order.entries())
    if (row !== slot)
      for (const state of form.layout.states)
        copyRow(state, form.fit, [whole(cache, row)], cache.values[state.input]!, slot);
  const lengths = order.map((row) => lengthOf(cache, row));
  return { cache: slots(filled(cache, lengths), 0, rows.length), rows: order };
}
