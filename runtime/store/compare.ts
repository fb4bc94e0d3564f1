// Two stores side by side: keys that only one has, and those of which each has another result.
import { type Damage, differ, type Store } from "../store.ts";
import { turnUnless } from "../turn.ts";
import { isDamage } from "./every.ts";

/** What is different about a key. `damaged`: what is wrong with the record, and in which of the stores. */
export type Apart =
  | { readonly key: string; readonly kind: "first" | "second" | "differ" }
  | { readonly key: string; readonly kind: "damaged"; readonly place: string; readonly why: string };

/**
 * Null for a key that both have with the same result. Both give their keys in order, so one of each is held at a time.
 * Errors: E130, E116.
 */
export async function* compared(
  first: Store,
  second: Store,
  signal: AbortSignal,
): AsyncGenerator<{ readonly key: string; readonly apart: Apart | null }> {
  const [left, right] = [first.keys()[Symbol.asyncIterator](), second.keys()[Symbol.asyncIterator]()];
  let [a, b] = [await left.next(), await right.next()];
  while (!a.done || !b.done) {
    await turnUnless(signal);
    if (b.done || (!a.done && a.value < b.value)) {
      yield { key: a.value, apart: { key: a.value, kind: "first" } };
      a = await left.next();
    } else if (a.done || b.value < a.value) {
      yield { key: b.value, apart: { key: b.value, kind: "second" } };
      b = await right.next();
    } else {
      yield { key: a.value, apart: await apart(a.value, first, second) };
      [a, b] = [await left.next(), await right.next()];
    }
  }
}

async function apart(key: string, first: Store, second: Store): Promise<Apart | null> {
  const [a, b] = [await first.read(key), await second.read(key)];
  const damaged = ({ why }: Damage, { place }: Store): Apart => ({ key, kind: "damaged", place, why });
  // one that is taken away meanwhile is the other's alone
  if (!a || !b) return a ? { key, kind: "first" } : b ? { key, kind: "second" } : null;
  if (isDamage(a)) return damaged(a, first);
  if (isDamage(b)) return damaged(b, second);
  return differ(a.value, b.value) ? { key, kind: "differ" } : null;
}
