// What became of stale pieces that were to be shown anew, in words.
import type { Piece } from "../dsl/cells.ts";

/** Ids of steps. */
export interface Fates {
  readonly failed: ReadonlySet<string>;
  /** Their values were at hand before: a cell that wanted them since has computed them. */
  readonly there: ReadonlySet<string>;
}

/** `computed: t, s; shown anew: r; not computed: In[5]`. `what`: of those that were computed. */
export function refreshed(pieces: readonly Piece[], { failed, there }: Fates, what: string): string {
  const fate = ({ step }: Piece): string =>
    failed.has(step ?? "") ? "not computed" : there.has(step ?? "") ? "shown anew" : what;
  const named = (word: string): string =>
    [...new Set(pieces.filter((one) => fate(one) === word).map(({ name }) => name))].join(", ");
  return [what, "shown anew", "not computed"]
    .map((word) => [word, named(word)])
    .filter(([, names]) => names !== "")
    .map((line) => line.join(": "))
    .join("; ");
}
