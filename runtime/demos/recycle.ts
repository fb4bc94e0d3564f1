// Paragraphs of an item's own context, for demonstrations about them.
import * as types from "../../dsl/types/types.ts";
import { counted } from "../../dsl/tell/count.ts";
import { doc, either, int, listOf, maybe, operator, opt, text } from "../operator.ts";
import { stream } from "../random.ts";
import { ranged } from "../ranged.ts";
import { asPassages, paragraphs } from "./paragraphs.ts";

/**
 * `recycle(paragraphs, k: 3, seed: 7)`: k different paragraphs at random, in the order in which they are drawn: DoubleDipper (arXiv
 * 2406.13632). Never by their nearness to the question, which would be another method. The seed and the texts decide, so each context has
 * draws of its own, and with one seed fewer are the first of more. `gold` tells in a note how often what holds the answer was drawn.
 */
export const recycle = operator({
  name: "recycle",
  family: "demos",
  doc: "paragraphs of a context, drawn for demonstrations about them",
  params: {
    paragraphs,
    k: doc("how many", opt(ranged(int, { least: 0 }), 3)),
    seed: doc("the same seed draws the same paragraphs of a context", int),
    gold: doc(
      "ids of the paragraphs that hold the answer, or their numbers",
      maybe(listOf(either(text, int))),
    ),
  },
  returns: types.passages,
  run: ({ paragraphs: given, k, seed, gold }, { note }) => {
    const all = asPassages(given);
    if (k > all.length) note(`recycle: ${counted(k, "paragraph")} wanted of a context that has fewer`);
    const random = stream(seed, "recycle", ...all.map((one) => one.text));
    const drawn = all
      .map((one, at) => ({ one, at, key: random.next() }))
      .sort((a, b) => a.key - b.key || a.at - b.at)
      .slice(0, k);
    const right = new Set((gold ?? []).map((id) => (typeof id === "number" ? (all[id - 1]?.id ?? "") : id)));
    const told = drawn.filter(({ one }) => right.has(one.id)).length;
    if (told > 0) note("recycle: paragraphs drawn that hold the answer", told);
    return drawn.map(({ one, at }) => ({ ...one, source: one.source ?? at }));
  },
});
