// p-values of a family of tests, adjusted for how many they are.
import type { Numbers } from "./moments.ts";

/** Holm: the chance of any false discovery in the family stays below alpha. Source: S. Holm, Scand. J. Stat. 6, 1979. */
export function holm(ps: Numbers): readonly number[] {
  const order = ascending(ps);
  const adjusted = new Array<number>(ps.length).fill(NaN);
  let least = 0;
  order.forEach((at, rank) => {
    least = Math.max(least, Math.min(1, (ps[at] ?? NaN) * (ps.length - rank)));
    adjusted[at] = least;
  });
  return adjusted;
}

/** Benjamini-Hochberg: the expected share of false discoveries stays below alpha. Source: J. R. Stat. Soc. B 57, 1995. */
export function benjaminiHochberg(ps: Numbers): readonly number[] {
  const order = ascending(ps);
  const adjusted = new Array<number>(ps.length).fill(NaN);
  let most = 1;
  for (let rank = order.length; rank > 0; rank--) {
    const at = order[rank - 1] ?? NaN;
    most = Math.min(most, ((ps[at] ?? NaN) * ps.length) / rank);
    adjusted[at] = most;
  }
  return adjusted;
}

const ascending = (ps: Numbers): number[] =>
  Array.from(ps, (_, at) => at).sort((a, b) => (ps[a] ?? NaN) - (ps[b] ?? NaN));
