// Calls that other processes may be at too: each is computed by one of them, and the others take its answer from the store.
import type { Desk } from "./desk.ts";
import type { Problem } from "./problem.ts";
import type { Known } from "./store.ts";
import { pause } from "./turn.ts";
import { interrupted } from "./working.ts";

/** A call, what became of it, and whether another process computed it meanwhile. */
export type Claimed<C, A> = readonly [C, A | Problem, boolean];

/** How long to wait before looking again whether others have come further, in ms. */
const LOOK_MS = 100;

/**
 * Answers of calls, `size` of them claimed at a time. What others compute is waited for, and read as `known` says; what they leave when
 * they die is computed here. Errors: those of `make`, E130.
 */
export async function* claimed<C extends { readonly key: string }, A>(
  calls: readonly C[],
  size: number,
  make: (part: readonly [C, ...C[]]) => AsyncIterable<readonly [C, A | Problem]>,
  known: (entry: Known, call: C) => A,
  { store, signal }: Pick<Desk, "store" | "signal">,
): AsyncGenerator<Claimed<C, A>> {
  let open = calls;
  while (open.length > 0) {
    const others: C[] = [];
    for (let from = 0; from < open.length; from += size) {
      if (signal.aborted) throw interrupted();
      const part = open.slice(from, from + size);
      const { mine } = await store.claims.claim(part.map(({ key }) => key));
      try {
        const todo: C[] = [];
        for (const one of part) {
          // another may have come to it since it was looked for, and be done
          const entry = await store.get(one.key);
          if (entry) yield [one, known(entry, one), true];
          else if (mine.has(one.key)) todo.push(one);
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
