// Calls that other processes may be at too: each is computed by one of them, and the others take its answer from the store.
import { type Answer, answerIn, type Desk, type Used, type UsedServer } from "./desk.ts";
import type { Problem } from "./problem.ts";
import type { Ready } from "./ready.ts";
import { pause } from "./turn.ts";
import { type Group, interrupted, type Made } from "./working.ts";

/** A call, what became of it, and whether another process computed it meanwhile. */
export type Claimed = readonly [Ready, Answer | Problem, boolean];

/** How long to wait before looking again whether others have come further, in ms. */
const LOOK_MS = 100;

/**
 * Answers of a group, `size` calls claimed at a time. What others compute is waited for; what they leave when they die is computed
 * here. Errors: those of `make`, E130.
 */
export async function* claimed(
  group: Group,
  size: number,
  make: (part: Group) => AsyncIterable<Made>,
  desk: Desk,
): AsyncGenerator<Claimed> {
  const { store, signal } = desk;
  let open: readonly Ready[] = group;
  while (open.length > 0) {
    const others: Ready[] = [];
    for (let from = 0; from < open.length; from += size) {
      if (signal.aborted) throw interrupted();
      const part = open.slice(from, from + size);
      const { mine } = await store.claims.claim(part.map(({ key }) => key));
      try {
        const todo: Ready[] = [];
        for (const one of part) {
          // another may have come to it since it was looked for, and be done
          const entry = await store.get(one.key);
          if (entry) {
            desk.used(one.call.model.name, entry.made as unknown as Used | UsedServer);
            yield [one, answerIn(entry), true];
          } else if (mine.has(one.key)) todo.push(one);
          else others.push(one);
        }
        const [first, ...rest] = todo;
        if (first) for await (const [one, answer] of make([first, ...rest])) yield [one, answer, false];
      } finally {
        await store.claims.release(mine);
      }
    }
    if (others.length === open.length) await pause(LOOK_MS, signal);
    open = others;
  }
}
