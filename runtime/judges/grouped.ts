// Items that have the same key, together.

export type Group<T> = readonly [T, ...T[]];

/** Groups in the order in which their keys first come, each in the order of its items. Keys are compared as JSON. */
export function grouped<T>(items: readonly T[], key: (item: T, at: number) => unknown): readonly Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const [at, item] of items.entries()) {
    const name = JSON.stringify(key(item, at));
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups.values()];
}
