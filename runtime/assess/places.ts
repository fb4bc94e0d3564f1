// Several models: which place each may take, and how strong it is by who won against whom.
import { counted } from "../../dsl/tell/count.ts";
import * as types from "../../dsl/types/types.ts";
import { metricName, type Operator, score as scoreParam } from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import { keyText } from "../score-items.ts";
import { apart, bradleyTerry, type Match, wins } from "../stats/bradley-terry.ts";
import { rankIntervals } from "../stats/ranks.ts";
import { fromRows } from "../table.ts";
import type { Value } from "../value.ts";
import { complete, doc, drawing, each, json, label, none, operator, rowsOf } from "./shared.ts";

/**
 * `rank_intervals(score, f1)`: a row per cell of the score, which is a model; resamples draw the same items for all.
 * Errors: E201, E303 where cells have other items, E113 for one cell.
 */
const rank_intervals = operator({
  name: "rank_intervals",
  family: "statistics",
  doc: "which places the cells of a score may take, over resamples of the items that all have",
  params: {
    score: doc("the score, by model", scoreParam),
    metric: doc("one of its metrics", metricName),
    ...drawing,
  },
  returns: types.table({
    model: types.text,
    mean: types.num,
    rank: types.int,
    lo: types.int,
    hi: types.int,
    first: types.num,
    n: types.int,
  }),
  run: ({ score, metric, ...how }) => {
    const cells = score.cells.filter((cell) => cell.metric === metric);
    if (cells.length < 2)
      throw none("rank_intervals", `'${score.name}' has ${counted(cells.length, "cell")} of '${metric}'`);
    const [first] = cells;
    const ids = JSON.stringify(first?.items.map(({ id }) => id));
    const other = cells.find(({ items }) => JSON.stringify(items.map(({ id }) => id)) !== ids);
    if (other)
      throw dataError(
        "E303",
        `'rank_intervals' ranks cells over the same items, and those of ${keyText(other.key)} are others than those of ${keyText(first?.key ?? {})}`,
        "keep the items that all have: where(...)",
      );
    const found = rankIntervals(
      cells.map(({ items }) => items.map(({ value }) => value)),
      how,
    );
    const rows = found.map((one, at) => ({
      model: keyText(cells[at]?.key ?? {}),
      ...one,
      n: cells[at]?.n ?? 0,
    }));
    return fromRows(rows.toSorted((a, b) => a.rank - b.rank));
  },
});

/** `bradley_terry(rows, .a, .b, .winner)`: winner is one of the two names, or "tie". Errors: E204, E113. */
const bradley_terry = operator({
  name: "bradley_terry",
  family: "statistics",
  doc: "strengths of models from who won against whom: the logarithms of the odds, their mean 0",
  params: {
    rows: rowsOf,
    a: doc("one of the two models", each(json)),
    b: doc("the other", each(json)),
    winner: doc('which of the two won, or "tie"', each(json)),
    ...drawing,
  },
  returns: types.table({
    model: types.text,
    strength: types.num,
    lo: types.num,
    hi: types.num,
    n: types.int,
  }),
  run: async ({ rows, a, b, winner, ...how }, reach) => {
    const read = (value: Value | undefined): string => label("bradley_terry", value ?? null);
    const said = (await complete("bradley_terry", rows, [a, b, winner], reach)).map((row) => row.map(read));
    const names = [...new Set(said.flatMap(([one = "", other = ""]) => [one, other]))].toSorted();
    const matches = said.map(([one = "", other = "", won = ""]): Match => {
      if (won !== one && won !== other && won !== "tie")
        throw typeError(
          "E204",
          `the winner of 'bradley_terry' must be '${one}', '${other}' or "tie", got ${JSON.stringify(won)}`,
        );
      if (one === other) throw typeError("E204", `'bradley_terry' got a match of '${one}' against itself`);
      return [names.indexOf(one), names.indexOf(other), won === "tie" ? 0.5 : Number(won === one)];
    });
    const lone = apart(wins(matches, names.length));
    if (lone !== null)
      throw none(
        "bradley_terry",
        `'${names[lone]}' and those it ties with won all, or lost all, of their matches against the others: no strength is finite`,
      );
    const { strengths, intervals, fitted } = bradleyTerry(matches, names.length, how);
    if (fitted < how.resamples)
      reach.note(
        `bradley_terry: ${counted(how.resamples - fitted, "resample")} of ${how.resamples} without finite strengths, left out`,
      );
    if (fitted === 0) throw none("bradley_terry", "no resample has finite strengths");
    const table = names.map((model, at) => ({
      model,
      strength: strengths[at] ?? NaN,
      lo: intervals[at]?.lo ?? NaN,
      hi: intervals[at]?.hi ?? NaN,
      n: matches.filter(([one, other]) => one === at || other === at).length,
    }));
    return fromRows(table.toSorted((one, other) => other.strength - one.strength));
  },
});

export const places: readonly Operator[] = [rank_intervals, bradley_terry];
