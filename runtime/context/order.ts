// The order of passages or aspects.
import { choice, context, doc, operator } from "../operator.ts";
import type { Passage, Tree, Value } from "../value.ts";

/**
 * `order(x, by)`: `source` is the order of the text they came from, `score` best first; equal ones keep their order, those
 * without the number come last. Aspects of a tree have a source order only; a text is left as it is.
 */
export const order = operator({
  name: "order",
  family: "context",
  doc: "passages or aspects in source order, or best first",
  params: { of: context, by: doc("source: as in the text; score: best first", choice("source", "score")) },
  returns: { kind: "rule", rule: "same" },
  length: { like: "of", exact: false },
  run: ({ of, by }): Value => {
    if (typeof of === "string") return of;
    if (isTree(of))
      return by === "score" ? of : { ...of, aspects: sorted(of.aspects, (aspect) => aspect.range?.[0]) };
    return sorted(of, (passage) =>
      by === "source" ? passage.source : passage.score === undefined ? undefined : -passage.score,
    );
  },
});

export const isTree = (of: Tree | readonly Passage[]): of is Tree => "kind" in of;

const sorted = <T>(items: readonly T[], key: (item: T) => number | undefined): T[] =>
  items.toSorted((a, b) => (key(a) ?? Infinity) - (key(b) ?? Infinity) || 0);
