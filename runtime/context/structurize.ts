// Text -> tree of aspects and descriptions, and how much of the text a tree holds.
import { choice, doc, int, json, later, maybe, model, operator, opt, text, tree } from "../operator.ts";
import * as types from "../../dsl/types.ts";
import { typeError } from "../problem.ts";
import { sentencesOf } from "../text/sentences.ts";
import { outline } from "./outline.ts";
import { descriptions } from "./render.ts";

const unbuilt = (what: string) =>
  typeError(
    "E602",
    `${what} is not built in this version`,
    'structurize(text, by: "lexical") needs no model',
  );

/**
 * `structurize(text, by: "lexical", format: "v2", aspects: n)`: see `outline.ts`. Deterministic, no model, coverage 1. An empty
 * text gives a tree without aspects and is counted. Errors: E602 for what this version has not, E203 for aspects < 1.
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
    as: doc("the shape of the tree", later(maybe(json), "all")),
    format: doc("v2: sentence ranges of the text itself", later(opt(choice("v1", "v2"), "v2"), ["v1"])),
    aspects: doc("how many top aspects; left out: as many as the text shows", maybe(int)),
  },
  returns: types.outlineTree,
  run: ({ text: given, by, with: using, as, format, aspects }, { note }) => {
    if (using) throw unbuilt("structurize with a model");
    if (by !== null && by !== "lexical") throw unbuilt(`structurize by "${by}"`);
    if (as !== null) throw unbuilt("structurize as a shape");
    if (format === "v1") throw unbuilt('structurize in format "v1"');
    if (aspects !== null && aspects < 1)
      throw typeError("E203", `'structurize' takes aspects: 1 or more, but got ${aspects}`);
    const made = outline(given, aspects);
    if (made.aspects.length === 0) note("structurize: empty texts");
    return made;
  },
});

/** `coverage(tree, of: text)`: share of the text's sentences that stand word for word in the descriptions; 1 for an empty text. */
export const coverage = operator({
  name: "coverage",
  family: "context",
  doc: "share of a text's sentences found in a tree",
  params: { tree, of: doc("the text the tree was made from", text) },
  returns: types.num,
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
