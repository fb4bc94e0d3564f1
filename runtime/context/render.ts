// Trees and passages as text.
import { choice, context, doc, int, maybe, operator } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import type { Aspect, Passage, Tree } from "../value.ts";
import { isTree } from "./order.ts";
import { bodies, heads, toldAs } from "./structure/tell.ts";

const STYLES = ["markdown", "numbered", "plain", "struxgpt"] as const;
export type Style = (typeof STYLES)[number];

/**
 * `render(x, style)`: one line per name, description or passage; line ends inside them become blanks. Trees: `markdown` has
 * `# name` and `- description` lines, `##` below, and no scope; `numbered` the two-level list of StruXGPT's body 0; `struxgpt` one of its
 * seven heads with one of its three bodies, else head 0 and body 1: "Scope." and `i. Aspect: description. description.` (alibaba/struxgpt, arXiv
 * 2407.16434; `tell.ts`); `plain` only descriptions. Passages: numbered or not, titles left out. A text passes through. Errors: E203 for a
 * head or body of another style.
 */
export const render = operator({
  name: "render",
  family: "context",
  doc: "a tree or passages as text",
  params: {
    of: context,
    style: doc("how it is written", choice(...STYLES)),
    head: doc(
      "of struxgpt: what stands first, left out 0, the scope as a sentence",
      maybe(ranged(int, { least: 0, most: heads - 1 })),
    ),
    body: doc(
      "of struxgpt: 0 a list of two levels, 1 a numbered line for each aspect, as where left out, 2 its name in stars",
      maybe(ranged(int, { least: 0, most: bodies - 1 })),
    ),
  },
  version: 2,
  returns: types.text,
  // as `pack` counts them
  length: {
    like: "of",
    exact: true,
    written: { by: "style", tree: "markdown", passages: "plain", shorter: ["plain"] },
  },
  run: ({ of, style, head, body }) => {
    if (style !== "struxgpt" && (head !== null || body !== null))
      throw typeError("E203", `'render' takes head and body with style "struxgpt" alone`, "leave them out");
    return style === "struxgpt" && typeof of !== "string" && isTree(of)
      ? toldAs(of, head ?? 0, body ?? 1)
      : rendered(of, style);
  },
});

export function rendered(of: string | Tree | readonly Passage[], style: Style): string {
  if (typeof of === "string") return of;
  if (isTree(of)) return trees[style](of);
  return of
    .map(
      ({ text }, at) =>
        (style === "numbered" ? `${at + 1}. ` : style === "markdown" ? "- " : "") + flat(text),
    )
    .join("\n");
}

const trees: { readonly [S in Style]: (tree: Tree) => string } = {
  markdown: ({ aspects }) => aspects.flatMap((aspect) => markdown(aspect, 1)).join("\n"),
  numbered: ({ aspects }) => aspects.flatMap((aspect, at) => numbered(aspect, `${at + 1}.`, 0)).join("\n"),
  plain: ({ aspects }) => aspects.map((aspect) => descriptions(aspect).map(flat).join(" ")).join("\n"),
  struxgpt: (tree) => toldAs(tree, 0, 1),
};

const markdown = ({ name, descriptions: own, aspects = [] }: Aspect, level: number): string[] => [
  `${"#".repeat(level)} ${flat(name)}`,
  ...own.map((line) => `- ${flat(line)}`),
  ...aspects.flatMap((below) => markdown(below, level + 1)),
];

function numbered(
  { name, descriptions: own, aspects = [] }: Aspect,
  number: string,
  level: number,
): string[] {
  const indent = "    ".repeat(level + 1);
  return [
    `${"    ".repeat(level)}${number} ${flat(name)}`,
    ...own.map((line, at) => `${indent}${number}${at + 1}. ${flat(line)}`),
    ...aspects.flatMap((below, at) => numbered(below, `${number}${own.length + at + 1}.`, level + 1)),
  ];
}

/** The descriptions of an aspect and of those below it, in order. */
export const descriptions = ({ descriptions: own, aspects = [] }: Aspect): string[] => [
  ...own,
  ...aspects.flatMap(descriptions),
];

const flat = (text: string): string => text.replaceAll(/\s*[\r\n\u2028\u2029]\s*/gu, " ").trim();
