// Bags of n-grams.

/** How often each occurs. */
export type Bag = ReadonlyMap<string, number>;

/** Of all lists of n neighbours, joined by `sign`, which no token holds. */
export function bagOf(tokens: readonly string[], n: number, sign: string): Bag {
  const bag = new Map<string, number>();
  for (let at = 0; at + n <= tokens.length; at++) {
    const gram = tokens.slice(at, at + n).join(sign);
    bag.set(gram, (bag.get(gram) ?? 0) + 1);
  }
  return bag;
}

/** How many there are, each as often as it occurs. */
export function sizeOf(bag: Bag): number {
  let size = 0;
  for (const times of bag.values()) size += times;
  return size;
}

/** How many of one bag the other has too. */
export function common(one: Bag, other: Bag): number {
  let size = 0;
  for (const [gram, times] of one) size += Math.min(times, other.get(gram) ?? 0);
  return size;
}

/** The most of each that any of the bags has. */
export function union(bags: readonly Bag[]): Bag {
  const most = new Map<string, number>();
  for (const bag of bags)
    for (const [gram, times] of bag) most.set(gram, Math.max(times, most.get(gram) ?? 0));
  return most;
}
