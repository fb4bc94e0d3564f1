// What a system found beside what was judged, query by query.
import * as types from "../../dsl/types/types.ts";
import { many } from "../../dsl/tell/count.ts";
import { idsOf, type Judgments, ranked, type Ranking } from "../metric/rank/ranking.ts";
import { choice, describe, doc, operator, opt, type Param, type Reach, rowsOf } from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import * as table from "../table.ts";
import type { Run, Value } from "../value.ts";
import { existing, tableOf } from "./rows.ts";

const rowsWith = (columns: types.Fields): Param<table.Table | Run> => ({
  ...rowsOf,
  type: types.table(columns),
});
const id: types.Type = { kind: "id" };

/**
 * `judged(run, with: qrels, on_missing)`: `{id, ranking, relevant}` of each query that both have, in the order of the run. Queries of
 * the run that nobody judged are left out and noted, and so are those judged that the run lacks: trec_eval's default, and
 * `on_missing: "zero"` is its -c. Where few ids of the run are among the judged ones, a note asks whether these were counted by position.
 * Errors: E201, E203, E303 (a query without an id or with two rows, no id in common).
 */
export const judged = operator({
  name: "judged",
  family: "table",
  doc: "rankings beside the judgments of their queries, ready for ranking metrics; queries that one side lacks are counted",
  params: {
    run: doc(
      "what was found: `trec_run`, or rows with an id and a ranking",
      rowsWith({ id, ranking: ranked.ranking.type }),
    ),
    with: doc(
      "what was judged: `trec_qrels`, or rows with an id and what is relevant",
      rowsWith({ id, relevant: ranked.relevant.type }),
    ),
    on_missing: doc(
      "what becomes of judged queries that the run lacks: left out, or there with nothing found, so that they score 0",
      opt(choice("skip", "zero"), "skip"),
    ),
  },
  returns: { kind: "rule", rule: "judged" },
  run: ({ run, with: qrels, on_missing }, { note }) => {
    const rankings = byId(tableOf(run), "ranking", ranked.ranking);
    const relevant = byId(tableOf(qrels), "relevant", ranked.relevant);
    const both = [...rankings].flatMap(([query, ranking]) => {
      const grades = relevant.get(query);
      return grades === undefined ? [] : [{ id: query, ranking, relevant: grades }];
    });
    const missing = [...relevant]
      .filter(([query]) => !rankings.has(query))
      .map(([query, grades]) => ({ id: query, ranking: [], relevant: grades }));
    tellMeeting([...rankings.keys()], [...relevant.keys()], both.length, note);
    const apart = both.filter((row) => !meet(row.ranking, row.relevant)).length;
    if (apart > 0) note("judged: rankings none of whose documents were judged", apart);
    if (missing.length > 0) note(MISSING[on_missing], missing.length);
    return table.fromRows(on_missing === "zero" ? [...both, ...missing] : both);
  },
});

const MISSING = {
  skip: 'judged: queries that the run lacks left out; on_missing: "zero" counts them as 0',
  zero: "judged: queries that the run lacks count as 0",
} as const;

/** A column by the ids of the rows, null where it has no value. Errors: E201, E203 for another kind of value, E303. */
function byId<T>(rows: table.Table, column: string, of: Param<T>): ReadonlyMap<string, (T & Value) | null> {
  existing(rows, ["id", column]);
  const found = new Map<string, (T & Value) | null>();
  const values = table.column(rows, column);
  for (const [at, query] of table.column(rows, "id").entries()) {
    if (typeof query !== "string" && typeof query !== "number")
      throw dataError("E303", `row ${at + 1} has no item id in column 'id'`, "each row is a query");
    if (found.has(String(query)))
      throw dataError(
        "E303",
        `the query '${query}' has two rows with a column '${column}'`,
        "of a run with axes, take one arm, or write join(qrels, .id)",
      );
    const value = values[at] ?? null;
    if (value !== null && !of.is(value))
      throw typeError(
        "E203",
        `'judged' takes .${column}: ${types.show(of.type)}, but row ${at + 1} has ${describe(value)}`,
      );
    // the line above has just established this type
    found.set(String(query), value as (T & Value) | null);
  }
  return found;
}

/** Whether anything that was found was judged; where nothing was found there is nothing to tell. */
function meet(ranking: Ranking | null, relevant: Judgments | null): boolean {
  const judgments = new Set(idsOf(relevant ?? []));
  const found = idsOf(ranking ?? []);
  return found.length === 0 || found.some((id) => judgments.has(id));
}

/** Below this share of the run's ids among the judged ones, they are probably not of one kind. */
const FEW = 0.75;

function tellMeeting(
  run: readonly string[],
  judgments: readonly string[],
  both: number,
  note: Reach["note"],
): void {
  const asked = `the run has ${some(run)}, the judgments ${some(judgments)}: are they counted by position?`;
  if (both === 0) throw dataError("E303", "no query id of the run is among the judged ones", asked);
  if (both < FEW * run.length)
    note(
      `judged: only ${many(both)} of ${many(run.length)} query ids of the run are among the judged ones; ${asked}`,
    );
  if (both < run.length) note("judged: queries of the run that nobody judged left out", run.length - both);
}

/** The first ids, to be told. */
const some = (ids: readonly string[]): string => ids.slice(0, 3).join(", ") + (ids.length > 3 ? " …" : "");
