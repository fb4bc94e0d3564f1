// Rows of a cache that go on several times, once or not at all: where they lie as far as they can, else in a cache of their own.
import { type Cache, copyRow, type Form, gather, lengthOf, type Piece, rowsOf, whole } from "./cache.ts";
import { filled, hasSlots, slots } from "./slots.ts";

/** A cache that has a row for each of some pieces, and which row that is. */
export interface Forked {
  readonly cache: Cache;
  readonly at: readonly number[];
}

/** Whether pieces are all the rows of one cache that has room enough, each once: then nothing has to be moved. */
export const eachOnce = (pieces: readonly Piece[], room: number): boolean =>
  isHome(pieces, room) &&
  pieces.length === rowsOf(pieces[0]!.cache) &&
  new Set(pieces.map(({ row }) => row)).size === pieces.length;

/**
 * Whole rows as the rows of one cache with room for so many columns. A row with a slot of its own stays in it, and only what
 * else is made of it is copied, to the slots of those that do not go on. The caches of the pieces must not be used again.
 */
export function forked(form: Form, pieces: readonly Piece[], room: number): Forked {
  const places = pieces.map(({ row }) => row);
  const home = pieces[0]!.cache;
  if (eachOnce(pieces, room)) return { cache: home, at: places };
  if (!isHome(pieces, room) || !hasSlots(form) || pieces.length > rowsOf(home)) {
    const cache = gather(
      form,
      pieces.map((piece) => [piece]),
      room,
    );
    return { cache, at: [...places.keys()] };
  }
  const free = new Set(places.keys());
  const stays = places.map((row) => free.delete(row));
  const at = places.map((row, n) => {
    if (stays[n]) return row;
    const [slot] = free;
    free.delete(slot!);
    for (const state of form.layout.states)
      copyRow(state, form.fit, [whole(home, row)], home.values[state.input]!, slot!);
    return slot!;
  });
  const lengths = [...places.keys()].map((slot) => lengthOf(home, places[at.indexOf(slot)]!));
  return { cache: slots(filled(home, lengths), 0, places.length), at };
}

const isHome = (pieces: readonly Piece[], room: number): boolean =>
  pieces.every(({ cache }) => cache === pieces[0]!.cache && cache.room >= room);
