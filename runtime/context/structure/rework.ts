// Trees made of trees: one after the other, less deep, a part by itself, a way from the top to a leaf.
import { choice, doc, int, listOf, maybe, operator, opt, text, tree } from "../../operator.ts";
import * as types from "../../../dsl/types/types.ts";
import { near } from "../../../dsl/tell/near.ts";
import { dataError } from "../../problem.ts";
import { stream } from "../../random.ts";
import { ranged } from "../../ranged.ts";
import type { Aspect, Tree } from "../../value.ts";
import { descriptions } from "../render.ts";

/** The same aspect of a text that so many sentences stand before. */
export const offset = (aspect: Aspect, by: number): Aspect => ({
  ...aspect,
  ...(aspect.range && { range: [aspect.range[0] + by, aspect.range[1] + by] as const }),
  ...(aspect.aspects && { aspects: aspect.aspects.map((below) => offset(below, by)) }),
});

const sentencesIn = ({ aspects }: Tree): number => aspects.at(-1)?.range?.[1] ?? 0;

/**
 * `merge_structures(trees, mode: "concat", scope: "...")`: of the parts of a text the structure of the whole; ranges go on counting. `concat`: all top
 * aspects one after the other; `upgrade`: each part is a top aspect, called by its scope. The scope is the given one, else those of
 * the parts. Parts without aspects are left out and counted. Source: alibaba/struxgpt, merge_struct.
 */
export const merge_structures = operator({
  name: "merge_structures",
  family: "context",
  doc: "the trees of the parts of a text as one tree",
  params: {
    trees: doc("of the parts, in order", listOf(tree)),
    mode: doc(
      "concat: all aspects one after the other; upgrade: each part becomes an aspect",
      opt(choice("concat", "upgrade"), "concat"),
    ),
    scope: doc("what the whole is about; left out: the scopes of the parts", maybe(text)),
  },
  returns: types.outlineTree,
  run: ({ trees, mode, scope }, { note }): Tree => {
    const parts = trees.filter(({ aspects }) => aspects.length > 0);
    if (parts.length < trees.length)
      note("merge_structures: parts without aspects", trees.length - parts.length);
    let before = 0;
    const aspects = parts.flatMap((part) => {
      const moved = part.aspects.map((aspect) => offset(aspect, before));
      before += sentencesIn(part);
      return mode === "concat" ? moved : [upgraded(part.scope, moved)];
    });
    return { kind: "tree", scope: scope ?? parts.map((part) => part.scope).join(", "), aspects };
  },
});

function upgraded(name: string, aspects: readonly Aspect[]): Aspect {
  const [first, last] = [aspects[0]?.range?.[0], aspects.at(-1)?.range?.[1]];
  return {
    name,
    descriptions: [],
    ...(first !== undefined && last !== undefined && { range: [first, last] as const }),
    aspects,
  };
}

/** `prune_levels(tree, levels: 1)`: aspects below that many levels dissolve: what they tell is told by those above. */
export const prune_levels = operator({
  name: "prune_levels",
  family: "context",
  doc: "a tree of fewer levels: aspects further below dissolve into those above them",
  params: { tree, levels: doc("how many are left", ranged(opt(int, 1), { least: 1 })) },
  returns: types.outlineTree,
  run: ({ tree: of, levels }): Tree => ({
    ...of,
    aspects: of.aspects.map((aspect) => pruned(aspect, levels)),
  }),
});

function pruned(aspect: Aspect, levels: number): Aspect {
  const { aspects = [], ...own } = aspect;
  if (levels > 1)
    return {
      ...own,
      ...(aspects.length > 0 && { aspects: aspects.map((below) => pruned(below, levels - 1)) }),
    };
  return { ...own, descriptions: descriptions(aspect) };
}

/** `sub_structure(tree, "name")`: the first aspect of that name, as a tree whose scope it is. Errors: E204 for none. */
export const sub_structure = operator({
  name: "sub_structure",
  family: "context",
  doc: "an aspect of a tree as a tree of its own",
  params: { tree, name: doc("of the aspect, the first that is called so", text) },
  returns: types.outlineTree,
  run: ({ tree: { aspects }, name }): Tree => {
    const all = aspects.flatMap(withBelow);
    const found = all.find((aspect) => aspect.name === name);
    if (!found) {
      const meant = near(
        name,
        all.map((aspect) => aspect.name),
      );
      throw dataError(
        "E204",
        `the tree has no aspect '${name}'${meant === undefined ? "" : `; did you mean '${meant}'?`}`,
      );
    }
    const { descriptions: own, aspects: below = [] } = found;
    const first: Aspect[] = own.length > 0 ? [{ name, descriptions: own }] : [];
    return { kind: "tree", scope: name, aspects: [...first, ...below] };
  },
});

const withBelow = (aspect: Aspect): Aspect[] => [aspect, ...(aspect.aspects ?? []).flatMap(withBelow)];

/** `random_path(tree, seed)`: the names from a top aspect down to one that has none below it, each step drawn evenly. */
export const random_path = operator({
  name: "random_path",
  family: "context",
  doc: "the names of a way through a tree, from the top to an aspect without others below it",
  params: { tree, seed: doc("seed of the draws", opt(int, 0)) },
  returns: types.list(types.text),
  run: ({ tree: { aspects }, seed }) => {
    const random = stream(seed, "random_path");
    const path: string[] = [];
    for (let at: readonly Aspect[] = aspects; at.length > 0;) {
      const next = at[random.below(at.length)]!;
      path.push(next.name);
      at = next.aspects ?? [];
    }
    return path;
  },
});
