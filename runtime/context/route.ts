// The walk through all of some things whose steps are most alike in sum: exact, so for a few only.
import type { Alike } from "./likeness.ts";

/** Each one more doubles memory and time: 20 would take 170 MB. */
export const MOST = 16;

/**
 * Of all orders the one with the greatest sum of likenesses from step to step, of equal ones the first: the longest Hamiltonian path by
 * dynamic programming (Held and Karp 1962), 2^n n^2 steps. @param size up to {@link MOST}
 */
export function bestRoute(size: number, alike: Alike): number[] {
  if (size === 0) return [];
  const near = Array.from({ length: size }, (_, a) =>
    Float64Array.from({ length: size }, (__, b) => (a === b ? 0 : alike(a, b))),
  );
  const full = 2 ** size - 1;
  /** Of each set that is visited and each place in it: the most that is still to come. */
  const ahead = new Float64Array((full + 1) * size);
  const worth = (visited: number, at: number, next: number): number =>
    near[at]![next]! + ahead[(visited | (1 << next)) * size + next]!;
  for (let visited = full - 1; visited > 0; visited--)
    for (let at = 0; at < size; at++) {
      if (!(visited & (1 << at))) continue;
      let most = -Infinity;
      for (let next = 0; next < size; next++)
        if (!(visited & (1 << next))) most = Math.max(most, worth(visited, at, next));
      ahead[visited * size + at] = most;
    }
  const first = (of: (place: number) => number, free: (place: number) => boolean): number => {
    let best = -1;
    for (let place = 0; place < size; place++)
      if (free(place) && (best < 0 || of(place) > of(best))) best = place;
    return best;
  };
  const route = [
    first(
      (place) => ahead[(1 << place) * size + place]!,
      () => true,
    ),
  ];
  for (let visited = 1 << route[0]!; visited !== full;) {
    const at = route.at(-1)!;
    const next = first(
      (place) => worth(visited, at, place),
      (place) => !(visited & (1 << place)),
    );
    route.push(next);
    visited |= 1 << next;
  }
  return route;
}
