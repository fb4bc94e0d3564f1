// Word pairs that a model's own translations confirm.
import * as types from "../../dsl/types/types.ts";
import { terms } from "../context/terms.ts";
import { bool, doc, each, maybe, operator, opt, rowsOf, text } from "../operator.ts";
import { fromColumns } from "../table.ts";
import { perRow, tableOf } from "../verbs/rows.ts";

/**
 * `lexicon(rows, word: .word, translation: .there, back: .back)`: the pairs {word, translation} that translating back confirms: both are one
 * word (runs of letters, lower-cased) and the way back ends at the word itself. All others are left out, counted by the reason. No parallel text is looked at.
 * The first step of SM-UMT (arXiv 2410.11006) is to mine word pairs of high confidence; its own measure of confidence is not public, the round trip is the house's.
 */
export const lexicon = operator({
  name: "lexicon",
  family: "demos",
  doc: "word pairs that the way back confirms",
  params: {
    rows: rowsOf,
    word: doc("over a row: the word", each(text)),
    translation: doc("over a row: what it was translated to", each(maybe(text))),
    back: doc("over a row: what that was translated back to", each(maybe(text))),
    copies: doc("whether a word may be its own translation", opt(bool, false)),
  },
  returns: types.table({ word: types.text, translation: types.text }),
  run: async ({ rows, word, translation, back, copies }, reach) => {
    const from = tableOf(rows);
    const words = await perRow(from, word, reach);
    const theres = await perRow(from, translation, reach);
    const backs = await perRow(from, back, reach);
    const pairs = new Map<string, string>();
    for (const [at, given] of words.entries()) {
      const [of = null, there = null, again = null] = [given, theres[at], backs[at]].map(single);
      const why =
        of === null || there === null
          ? "that are not one word to one word"
          : again !== of
            ? "that the way back does not confirm"
            : there === of && !copies
              ? "of a word to itself"
              : pairs.has(of)
                ? "of a word that was there"
                : null;
      if (why === null && of !== null && there !== null) pairs.set(of, there);
      else reach.note(`lexicon: pairs ${why}, left out`);
    }
    return fromColumns(
      new Map([
        ["word", [...pairs.keys()]],
        ["translation", [...pairs.values()]],
      ]),
    );
  },
});

const single = (given: string | null | undefined): string | null => {
  const all = terms(given ?? "");
  return all.length === 1 ? all[0]! : null;
};
