// Some items under way at a time, each done as soon as there is room.
import { interrupted } from "./working.ts";

/** How a piece of work ended. */
type Ended<R> = { readonly made: R } | { readonly error: unknown };

/** Results in the order in which they come. Errors: E130, else the first that `work` fails with; nobody else hears of the others. */
export async function* atOnce<T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>,
  signal: AbortSignal,
): AsyncGenerator<readonly [T, R], void> {
  const done: (readonly [T, Ended<R>])[] = [];
  let wake = (): void => undefined;
  const end = (item: T, how: Ended<R>): void => {
    done.push([item, how]);
    wake();
  };
  let [next, running] = [0, 0];
  while (running > 0 || next < items.length) {
    for (; running < most && next < items.length; next++, running++) {
      const item = items[next] as T;
      work(item).then(
        (made) => end(item, { made }),
        (error: unknown) => end(item, { error }),
      );
    }
    if (done.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    for (const [item, how] of done.splice(0)) {
      running--;
      if (signal.aborted) throw interrupted();
      if ("error" in how) throw how.error;
      yield [item, how.made];
    }
  }
}

/** Work of which so much at most is under way; the rest waits in order. */
export function limited(most: number): <R>(work: () => Promise<R>) => Promise<R> {
  const waiting: (() => void)[] = [];
  let free = most;
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
