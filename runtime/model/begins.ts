// What token lists begin with in common: how far two agree, where others part from one, what is computed of it once and kept.
import type { Cache } from "./cache.ts";
import type { Engine } from "./engine.ts";
import { fetched } from "./forward.ts";
import type { Known } from "./prefix.ts";

/** Tokens in common that are worth a cache of their own. */
const WORTH = 16;
/** Lists of so many tokens are kept for later requests. */
export const KEPT = 128;

/** The order of token lists: those that begin alike are neighbours. */
export const before = (a: readonly number[], b: readonly number[]): number => {
  const at = fork(a, b);
  return (a[at] ?? -1) - (b[at] ?? -1);
};

/** How many tokens two lists begin with in common. */
export function fork(a: readonly number[], b: readonly number[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
}

/** Of lists in their order, the lengths at which neighbours part from each; none is the whole list. */
export function forksOf(lists: readonly (readonly number[])[]): number[][] {
  const parts = lists.map((list, at) => fork(list, lists[at + 1] ?? []));
  return lists.map((list, at) =>
    [...new Set([parts[at - 1] ?? 0, parts[at]!])]
      .map((length) => Math.min(length, list.length - 1))
      .toSorted((a, b) => a - b),
  );
}

/** What need not be computed of a list: by now, and before anything was computed for it. */
export interface Beginning {
  readonly known: Known;
  readonly before: number;
}

/**
 * What is known of a list, once what others share with it has been computed and kept.
 * @param forks the lengths at which they part from it
 * @param compute a cache whose only row is what is known and these tokens
 */
export async function beginningOf(
  { setup, prefixes }: Engine,
  list: readonly number[],
  forks: readonly number[],
  compute: (known: Known, tokens: readonly number[]) => Promise<Cache>,
): Promise<Beginning> {
  if (!setup.fit.continues) return { known: { tokens: 0, pieces: [] }, before: 0 };
  let known = prefixes.find(list, list.length - 1);
  const before = known.tokens;
  for (const to of forks) {
    if (to - known.tokens < WORTH) continue;
    prefixes.expect(to - known.tokens);
    const cache = await compute(known, list.slice(known.tokens, to));
    const pieces = await fetched(setup, [{ cache, row: 0, from: 0, to }]);
    prefixes.keep(list.slice(0, to), pieces[0]!.cache, 0, true);
    known = { tokens: to, pieces };
  }
  return { known, before };
}
