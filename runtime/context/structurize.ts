// Text -> tree of aspects and descriptions, and how much of the text a tree holds.
import {
  choice,
  doc,
  int,
  later,
  maybe,
  model,
  operator,
  opt,
  type Reach,
  shape,
  text,
  tree,
} from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { Problem, typeError } from "../problem.ts";
import { vectorsOf } from "../encoder/vectors.ts";
import { segment } from "../text/segment.ts";
import { sentencesOf } from "../text/sentences.ts";
import { squeezed } from "../text/squeezed.ts";
import type { ModelValue, ShapeValue, Tree } from "../value.ts";
import { laidOut } from "./layout.ts";
import { candidates, outline, outlineAt, SHORT } from "./outline.ts";
import { descriptions } from "./render.ts";
import { likeVectors, valleys } from "./valleys.ts";

const unbuilt = (what: string, instead = 'structurize(text, by: "lexical") needs no model') =>
  typeError("E602", `${what} is not built in this version`, instead);
/** What a model writes is asked for in a run, where its prompt can be seen and its answers are kept. */
const ASKED = "ask a model structure_prompt(text), and read_structure(reply, of: text) is the tree";

/**
 * `structurize(text, by: "lexical", as: Outline, format: "v2", aspects: n, on_invalid: "keep")`: by the words that sentences share (`outline.ts`), by
 * their vectors (`valleys.ts`, `with:` an embedder), or by the text's own headings (`layout.ts`). Deterministic, coverage 1. `as` is a shape with the
 * fields of Outline: the number of aspects is brought within what it allows, as far as the text can be cut so; trees that still are outside
 * (too few sentences, too many in one aspect, other headings) are kept and counted, or E409 with "fail". An empty text gives a tree without aspects
 * and is counted. Errors: E602 for what this version has not, E203 for aspects < 1, or a number of aspects where the headings have theirs, E206
 * for "embedding" without a model, and those of the model.
 */
export const structurize = operator({
  name: "structurize",
  family: "context",
  doc: "a text as aspects with their descriptions",
  params: {
    text,
    by: doc(
      "how: by the words that sentences share, by their vectors, by headings; left out: lexical",
      later(maybe(choice("lexical", "embedding", "layout", "model")), ["model"]),
    ),
    with: doc("of embedding: the model that makes the vectors", maybe(model)),
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
  asks: true,
  version: 3,
  run: async ({ text: given, by, with: using, as, format, aspects, on_invalid }, reach) => {
    if (by === "model" || (using && by === null))
      throw unbuilt("structurize with a model that writes", ASKED);
    if (format === "v1") throw unbuilt('structurize in format "v1"', ASKED);
    if (on_invalid === "drop") throw unbuilt('on_invalid: "drop"');
    if (aspects !== null && aspects < 1)
      throw typeError("E203", `'structurize' takes aspects: 1 or more, but got ${aspects}`);
    const bounds = as ? boundsOf(as) : free;
    const cut = await cutBy(by ?? "lexical", given, using, aspects, reach);
    const made = within(cut, aspects, bounds);
    if (made.aspects.length === 0) reach.note("structurize: empty texts");
    const odd = outside(made, bounds);
    if (odd !== null && on_invalid === "fail")
      throw new Problem(
        "DataError",
        "E409",
        `a tree is outside of shape '${as?.name ?? "Outline"}': ${odd}`,
        'allow other numbers of items, or keep such trees: on_invalid: "keep"',
      );
    if (odd !== null) reach.note(`structurize: trees outside of shape '${as?.name ?? "Outline"}', kept`);
    return made;
  },
});

/** The tree of a text with so many aspects; null: as many as it shows. */
type Cut = (count: number | null) => Tree;

async function cutBy(
  by: "lexical" | "embedding" | "layout",
  text: string,
  using: ModelValue | null,
  aspects: number | null,
  reach: Reach,
): Promise<Cut> {
  if (by === "lexical") return (count) => outline(text, count);
  if (by === "layout") {
    if (aspects !== null)
      throw typeError(
        "E203",
        "'structurize' by \"layout\" has as many aspects as there are headings",
        "leave out aspects",
      );
    const made = laidOut(text);
    return () => made;
  }
  if (!using)
    throw typeError(
      "E206",
      "'structurize' by \"embedding\" needs with: a model",
      'with: onnx("strux-embed")',
    );
  const spans = segment(text);
  const vectors = await vectorsOf(
    spans.map(({ start, end }) => text.slice(start, end)),
    { with: using, pooling: null, normalize: null, dimensions: null },
    { as: "document", prefix: null },
    "structurize",
    reach,
  );
  const may = candidates(spans);
  const told = {
    of: vectors,
    words: spans.map(({ start, end }) => wordsIn(text.slice(start, end))),
    like: likeVectors,
  };
  return (count) =>
    outlineAt(text, spans, count === null && spans.length <= SHORT ? [0] : valleys(told, may, count));
}

const wordsIn = (part: string): number => part.trim().split(/\s+/).length;

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

/** The tree with as many aspects as asked for; else with as many as it shows, brought within the bounds. */
function within(cut: Cut, count: number | null, { aspects: { min, max } }: Bounds): Tree {
  const made = cut(count);
  const found = made.aspects.length;
  if (count !== null || found === 0) return made;
  const wanted = Math.min(Math.max(found, min), max ?? Infinity);
  return wanted === found ? made : cut(wanted);
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
    const told = aspects.flatMap(descriptions).map(squeezed);
    const exact = new Set(told);
    const all = sentencesOf(of).map((sentence) => squeezed(sentence.text));
    const kept = all.filter(
      (sentence) => exact.has(sentence) || told.some((line) => line.includes(sentence)),
    );
    return all.length === 0 ? 1 : kept.length / all.length;
  },
});
