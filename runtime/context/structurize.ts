// Text -> tree of aspects and descriptions, and how much of the text a tree holds.
import {
  bool,
  choice,
  doc,
  either,
  int,
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
import { dataError, type Problem, typeError } from "../problem.ts";
import { vectorsOf } from "../encoder/vectors.ts";
import { ranged } from "../ranged.ts";
import { segment } from "../text/segment.ts";
import { sentencesOf } from "../text/sentences.ts";
import { squeezed } from "../text/squeezed.ts";
import { budget } from "../text/tokens.ts";
import type { ModelValue, ShapeValue, Tree, Value } from "../value.ts";
import { type Bounds, boundsOf, free, outside } from "./bounds.ts";
import { laidOut } from "./layout.ts";
import { candidates, outline, outlineAt, SHORT } from "./outline.ts";
import { descriptions } from "./render.ts";
import { filledFrom } from "./shape/fill.ts";
import { byModel, type ByModel } from "./structure/by-model.ts";
import { examples } from "./structure/prompt.ts";
import { format } from "./structure/read.ts";
import { likeVectors, valleys } from "./valleys.ts";

/** Texts asked again more often than this are not worth it. */
const RETRIES = 10;
const tokens = either(model, choice("words"));

/**
 * `structurize(text, by: "lexical", as: Outline, format: "v2", aspects: n, on_invalid: "keep")`: by the words that sentences share (`outline.ts`), by
 * their vectors (`valleys.ts`, `with:` an embedder), by the text's own headings (`layout.ts`), or by a model that writes (`structure/by-model.ts`),
 * which is what `with:` alone means. The first three are deterministic, with coverage 1. `as` is a shape with the fields of Outline: the number of
 * aspects is brought within what it allows, as far as the text can be cut so; trees that still are outside (too few sentences, too many in
 * one aspect, other headings, what a model wrote) are kept and counted, null with "drop", or E409 with "fail". The same holds for replies that are no
 * structure. An empty text gives a tree without aspects and is counted. A shape with other fields is filled by a model alone, as a record
 * (`shape/fill.ts`). Errors: E203 for aspects < 1, or a number of aspects where headings or a
 * model have theirs, and for what only a model can do; E403 for other fields without a model; E206 for "embedding" and "model" without a model; E409; those of the model.
 */
export const structurize = operator({
  name: "structurize",
  family: "context",
  doc: "a text as aspects with their descriptions",
  params: {
    text,
    by: doc(
      "how: by the words that sentences share, by their vectors, by headings, by what a model writes; left out: model where one is given, else lexical",
      maybe(choice("lexical", "embedding", "layout", "model")),
    ),
    with: doc("the model that writes; of embedding: the one that makes the vectors", maybe(model)),
    as: doc(
      "the shape: the fields of Outline, with numbers of items of its own, or any fields, which a model fills in",
      maybe(shape),
    ),
    format: doc("v2: sentence ranges of the text itself; v1: a model tells the text anew", format),
    aspects: doc(
      "how many top aspects; left out: as many as the text shows and the shape allows",
      maybe(int),
    ),
    on_invalid: doc(
      "a reply that is no structure, or more or fewer items than the shape allows: kept and counted (of a shape with other fields than Outline null, where a reply cannot be read), null, or an error",
      opt(choice("keep", "drop", "fail"), "keep"),
    ),
    retries: doc(
      "of a model: how often it is asked again where its reply is no structure",
      ranged(opt(int, 0), { least: 0, most: RETRIES }),
    ),
    chunk: doc(
      "of a model: texts of more tokens are structured in parts of at most so many, by paragraphs",
      maybe(ranged(budget, { least: 1 })),
    ),
    tokenizer: doc("whose tokens chunk counts; left out: the model's", maybe(tokens)),
    constrain: doc(
      "of a model that runs here: it can write nothing but structures of one level",
      opt(bool, false),
    ),
    examples,
  },
  returns: { kind: "rule", rule: "shaped" },
  asks: true,
  version: 4,
  run: async (given, reach) => {
    const { by, as, aspects, on_invalid } = given;
    if (aspects !== null && aspects < 1)
      throw typeError("E203", `'structurize' takes aspects: 1 or more, but got ${aspects}`);
    const way = by ?? (given.with ? "model" : "lexical");
    const bounds = as ? boundsOf(as) : free;
    if (bounds === null) return filled(way, given, reach);
    const made =
      way === "model" ? await written(given, reach) : within(await cutBy(way, given, reach), aspects, bounds);
    if (made === null) return null;
    if (made.aspects.length === 0) reach.note("structurize: empty texts");
    const odd = outside(made, bounds);
    if (odd === null) return made;
    const name = as?.name ?? "Outline";
    if (on_invalid === "fail")
      throw dataError(
        "E409",
        `a tree is outside of shape '${name}': ${odd}`,
        'allow other numbers of items, or keep such trees: on_invalid: "keep"',
      );
    const dropped = on_invalid === "drop";
    reach.note(`structurize: trees outside of shape '${name}', ${dropped ? "dropped" : "kept"}`);
    return dropped ? null : made;
  },
});

interface Given extends Omit<ByModel, "with" | "chunk"> {
  readonly text: string;
  readonly with: ModelValue | null;
  readonly as: ShapeValue | null;
  readonly aspects: number | null;
  readonly chunk: number | null;
  readonly tokenizer: ModelValue | "words" | null;
}

/** A shape with other fields than Outline. The checker lets nothing through that goes with an Outline alone. */
function filled(way: string, { text: of, with: using, as, ...how }: Given, reach: Reach): Promise<Value> {
  if (!as || way !== "model")
    throw typeError(
      "E403",
      `shape '${as?.name}' has other fields than an Outline, and only a model that writes can fill it`,
      'by: "model", with: a model',
    );
  if (!using) throw needs("model", 'with: onnx("...")');
  return filledFrom(of, { ...how, with: using, as }, reach);
}

function written({ text: of, with: using, chunk, tokenizer, aspects, ...how }: Given, reach: Reach) {
  if (!using) throw needs("model", 'with: onnx("...")');
  if (aspects !== null) throw counted("model", "the model finds");
  const by = tokenizer ?? using;
  const parts = chunk === null ? null : { limit: chunk, counter: reach.counter(by) };
  return byModel(of, { ...how, with: using, chunk: parts }, reach);
}

const needs = (by: string, hint: string): Problem =>
  typeError("E206", `'structurize' by "${by}" needs with: a model`, hint);
const counted = (by: string, what: string): Problem =>
  typeError("E203", `'structurize' by "${by}" has as many aspects as ${what}`, "leave out aspects");

/** The tree of a text with so many aspects; null: as many as it shows. */
type Cut = (count: number | null) => Tree;

async function cutBy(by: "lexical" | "embedding" | "layout", given: Given, reach: Reach): Promise<Cut> {
  const { text, with: using, aspects } = given;
  unwritten(by, given);
  if (by === "lexical") return (count) => outline(text, count);
  if (by === "layout") {
    if (aspects !== null) throw counted("layout", "there are headings");
    const made = laidOut(text);
    return () => made;
  }
  if (!using) throw needs("embedding", 'with: onnx("strux-embed")');
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

/** What only a model can do is not passed over where none writes. */
function unwritten(by: string, { format: form, retries, chunk, tokenizer, constrain }: Given): void {
  const set = Object.entries({
    'format: "v1"': form === "v1",
    retries: retries > 0,
    chunk: chunk !== null,
    tokenizer: tokenizer !== null,
    constrain,
  }).find(([, one]) => one);
  if (set)
    throw typeError(
      "E203",
      `'structurize' by "${by}" takes no ${set[0]}: only a model that writes does`,
      'remove it, or by: "model", with: a model',
    );
}

const wordsIn = (part: string): number => part.trim().split(/\s+/).length;

/** The tree with as many aspects as asked for; else with as many as it shows, brought within the bounds. */
function within(cut: Cut, count: number | null, { aspects: { min, max } }: Bounds): Tree {
  const made = cut(count);
  const found = made.aspects.length;
  if (count !== null || found === 0) return made;
  const wanted = Math.min(Math.max(found, min), max ?? Infinity);
  return wanted === found ? made : cut(wanted);
}

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
