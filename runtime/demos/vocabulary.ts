// The words of a corpus, the most frequent first.
import * as types from "../../dsl/types/types.ts";
import { tally, terms } from "../context/terms.ts";
import { counted } from "../../dsl/tell/count.ts";
import { doc, each, int, operator, rowsOf, text } from "../operator.ts";
import { ranged } from "../ranged.ts";
import { fromColumns } from "../table.ts";
import { perRow, tableOf } from "../verbs/rows.ts";

/** `vocabulary(rows, on: .text, n: 1000)`: words as `terms` of search sees them, equal counts in the order of their first occurrence. */
export const vocabulary = operator({
  name: "vocabulary",
  family: "demos",
  doc: "the most frequent words of a corpus, lower-cased, with their counts",
  params: {
    rows: rowsOf,
    on: doc("over a row, its text", each(text)),
    n: doc("how many words at most", ranged(int, { least: 1 })),
  },
  returns: types.table({ word: types.text, n: types.int }),
  run: async ({ rows, on, n }, reach) => {
    const texts = await perRow(tableOf(rows), on, reach);
    const all = [...tally(texts.flatMap((one) => terms(one ?? "")))].sort((a, b) => b[1] - a[1]);
    if (all.length > n) reach.note(`vocabulary: ${counted(all.length - n, "rarer word")} left out`);
    const kept = all.slice(0, n);
    return fromColumns(
      new Map<string, readonly (string | number)[]>([
        ["word", kept.map(([word]) => word)],
        ["n", kept.map(([, times]) => times)],
      ]),
    );
  },
});
