// What a score costs in tokens.
import * as types from "../../dsl/types/types.ts";
import { typeError } from "../problem.ts";
import {
  complete,
  doc,
  drawing,
  drawnInterval,
  each,
  figures,
  json,
  none,
  number,
  operator,
  record,
  rowsOf,
} from "./shared.ts";

type Item = readonly [score: number, tokens: number];

/** Per 1,000 tokens of all items together; null where there are none. */
function rate(all: readonly Item[]): number | null {
  let [scores, tokens] = [0, 0];
  for (const [score, size] of all) [scores, tokens] = [scores + score, tokens + size];
  return tokens === 0 ? null : (1000 * scores) / tokens;
}

/**
 * `score_per_1k(rows, .score, .tokens)`: the sum of the scores per 1,000 tokens: long rows count more than in the mean of quotients. Tokens
 * of different tokenizers cannot be compared. The interval is of rows drawn again. Errors: E204 (no number, fewer than 0), E113 (no tokens).
 */
export const score_per_1k = operator({
  name: "score_per_1k",
  family: "statistics",
  doc: "how much score 1,000 tokens give",
  params: {
    rows: rowsOf,
    score: doc("a metric of the row", each(json)),
    tokens: doc("what the row took: .usage.input + .usage.output", each(json)),
    ...drawing,
  },
  returns: record({
    value: types.num,
    lo: types.num,
    hi: types.num,
    score: types.num,
    tokens: types.num,
    n: types.int,
  }),
  run: async ({ rows, score, tokens, ...how }, reach) => {
    const found = await complete("score_per_1k", rows, [score, tokens], reach);
    const all = found.map(([value = null, size = null]): Item => [
      number("score_per_1k", value),
      number("score_per_1k", size),
    ]);
    const odd = all.find(([, size]) => size < 0);
    if (odd) throw typeError("E204", `'score_per_1k' takes numbers of tokens, 0 or more, got ${odd[1]}`);
    const value = rate(all);
    if (value === null) throw none("score_per_1k", "the rows have no tokens");
    const sum = (at: 0 | 1): number => all.reduce((total, one) => total + one[at], 0);
    return figures({
      value,
      ...drawnInterval("score_per_1k", all, rate, how, reach.note),
      score: sum(0) / all.length,
      tokens: sum(1),
      n: all.length,
    });
  },
});
