// FActScore of answers whose claims were judged: of one of them, and of all with its parts.
import * as types from "../../dsl/types/types.ts";
import { drawing, drawnInterval, figures, none, record } from "../assess/shared.ts";
import { bool, doc, each, int, listOf, maybe, operator, opt, type Param, rowsOf } from "../operator.ts";
import { typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import { factPrecision, lengthPenalty } from "../stats/factscore.ts";
import { mean } from "../stats/moments.ts";
import type { Value } from "../value.ts";
import { perRow, tableOf } from "../verbs/rows.ts";

type Claims = readonly (boolean | null)[];
const judged: Param<Claims | null> = maybe(listOf(maybe(bool)));
const gamma = doc(
  "with how many claims or fewer an answer is penalised; 0: never",
  ranged(opt(int, 10), { least: 0 }),
);
const DOC =
  "of each claim of the answer, whether it is supported; null is unparsed. An answer without claims abstains: [] or null";

/**
 * `factscore(supported, gamma)`: the share of the claims that are supported, times exp(1 - gamma / n) where the n claims are gamma or
 * fewer. null, and counted: an answer that abstains, and one with a claim of which no verdict could be read.
 */
export const factscore = operator({
  name: "factscore",
  family: "judge",
  doc: "FActScore of an answer: the share of its claims that are supported, with the penalty for few claims; null where it abstains or a claim is unparsed",
  params: { supported: doc(DOC, judged), gamma },
  returns: { kind: "optional", of: types.num },
  run: ({ supported, gamma: least }, { note }) => {
    const precision = precisionOf(supported);
    if (precision === ABSTAINS) note("factscore: answers without a claim have no score");
    if (precision === UNREAD) note("factscore: answers with an unparsed claim have no score");
    return typeof precision === "string" || !supported
      ? null
      : precision * lengthPenalty(supported.length, least);
  },
});

const ABSTAINS = "abstains";
const UNREAD = "unparsed";

function precisionOf(claims: Claims | null): number | typeof ABSTAINS | typeof UNREAD {
  if (!claims || claims.length === 0) return ABSTAINS;
  const read = claims.filter((one) => one !== null);
  return read.length < claims.length ? UNREAD : (factPrecision(read) ?? ABSTAINS);
}

/**
 * `fact_report(rows, .supported, gamma)`: over answers, what `get_score` of shmsw25/FActScore gives, by these names: `score` (with
 * its bootstrap interval over answers), `init_score` (without the penalty), `respond_ratio` (of all answers, those with a claim), and
 * `num_facts_per_response`; besides `n`, the answers that have a score, and how many were `abstained` and `unparsed`.
 * Errors: E204 (no list of Bools), E113 (no answer with a score).
 */
export const fact_report = operator({
  name: "fact_report",
  family: "judge",
  doc: "FActScore over answers: the score with and without the penalty for few claims, how many answers respond, how many claims they make",
  params: {
    rows: doc("an answer each", rowsOf),
    supported: doc(`over a row: ${DOC}`, each(judged)),
    gamma,
    ...drawing,
  },
  returns: record({
    score: types.num,
    lo: types.num,
    hi: types.num,
    init_score: types.num,
    respond_ratio: types.num,
    num_facts_per_response: types.num,
    n: types.int,
    abstained: types.int,
    unparsed: types.int,
  }),
  run: async ({ rows, supported, gamma: least, ...how }, reach) => {
    const answers = (await perRow(tableOf(rows), supported, reach)).map(checked);
    const scored = answers.flatMap((claims) => {
      const precision = precisionOf(claims);
      return typeof precision === "number" && claims ? [{ precision, claims: claims.length }] : [];
    });
    if (scored.length === 0) throw none("fact_report", "no answer has claims that were all read");
    const abstained = answers.filter((claims) => precisionOf(claims) === ABSTAINS).length;
    const responses = answers.flatMap((claims) => (claims && claims.length > 0 ? [claims.length] : []));
    const score = (some: readonly (typeof scored)[number][]): number =>
      mean(some.map(({ precision, claims }) => precision * lengthPenalty(claims, least)));
    return figures({
      score: score(scored),
      ...drawnInterval("fact_report", scored, score, how, reach.note),
      init_score: mean(scored.map(({ precision }) => precision)),
      respond_ratio: (answers.length - abstained) / answers.length,
      num_facts_per_response: mean(responses),
      n: scored.length,
      abstained,
      unparsed: responses.length - scored.length,
    });
  },
});

function checked(value: Value): Claims | null {
  if (judged.is(value)) return value as Claims | null;
  throw typeError(
    "E204",
    `'fact_report' takes a list of Bools for each answer, got ${JSON.stringify(value)}`,
  );
}
