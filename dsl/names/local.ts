// Names that start with `_` belong to their cell: how those of two cells are kept apart, and how one cell sees all names.
import { own } from "../own.ts";

export const isLocal = (name: string): boolean => name.startsWith("_");

/** What a declaration is kept under: its name, with its cell where it is local to it. */
export const keyOf = (name: string, cell: number): string => (isLocal(name) ? `${name}@${cell}` : name);

/** The name in a key; other texts as they are. */
export const nameIn = (key: string): string => (isLocal(key) ? key.replace(/@\d+$/, "") : key);

const cellIn = (key: string): number => Number(/@(\d+)$/.exec(key)?.[1]);

/** What a cell sees of a map by keys: by name, and of local names its own. It stays true while the map grows. */
export const seenFrom = <T>(all: ReadonlyMap<string, T>, cell: number): ReadonlyMap<string, T> =>
  new Seen(all, cell);

class Seen<T> implements ReadonlyMap<string, T> {
  private readonly all: ReadonlyMap<string, T>;
  private readonly cell: number;
  constructor(all: ReadonlyMap<string, T>, cell: number) {
    this.all = all;
    this.cell = cell;
  }
  get(name: string): T | undefined {
    return this.all.get(keyOf(name, this.cell));
  }
  has(name: string): boolean {
    return this.all.has(keyOf(name, this.cell));
  }
  *entries(): MapIterator<[string, T]> {
    for (const [key, value] of this.all)
      if (!isLocal(key) || cellIn(key) === this.cell) yield [nameIn(key), value];
  }
  *keys(): MapIterator<string> {
    for (const [name] of this.entries()) yield name;
  }
  *values(): MapIterator<T> {
    for (const [, value] of this.entries()) yield value;
  }
  forEach(visit: (value: T, name: string, map: ReadonlyMap<string, T>) => void): void {
    for (const [name, value] of this.entries()) visit(value, name, this);
  }
  get size(): number {
    return [...this.keys()].length;
  }
  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries();
  }
}

/** The cell that a local name belongs to, where it is not `cell`; undefined where no cell has one. */
export function strayFrom(names: Iterable<string>, name: string, cell: number): number | undefined {
  if (!isLocal(name)) return undefined;
  for (const key of names) if (nameIn(key) === name && cellIn(key) !== cell) return cellIn(key);
  return undefined;
}

/** The names declared for each cell: one set for all cells without local names. */
export function declaredIn(names: ReadonlyMap<string, unknown>): (cell: number) => ReadonlySet<string> {
  const keys = [...names.keys()];
  const shared = new Set(keys.filter((key) => !isLocal(key)));
  if (shared.size === keys.length) return () => shared;
  return (cell) => new Set(seenFrom(names, cell).keys());
}

/** Members of a plan's expressions that name a step, by operation. */
const references: { readonly [op: string]: string } = { step: "name", apply: "prompt", invoke: "fn" };

/** References of a plan to names that are local to the cell, as references to their steps. */
export function settled(value: unknown, cell: number): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => settled(item, cell));
  if (typeof value !== "object" || value === null) return value;
  const node = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, settled(item, cell)]));
  const at = own(references, String(node["op"]));
  return at === undefined ? node : { ...node, [at]: keyOf(String(node[at]), cell) };
}
