// Items across cells: each once per combination of axes, and which are missing where.
import { catalogue } from "../dsl/tell/messages.ts";
import { canonical } from "../dsl/plan/plan.ts";
import { dataError } from "./problem.ts";
import type { Cell, Row } from "./value.ts";

/** The rows that share the values of `by`. */
export interface Group {
  readonly key: Cell["key"];
  /** Item id -> positions of its rows, those without a value included. */
  readonly items: Map<string, number[]>;
}

/** Rows, the column that names their items, the axes that tell them apart. */
interface Scored {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly id: string | null;
  readonly axes: readonly string[];
}

/** Error E303 where an item has two rows that no axis tells apart. */
export function unique(
  { name, rows, id, axes }: Scored,
  items: ReadonlyMap<string, readonly number[]>,
): void {
  for (const [item, at] of items) {
    if (at.length < 2) continue;
    const places = new Set(at.map((row) => canonical(axes.map((axis) => rows[row]?.[axis] ?? null))));
    if (places.size === at.length) continue;
    const about = { column: id ?? "id", table: name, near: undefined, columns: [] };
    const { message, hint = "" } = catalogue.E303({ ...about, twice: JSON.stringify(item) });
    throw dataError("E303", message, hint);
  }
}

/**
 * Notes about items that some cells lack. Only cells that could hold the same items are compared: a `by` column in which
 * every item has rows of a single value (a level, a dataset) splits the items, it is no arm. Rows without a value tell
 * too: an arm in which every call failed is still an arm.
 */
export function missing(cells: readonly Cell[], by: readonly string[], groups: readonly Group[]): string[] {
  const splits = by.filter((column) => splitsItems(groups, column));
  const metrics = [...new Set(cells.map((cell) => cell.metric))];
  return metrics.flatMap((metric) => {
    const own = cells.filter((cell) => cell.metric === metric);
    return families(own, splits).flatMap((family) => gaps(metric, family));
  });
}

/** Notes about cells that are not there, because none of their rows has a value. */
export function empty(
  cells: readonly Cell[],
  metrics: readonly { readonly name: string }[],
  groups: readonly Group[],
): string[] {
  return metrics.flatMap(({ name }) =>
    groups
      .filter(({ key }) => !cells.some((cell) => cell.metric === name && cell.key === key))
      .map(({ key }) => `${placed(name, key)}: no row has a value`),
  );
}

/** `f1 at arm = plain`; of a score without axes `f1`. */
const placed = (metric: string, key: Cell["key"]): string =>
  Object.keys(key).length === 0 ? metric : `${metric} at ${keyText(key)}`;

/** `arm = plain, len = 512`. */
export const keyText = (key: Cell["key"]): string =>
  Object.entries(key)
    .map(([axis, value]) => `${axis} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");

function splitsItems(groups: readonly Group[], column: string): boolean {
  const seen = new Map<string, string>();
  return groups.every(({ key, items }) => {
    const value = canonical(key[column]);
    return [...items.keys()].every((id) => {
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
        `${placed(metric, cell.key)}: ${all.size - cell.n} of ${all.size} items missing; differences use the common items only`,
    );
}
