// Documents by the scores of their passages.
import { choice, doc, json, maybe, operator, over, passages } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { dataError } from "../problem.ts";
import type { Passage } from "../value.ts";
import { perItem } from "../verbs/rows.ts";

/**
 * `documents(passages, of: p => p.title, score: "max")`: a passage for each document, best first, equal ones in the order in which
 * they first appear; its id is the document's. `max` (MaxP): the best score of its passages, whose text stands for it; `first`
 * (FirstP): the score and the text of the one that stands first in it, by `source`, of those that are given; `sum` (SumP): the sum,
 * and the text of the best. Dai and Callan, SIGIR 2019. Passages without a document are left out and counted.
 * Errors: E204 for a passage without a score.
 */
export const documents = operator({
  name: "documents",
  family: "context",
  doc: "documents in the order of the scores of their passages",
  params: {
    passages,
    of: doc("over a passage: the document it is of", over(maybe(json))),
    score: doc("max: its best passage; first: its first; sum: all of them", choice("max", "first", "sum")),
  },
  returns: types.passages,
  run: async ({ passages: all, of, score: by }, reach) => {
    const names = await perItem(all, of, reach);
    const groups = new Map<string, Passage[]>();
    let lost = 0;
    for (const [at, passage] of all.entries()) {
      const name = names[at] ?? null;
      if (typeof name !== "string" && typeof name !== "number") lost++;
      else groups.set(String(name), [...(groups.get(String(name)) ?? []), passage]);
    }
    if (lost > 0) reach.note("documents: passages without a document, left out", lost);
    return [...groups]
      .map(([id, group]): Passage => {
        const stands = by === "first" ? earliest(group) : best(group);
        const score = by === "sum" ? group.reduce((sum, one) => sum + scoreOf(one), 0) : scoreOf(stands);
        return { ...stands, id, score };
      })
      .sort((a, b) => scoreOf(b) - scoreOf(a));
  },
});

const best = (group: readonly Passage[]): Passage =>
  group.reduce((most, one) => (scoreOf(one) > scoreOf(most) ? one : most));

const earliest = (group: readonly Passage[]): Passage =>
  group.reduce((first, one) => ((one.source ?? Infinity) < (first.source ?? Infinity) ? one : first));

function scoreOf({ id, score }: Passage): number {
  if (score !== undefined && Number.isFinite(score)) return score;
  throw dataError(
    "E204",
    `'documents' has no score of the passage '${id}'`,
    "retrieve or rerank gives scores",
  );
}
