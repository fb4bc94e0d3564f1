// Text -> tree of aspects and descriptions, and how much of the text a tree holds.
import { choice, doc, int, later, maybe, model, operator, opt, shape, text, tree } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { Problem, typeError } from "../problem.ts";
import { sentencesOf } from "../text/sentences.ts";
import type { ShapeValue, Tree } from "../value.ts";
import { outline } from "./outline.ts";
import { descriptions } from "./render.ts";

const unbuilt = (what: string) =>
  typeError(
    "E602",
    `${what} is not built in this version`,
    'structurize(text, by: "lexical") needs no model',
  );

/**
 * `structurize(text, by: "lexical", as: Outline, format: "v2", aspects: n, on_invalid: "keep")`: see `outline.ts`.
 * Deterministic, no model, coverage 1. `as` is a shape with the fields of Outline: the number of aspects is brought within
 * what it allows, as far as the text can be cut so; trees that still are outside (too few sentences, too many in one aspect)
 * are kept and counted, or E409 with "fail". An empty text gives a tree without aspects and is counted. Errors: E602 for what
 * this version has not, E203 for aspects < 1.
 */
export const structurize = operator({
  name: "structurize",
  family: "context",
  doc: "a text as aspects with their descriptions",
  params: {
    text,
    by: doc(
      "how: by the words sentences share",
      later(maybe(choice("lexical", "embedding", "layout", "model")), ["embedding", "layout", "model"]),
    ),
    with: doc("a model that writes the structure", later(maybe(model), "all")),
    as: doc("the shape of the tree: the fields of Outline, with numbers of items of its own", maybe(shape)),
    format: doc("v2: sentence ranges of the text itself", later(opt(choice("v1", "v2"), "v2"), ["v1"])),
    aspects: doc(
      "how many top aspects; left out: as many as the text shows and the shape allows",
      maybe(int),
    ),
    on_invalid: doc(
      "a tree with more or fewer items than its shape allows is kept and counted, or an error",
      later(opt(choice("keep", "drop", "fail"), "keep"), ["drop"]),
    ),
  },
  returns: { kind: "rule", rule: "shaped" },
  run: ({ text: given, by, with: using, as, format, aspects, on_invalid }, { note }) => {
    if (using) throw unbuilt("structurize with a model");
    if (by !== null && by !== "lexical") throw unbuilt(`structurize by "${by}"`);
    if (format === "v1") throw unbuilt('structurize in format "v1"');
    if (on_invalid === "drop") throw unbuilt('on_invalid: "drop"');
    if (aspects !== null && aspects < 1)
      throw typeError("E203", `'structurize' takes aspects: 1 or more, but got ${aspects}`);
    const bounds = as ? boundsOf(as) : free;
    const made = within(given, aspects, bounds);
    if (made.aspects.length === 0) note("structurize: empty texts");
    const odd = outside(made, bounds);
    if (odd !== null && on_invalid === "fail")
      throw new Problem(
        "DataError",
        "E409",
        `a tree is outside of shape '${as?.name ?? "Outline"}': ${odd}`,
        'allow other numbers of items, or keep such trees: on_invalid: "keep"',
      );
    if (odd !== null) note(`structurize: trees outside of shape '${as?.name ?? "Outline"}', kept`);
    return made;
  },
});

/** How many aspects a tree may have, and how many descriptions each of them. */
interface Bounds {
  readonly aspects: Range;
  readonly descriptions: Range;
}
interface Range {
  readonly min: number;
  readonly max: number | null;
}
const free: Bounds = { aspects: { min: 0, max: null }, descriptions: { min: 0, max: null } };

/** The checker lets shapes with the fields of Outline through only. */
function boundsOf({ name, parts }: ShapeValue): Bounds {
  const aspects = parts[0]?.fields.find((field) => field.name === "aspects");
  const descriptions = parts[aspects?.part ?? -1]?.fields.find((field) => field.name === "descriptions");
  if (!aspects || !descriptions)
    throw typeError("E403", `shape '${name}' has other fields than an Outline, and only a model can fill it`);
  return { aspects, descriptions };
}

/** The outline with as many aspects as asked for; else with as many as it shows, brought within the bounds. */
function within(text: string, count: number | null, { aspects: { min, max } }: Bounds): Tree {
  const made = outline(text, count);
  const found = made.aspects.length;
  if (count !== null || found === 0) return made;
  const wanted = Math.min(Math.max(found, min), max ?? Infinity);
  return wanted === found ? made : outline(text, wanted);
}

/** What is wrong with the numbers of a tree's items; null where nothing is. */
function outside({ aspects }: Tree, bounds: Bounds): string | null {
  if (isOutside(aspects.length, bounds.aspects)) return `${aspects.length} in 'aspects'`;
  const odd = aspects.find(({ descriptions: own }) => isOutside(own.length, bounds.descriptions));
  return odd ? `${odd.descriptions.length} in 'descriptions' of aspect '${odd.name}'` : null;
}

const isOutside = (n: number, { min, max }: Range): boolean => n < min || (max !== null && n > max);

/** `coverage(tree, of: text)`: share of the text's sentences that stand word for word in the descriptions; 1 for an empty text. */
export const coverage = operator({
  name: "coverage",
  family: "context",
  doc: "share of a text's sentences found in a tree",
  params: { tree, of: doc("the text the tree was made from", text) },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ tree: { aspects }, of }) => {
    const flat = (given: string) => given.replaceAll(/\s+/gu, " ").trim();
    const told = aspects.flatMap(descriptions).map(flat);
    const exact = new Set(told);
    const all = sentencesOf(of).map((sentence) => flat(sentence.text));
    const kept = all.filter(
      (sentence) => exact.has(sentence) || told.some((line) => line.includes(sentence)),
    );
    return all.length === 0 ? 1 : kept.length / all.length;
  },
});
