// A tree as a mind map: the scope, and the aspects below it along lines.
import { doc, listOf, operator, opt, text, tree } from "../../operator.ts";
import * as types from "../../../dsl/types/types.ts";
import { squeezed } from "../../text/squeezed.ts";
import type { Aspect } from "../../value.ts";

/**
 * `mindmap(tree, bold: ["name"])`: the scope on the first line, below it the names of the aspects, drawn with lines; those in `bold` stand
 * between two stars. A name in `bold` that no aspect has is counted. Source: the mind maps of StructTuning, arXiv 2407.16724.
 */
export const mindmap = operator({
  name: "mindmap",
  family: "context",
  doc: "a tree's scope and the names of its aspects, drawn as a tree of lines",
  params: { tree, bold: doc("names to be stressed", opt(listOf(text), [])) },
  returns: types.text,
  run: ({ tree: { scope, aspects }, bold }, { note }) => {
    const stressed = new Set(bold.map(squeezed));
    const met = new Set<string>();
    const name = (aspect: Aspect): string => {
      const own = squeezed(aspect.name);
      met.add(own);
      return stressed.has(own) ? `**${own}**` : own;
    };
    const drawn = [squeezed(scope), ...below(aspects, "", name)].join("\n");
    const missed = [...stressed].filter((one) => !met.has(one)).length;
    if (missed > 0) note("mindmap: names in 'bold' that no aspect has", missed);
    return drawn;
  },
});

const below = (aspects: readonly Aspect[], indent: string, name: (of: Aspect) => string): string[] =>
  aspects.flatMap((aspect, at) => {
    const last = at === aspects.length - 1;
    return [
      `${indent}${last ? "└─ " : "├─ "}${name(aspect)}`,
      ...below(aspect.aspects ?? [], `${indent}${last ? "   " : "│  "}`, name),
    ];
  });
