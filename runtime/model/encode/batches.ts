// Rows that go to the graph together: of near lengths, so that little is padded, as many as fit into the memory for one pass.
import type { Together } from "./pass.ts";

export interface Budget {
  /** Bytes for what a pass computes. */
  readonly memory: number;
  /** Bytes that one row of so many tokens takes. */
  readonly bytes: (tokens: number) => number;
  /** Tokens of one pass at most, paddings included: how long an interrupt may wait. */
  readonly tokens: number;
}

/** Rows in batches, the longest first: what does not fit shows at once. A row that is too long alone is a batch of its own. */
export function batches<R extends { readonly ids: readonly number[] }>(
  rows: readonly R[],
  together: Together,
  { memory, bytes, tokens }: Budget,
): R[][] {
  const sorted = rows.toSorted((a, b) => b.ids.length - a.ids.length);
  const made: R[][] = [];
  for (const row of sorted) {
    const batch = made.at(-1);
    const length = batch?.[0]?.ids.length ?? 0;
    const count = (batch?.length ?? 0) + 1;
    const fits = count * bytes(length) <= memory && count * length <= tokens;
    const alike = together === "padded" || (together === "equal" && row.ids.length === length);
    if (batch && fits && alike) batch.push(row);
    else made.push([row]);
  }
  return made;
}

/**
 * Bytes that a layer of a transformer holds for one row at its height: scores of attention, the wide middle, a few hidden states,
 * and what comes out. Layers follow each other in the same memory.
 * @param width numbers that come out for each token
 */
export const rowBytes =
  (
    { heads, hidden, middle }: { readonly heads: number; readonly hidden: number; readonly middle: number },
    width: number,
  ) =>
  (tokens: number): number =>
    4 * tokens * (2 * heads * tokens + 2 * middle + 6 * hidden + 2 * width);
