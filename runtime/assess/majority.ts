// Whether the answer that most repeats of an item give is right.
import { counted } from "../../dsl/tell/count.ts";
import type { RowFn } from "../operator.ts";
import type { Value } from "../value.ts";
import { paired, perItem, result } from "./repeats.ts";
import { doc, drawing, each, json, label, number, operator, rowsOf } from "./shared.ts";

/** What the most frequent answer scored, where it came first; `tied`: another is as frequent. */
export function voted(votes: readonly (readonly [answer: string, score: number])[]): {
  readonly score: number;
  readonly tied: boolean;
} {
  const counts = new Map<string, number>();
  for (const [answer] of votes) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const first = votes.find(([answer]) => counts.get(answer) === most);
  return {
    score: first?.[1] ?? NaN,
    tied: [...counts.values()].filter((count) => count === most).length > 1,
  };
}

/**
 * `majority(run, .output, .score)`: the score of the answer that most repeats of an item give, on average over items; of equally frequent ones
 * the first counts, and such items are counted. Source: self-consistency, X. Wang et al. 2023, arXiv 2203.11171. Errors: E303, E204, E113.
 */
export const majority = operator({
  name: "majority",
  family: "statistics",
  doc: "the score of the most frequent of several answers to an item",
  params: {
    rows: rowsOf,
    answer: doc("what is voted for", each(json)),
    score: doc("what such an answer scores: a metric, or whether it is right", each(json)),
    paired,
    ...drawing,
  },
  returns: result,
  run: async ({ rows, answer, score, paired: id, ...how }, reach) => {
    const both: RowFn<Value> = async (row) => {
      const vote = [await answer(row), await score(row)];
      return vote.includes(null) ? null : vote;
    };
    let ties = 0;
    const value = await perItem(
      "majority",
      { rows, of: both, id, least: 1 },
      (votes) => {
        const found = voted(
          (votes as readonly (readonly Value[])[]).map(([one = null, two = null]) => [
            label("majority", one),
            number("majority", two),
          ]),
        );
        ties += Number(found.tied);
        return found.score;
      },
      { how, reach },
    );
    if (ties > 0)
      reach.note(
        `majority: ${counted(ties, "item")} without a majority, the first of the most frequent answers counts`,
      );
    return value;
  },
});
