// A tree beside the text it was made from: what of the tree is in the text, what is told twice, what stands in another order.
import { choice, doc, operator, opt, text, tree } from "../../operator.ts";
import * as types from "../../../dsl/types/types.ts";
import { squadText } from "../normalize.ts";
import { squeezed } from "../../text/squeezed.ts";
import { leavesOf, placesOf } from "./leaves.ts";

const of = doc("the text the tree was made from", text);

/**
 * `faithfulness(tree, of: text, variant)`: the share of the descriptions that are found in the text. `verbatim`: word for word, white
 * space apart; `norm`: after SQuAD's normalising, whole words. One that normalising leaves nothing of
 * is not found. A tree without descriptions scores 0 and is counted.
 */
export const faithfulness = operator({
  name: "faithfulness",
  family: "score",
  doc: "the share of a tree's descriptions that are found in the text it was made from, 0 to 1",
  params: {
    tree,
    of,
    variant: doc("how they are looked for", opt(choice("verbatim", "norm"), "verbatim")),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ tree: given, of: whole, variant }, { note }) => {
    const leaves = leavesOf(given);
    if (leaves.length === 0) {
      note("faithfulness: trees without descriptions, scored 0");
      return 0;
    }
    // blanks at both ends hold what is found to whole words
    const form = variant === "norm" ? (one: string) => ` ${squadText(one)} ` : squeezed;
    const source = form(whole);
    const found = leaves.map(form).filter((leaf) => leaf.trim() !== "" && source.includes(leaf));
    return found.length / leaves.length;
  },
});

/**
 * `overlap(tree, of: text)`: the share of the text's sentences that stand in the descriptions more often than in the text. 0 for an
 * empty text.
 */
export const overlap = operator({
  name: "overlap",
  family: "score",
  doc: "the share of a text's sentences that a tree tells more than once, 0 to 1",
  params: { tree, of },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ tree: given, of: whole }) => {
    const places = placesOf(given, whole);
    return places.length === 0 ? 0 : places.filter(({ there, told }) => told > there).length / places.length;
  },
});

/**
 * `order_violations(tree, of: text, variant)`: of neighbouring descriptions that both stand in the text, those of which the second stands
 * before the first. `share` of these neighbours, or their `count`. Of a description that stands in the text several times the next
 * place counts. Descriptions that are not found are passed over and counted.
 */
export const orderViolations = operator({
  name: "order_violations",
  family: "score",
  doc: "how many neighbouring descriptions of a tree stand in the text the other way round",
  params: {
    tree,
    of,
    variant: doc("of all neighbours, or as a number", opt(choice("share", "count"), "share")),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ tree: given, of: whole, variant }, { note }) => {
    const [leaves, source] = [leavesOf(given), squeezed(whole)];
    const found = leaves.filter((leaf) => leaf !== "" && source.includes(leaf));
    if (found.length < leaves.length)
      note("order_violations: descriptions not found in the text, passed over", leaves.length - found.length);
    let [at, back] = [0, 0];
    for (const leaf of found) {
      const next = source.indexOf(leaf, at);
      if (next < 0) back++;
      at = next < 0 ? source.indexOf(leaf) : next;
    }
    if (variant === "count") return back;
    return found.length < 2 ? 0 : back / (found.length - 1);
  },
});
