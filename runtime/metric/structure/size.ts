// How large a tree is, and whether a reply is one.
import { readRanges } from "../../context/v2.ts";
import { choice, doc, int, maybe, operator, opt, text, tree } from "../../operator.ts";
import { typeError } from "../../problem.ts";
import { ranged } from "../../ranged.ts";
import type { Aspect } from "../../value.ts";
import * as types from "../../../dsl/types/types.ts";

/** An aspect and those below it. */
const within = (aspect: Aspect): Aspect[] => [aspect, ...(aspect.aspects ?? []).flatMap(within)];
const depthOf = (aspects: readonly Aspect[]): number =>
  aspects.length === 0 ? 0 : 1 + Math.max(...aspects.map(({ aspects: below = [] }) => depthOf(below)));

/** `node_count(tree, variant)`: its aspects of all levels, its descriptions, or both. The scope is none. */
export const nodeCount = operator({
  name: "node_count",
  family: "score",
  doc: "how many nodes a tree has",
  params: {
    tree,
    variant: doc("which", opt(choice("all", "aspects", "descriptions"), "all")),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ tree: { aspects }, variant }) => {
    const nodes = aspects.flatMap(within);
    const leaves = nodes.reduce((sum, { descriptions }) => sum + descriptions.length, 0);
    return { all: nodes.length + leaves, aspects: nodes.length, descriptions: leaves }[variant];
  },
});

/** `tree_depth(tree)`: levels of aspects; 1 where none has aspects below it, 0 for a tree without. */
export const treeDepth = operator({
  name: "tree_depth",
  family: "score",
  doc: "how many levels of aspects a tree has",
  params: { tree },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ tree: { aspects } }) => depthOf(aspects),
});

/**
 * `parses(output, variant, sentences)`: 1 where the reply reads as a structure, else 0; its mean is the parse rate. `v2`: the extractive form
 * of StruXGPT (arXiv 2407.16434), a scope and aspects with ranges of numbered sentences, each of which must be one of `sentences`.
 * `json`: any JSON. Errors: E203 for v2 without `sentences`, or json with it.
 */
export const parses = operator({
  name: "parses",
  family: "score",
  doc: "1 where a reply reads as a structure, else 0; its mean is the parse rate",
  params: {
    output: doc("what the model said", text),
    variant: doc("in which form", opt(choice("v2", "json"), "v2")),
    sentences: doc("v2: how many sentences the text has", maybe(ranged(int, { least: 1 }))),
  },
  returns: types.num,
  metric: { range: "binary" },
  run: ({ output, variant, sentences }) => {
    if ((variant === "v2") !== (sentences !== null))
      throw typeError(
        "E203",
        variant === "v2"
          ? "'parses' of v2 takes sentences: how many the text has"
          : "'parses' of json takes no sentences:",
        variant === "v2" ? "sentences: count(sentences(.text))" : "remove it",
      );
    return Number(sentences === null ? isJson(output) : readRanges(output, sentences) !== null);
  },
});

function isJson(output: string): boolean {
  try {
    JSON.parse(output);
    return true;
  } catch {
    return false;
  }
}
