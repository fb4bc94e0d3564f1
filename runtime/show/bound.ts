// What is shown where not all can be: rows evenly spaced, forms made with less until they fit.
import { stored } from "./bundle.ts";

/** `n` positions over `size`, the first one included, the same for the same table; all of them where there are no more. */
export const evenly = (size: number, n: number): number[] =>
  n >= size
    ? Array.from({ length: size }, (_, at) => at)
    : Array.from({ length: n }, (_, at) => Math.floor((at * size) / n));

/** The first of the forms that takes at most so many bytes; the last one where none does. */
export function fitting<T>(tries: readonly T[], most: number, make: (one: T) => string): string {
  let made = "";
  for (const one of tries) {
    made = make(one);
    if (stored(made) <= most) break;
  }
  return made;
}

/** So many, half of them, a quarter, down to none. */
export function halves(n: number): number[] {
  const all = [n];
  for (let rest = n; rest > 0; all.push(rest)) rest = Math.floor(rest / 2);
  return all;
}
