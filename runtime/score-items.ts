// Items across cells: each once per combination of axes, and which are missing where.
import { canonical } from "../dsl/plan.ts";
import { dataError } from "./problem.ts";
import type { Cell, Row } from "./value.ts";

/** Error E302 where an item has two rows that no axis tells apart. */
export function unique(
  name: string,
  rows: readonly Row[],
  items: ReadonlyMap<string, readonly number[]>,
  axes: readonly string[],
): void {
  for (const [id, at] of items) {
    if (at.length < 2) continue;
    const places = new Set(at.map((row) => canonical(axes.map((axis) => rows[row]?.[axis] ?? null))));
    if (places.size === at.length) continue;
    throw dataError(
      "E302",
      `item '${id}' occurs ${at.length} times in one cell of '${name}', and no axis tells the rows apart`,
      "name the column in which they differ in by [...], or give each item an id of its own",
    );
  }
}

/**
 * Notes about items that some cells lack. Only cells that could hold the same items are compared: a `by` column in which
 * every item has a single value (a level, a dataset) splits the items, it is no arm.
 */
export function missing(cells: readonly Cell[], by: readonly string[], axes: readonly string[]): string[] {
  const metrics = [...new Set(cells.map((cell) => cell.metric))];
  return metrics.flatMap((metric) => {
    const own = cells.filter((cell) => cell.metric === metric);
    const splits = by.filter((column) => !axes.includes(column) && splitsItems(own, column));
    return families(own, splits).flatMap((family) => gaps(metric, family));
  });
}

/** `arm = plain, len = 512`. */
export const keyText = (key: Cell["key"]): string =>
  Object.entries(key)
    .map(([axis, value]) => `${axis} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");

function splitsItems(cells: readonly Cell[], column: string): boolean {
  const seen = new Map<string, string>();
  return cells.every((cell) => {
    const value = canonical(cell.key[column]);
    return cell.items.every(({ id }) => {
      const other = seen.get(id);
      seen.set(id, value);
      return other === undefined || other === value;
    });
  });
}

function families(cells: readonly Cell[], splits: readonly string[]): Cell[][] {
  const found = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = canonical(splits.map((column) => cell.key[column]));
    found.set(key, [...(found.get(key) ?? []), cell]);
  }
  return [...found.values()];
}

function gaps(metric: string, family: readonly Cell[]): string[] {
  const all = new Set(family.flatMap((cell) => cell.items.map(({ id }) => id)));
  return family
    .filter((cell) => cell.n < all.size)
    .map(
      (cell) =>
        `${metric} at ${keyText(cell.key)}: ${all.size - cell.n} of ${all.size} items missing; differences use the common items only`,
    );
}
