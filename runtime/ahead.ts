// Work for many rows: one after the other; or, where it asks a model, all under way at once, so that they ask together.

/** Rows that are under way at a time. */
const WAVE = 4096;

/** Gives what comes of an item, by its place, to be asked for in order. An error is that of its item, and keeps no other from its turn. */
export async function ahead<T, R>(
  items: readonly T[],
  work: (item: T, at: number) => Promise<R>,
  together: boolean,
): Promise<(at: number) => Promise<R>> {
  if (!together) return (at) => work(items[at]!, at);
  const all: Promise<R>[] = [];
  for (let from = 0; from < items.length; from += WAVE) {
    const wave = items.slice(from, from + WAVE).map((item, at) => work(item, from + at));
    await Promise.allSettled(wave);
    all.push(...wave);
  }
  return (at) => all[at]!;
}
