// The same program, written otherwise, in all the ways that mean nothing: layout, blanks and comments, order, local names.
import { analyse } from "../../dsl/compile.ts";
import { format } from "../../dsl/format/format.ts";
import { occurrences } from "../../dsl/service/names.ts";
import { edited, rename } from "../../dsl/service/rename.ts";
import type { Source } from "../../dsl/source.ts";
import { segment } from "../../dsl/syntax/segment.ts";
import type { Facts } from "../../dsl/types/known.ts";
import { library } from "../../runtime/library.ts";
import { rewritten } from "./noise.ts";

export const formatted = ({ cells }: Source): Source => ({
  cells: cells.map((cell) => ({ ...cell, text: format(cell.text, { tags: cell.tags ?? [] }).text })),
});

/** Blanks and comments from `next` in every gap. */
export const spaced = ({ cells }: Source, next: () => string): Source => ({
  cells: cells.map((cell) =>
    cell.tags?.length
      ? cell
      : rewritten(cell, ({ flat }, old) => (flat || old.includes("//") ? undefined : next())),
  ),
});

/** What may stand in a gap. */
export const blanks = [" ", "  ", "\n   ", " // note\n   ", "\n  // note\n   "] as const;

/** Cells, and the statements of each, in an order that `next` gives. */
export function shuffled({ cells }: Source, next: () => number): Source {
  const mixed = <T>(list: readonly T[]): readonly T[] =>
    list
      .map((item) => ({ item, at: next() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ item }) => item);
  const texts = cells.map((cell) => {
    const pieces = segment(cell.text).map(({ text }) => text);
    const [first = "", ...rest] = pieces;
    const head = first.includes("language") ? [first] : [];
    return { ...cell, text: [...head, ...mixed(head.length > 0 ? rest : pieces)].join("\n") };
  });
  return { cells: mixed(texts) };
}

/** The program once for each of its names of some kinds, with another name for it; those that refuse are left out. */
export function renamed(source: Source, facts: Facts, kinds: readonly string[]): readonly Source[] {
  const analysis = analyse(source, library, facts);
  const named = occurrences(analysis).map(({ of }) => of);
  return [...new Set(named.filter(({ kind }) => kinds.includes(kind)))].flatMap(({ span }) => {
    const found = rename(analysis, span.cell, span.start, "other_name");
    return "refused" in found ? [] : [edited(source, found.edits)];
  });
}
