// Sorts that ask somebody else which of two is better, and so as seldom as they can.

/** Of each pair 1 where the first is preferred, -1 where the second is, 0 for a tie; they are asked together. */
export type Prefers = (pairs: readonly (readonly [number, number])[]) => Promise<readonly (-1 | 0 | 1)[]>;

/**
 * Heapsort of the best k of n positions, the others behind them in their old order. Of a tie the one that stood first is better.
 * Whatever `prefers` says the result is a permutation; about 2 n + 2 k log2 n comparisons.
 */
export async function heaped(size: number, k: number, prefers: Prefers): Promise<number[]> {
  const heap = Array.from({ length: size }, (_, at) => at);
  const better = async (a: number, b: number): Promise<boolean> => {
    const [outcome] = await prefers([[a, b]]);
    return outcome === 1 || (outcome === 0 && a < b);
  };
  const sink = async (from: number): Promise<void> => {
    for (let at = from; ;) {
      let best = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && (await better(heap[child]!, heap[best]!))) best = child;
      if (best === at) return;
      [heap[at], heap[best]] = [heap[best]!, heap[at]!];
      at = best;
    }
  };
  for (let at = Math.floor(size / 2) - 1; at >= 0; at--) await sink(at);
  const order: number[] = [];
  while (order.length < k && heap.length > 0) {
    order.push(heap[0]!);
    const last = heap.pop()!;
    if (heap.length > 0) heap[0] = last;
    // the last one of all needs no comparison
    if (heap.length > 1) await sink(0);
  }
  return [...order, ...heap.sort((a, b) => a - b)];
}

/** k passes from the bottom up: after each one more of the best stands at its place. A tie is no swap. k (2 n - k - 1) / 2 comparisons. */
export async function bubbled(size: number, k: number, prefers: Prefers): Promise<number[]> {
  const order = Array.from({ length: size }, (_, at) => at);
  for (let pass = 0; pass < k; pass++)
    for (let at = size - 1; at > pass; at--) {
      const [lower, upper] = [order[at]!, order[at - 1]!];
      const [outcome] = await prefers([[upper, lower]]);
      if (outcome === -1) [order[at - 1], order[at]] = [lower, upper];
    }
  return order;
}
