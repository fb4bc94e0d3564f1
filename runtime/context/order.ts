// The order of passages or aspects.
import { choice, context, doc, operator } from "../operator.ts";
import type { Passage, Tree, Value } from "../value.ts";

/**
 * `order(x, by)`: `source` is the order of the text they came from, `score` best first; equal ones keep their order, those
 * without the number come last, and are counted where others have it. `edges`: best first as with `score`, then the best to the
 * beginning, the second to the end, the third behind the first, and so on, so that the worst stands in the middle (Liu et al.,
 * "Lost in the middle", TACL 2024; the order of Haystack's LostInTheMiddleRanker). Aspects of a tree have no scores: `source` sorts
 * them, `edges` takes them as they stand. A text is left as it is.
 */
export const order = operator({
  name: "order",
  family: "context",
  doc: "passages or aspects in source order, best first, or with the best at both ends",
  version: 2,
  params: {
    of: context,
    by: doc(
      "source: as in the text; score: best first; edges: the best at the beginning and at the end",
      choice("source", "score", "edges"),
    ),
  },
  returns: { kind: "rule", rule: "same" },
  length: { like: "of", exact: false },
  run: ({ of, by }, { note }): Value => {
    if (typeof of === "string") return of;
    if (isTree(of)) return { ...of, aspects: aspects[by](of.aspects) };
    const key = by === "source" ? sourceOf : scoreOf;
    const without = of.filter((one) => key(one) === undefined).length;
    if (without > 0 && without < of.length)
      note(`order: passages without a ${by === "source" ? "source" : "score"}, put last`, without);
    return by === "edges" ? edges(sorted(of, scoreOf)) : sorted(of, key);
  },
});

export const isTree = (of: Tree | readonly Passage[]): of is Tree => "kind" in of;

const sourceOf = ({ source }: Passage): number | undefined => source;
/** Lower is better; NaN is no score. */
const scoreOf = ({ score }: Passage): number | undefined =>
  score === undefined || Number.isNaN(score) ? undefined : -score;

type Key<T> = (item: T) => number | undefined;

const sorted = <T>(items: readonly T[], key: Key<T>): T[] =>
  items.toSorted((a, b) => (key(a) ?? Infinity) - (key(b) ?? Infinity) || 0);

const aspects: { readonly [B in "source" | "score" | "edges"]: (of: Tree["aspects"]) => Tree["aspects"] } = {
  source: (of) => sorted(of, (aspect) => aspect.range?.[0]),
  score: (of) => of,
  edges: (of) => edges(of),
};

/** 1 2 3 4 5 -> 1 3 5 4 2. */
function edges<T>(items: readonly T[]): T[] {
  const front = items.filter((_, at) => at % 2 === 0);
  return [...front, ...items.filter((_, at) => at % 2 === 1).reverse()];
}
