// Whether a model abstains where it should, and how good it is where it does not.
import * as types from "../../dsl/types/types.ts";
import { mean } from "../stats/moments.ts";
import {
  complete,
  doc,
  each,
  figures,
  json,
  maybeNum,
  number,
  operator,
  record,
  rowsOf,
  verdict,
} from "./shared.ts";

const share = (part: number, all: number): number | null => (all === 0 ? null : part / all);

/**
 * `abstention(rows, .abstained, .unanswerable, .score)`: the share of rows answered and their mean score, those without an answer to find
 * included; precision, recall and F1 of abstaining where there is none. null where there is nothing to divide by: no row answered,
 * none abstained, none unanswerable. Errors: E204 (a verdict that is not 0 or 1), E113.
 */
export const abstention = operator({
  name: "abstention",
  family: "statistics",
  doc: "how many rows were answered and how well, and whether the model abstained where there is no answer",
  params: {
    rows: rowsOf,
    abstained: doc("whether the reply says that there is no answer", each(json)),
    unanswerable: doc("whether there is none", each(json)),
    score: doc("the metric of the reply, counted where it does not abstain", each(json)),
  },
  returns: record({
    answered: types.num,
    score_answered: maybeNum,
    precision: maybeNum,
    recall: maybeNum,
    f1: maybeNum,
    n: types.int,
  }),
  run: async ({ rows, abstained, unanswerable, score }, reach) => {
    const found = await complete("abstention", rows, [abstained, unanswerable, score], reach);
    const all = found.map(([silent = null, none = null, value = null]) => ({
      silent: verdict("abstention", silent) === 1,
      none: verdict("abstention", none) === 1,
      score: number("abstention", value),
    }));
    const answered = all.filter(({ silent }) => !silent);
    const [silent, none] = [all.length - answered.length, all.filter((one) => one.none).length];
    const right = all.filter((one) => one.silent && one.none).length;
    return figures({
      answered: answered.length / all.length,
      score_answered: answered.length === 0 ? null : mean(answered.map((one) => one.score)),
      precision: share(right, silent),
      recall: share(right, none),
      f1: share(2 * right, silent + none),
      n: all.length,
    });
  },
});
