// How a judge did on rows of which is known what it should say.
import * as types from "../../dsl/types/types.ts";
import { drawing, label, number } from "../assess/shared.ts";
import { doc, each, itemColumn, json, maybe, num, operator, type Param, rowsOf } from "../operator.ts";
import { dataError } from "../problem.ts";
import { wilson } from "../stats/wilson.ts";
import * as table from "../table.ts";
import type { Row, Run, Value } from "../value.ts";
import { existing, perRow, tableOf } from "../verbs/rows.ts";
import { canaryColumns } from "./canary.ts";
import { grouped } from "./grouped.ts";
import { by, heard, verdictIn } from "./settled.ts";

const withCanaries: Param<table.Table | Run> = { ...rowsOf, type: types.table(canaryColumns) };

/**
 * `canary_report(rows, .said.verdict, .judge)`: a row per kind, in each group: `n` canaries, how many `passed`, `failed` and were
 * `unparsed`, and the `share` of n that did not pass, with Wilson's interval. A canary of several rows (both orders) passes where each
 * of them does. A `null` one passes where the judge names the answer that says something, `identical` where it calls a tie, `swapped`
 * where it names whom it names of the row itself. Where the judge gives grades, `most` is the highest with which `null` passes.
 * Errors: E201, E204, E303 (the row of a canary is missing), E113 (no canary).
 */
export const canary_report = operator({
  name: "canary_report",
  family: "judge",
  doc: "what share of the canaries a judge did not pass, by their kind; unparsed ones are counted apart",
  params: {
    rows: doc("what was judged, with the rows of `canaries`", withCanaries),
    said: doc("over a row: a verdict, or a grade", each(json)),
    by,
    most: doc("of grades: the highest that an answer that says nothing may get", maybe(num)),
    paired: doc("the column that names an item; left out: id", maybe(itemColumn)),
    level: drawing.level,
  },
  returns: { kind: "rule", rule: "canary_report" },
  run: async ({ rows, said, by: keys, most, paired, level }, reach) => {
    const from = tableOf(rows);
    existing(from, [...Object.keys(canaryColumns), paired ?? "id", ...keys]);
    const values = await perRow(from, said, reach);
    const all = table
      .rows(from)
      .map((row, at): Judged => ({ row, said: values[at] ?? null, id: row[paired ?? "id"] ?? null }));
    const lone = all.filter(({ row }) => row["canary"] !== null);
    if (lone.length === 0)
      throw dataError("E113", "'canary_report' has no canary", "canaries(rows, n: 20, seed: 1) adds them");
    const apart = (one: Judged): readonly Value[] => keys.map((key) => one.row[key] ?? null);
    const own = most === null ? asNamed(all, apart) : graded(most);
    const canaries = grouped(lone, (one) => [apart(one), one.row["canary"], one.id]).map((group) => ({
      first: group[0],
      result: worst(group.map(own)),
    }));
    const kinds = grouped(canaries, ({ first }) => [apart(first), first.row["canary"]]);
    return table.fromRows(
      kinds.map((group) => {
        const [{ first }] = group;
        const count = (wanted: Result): number => group.filter(({ result }) => result === wanted).length;
        const [n, passed] = [group.length, count("passed")];
        return {
          ...Object.fromEntries(keys.map((key) => [key, first.row[key] ?? null])),
          canary: first.row["canary"] ?? null,
          n,
          passed,
          failed: count("failed"),
          unparsed: count("unparsed"),
          share: (n - passed) / n,
          ...wilson(n - passed, n, level),
        };
      }),
    );
  },
});

interface Judged {
  readonly row: Row;
  readonly said: Value;
  readonly id: Value;
}
type Result = "passed" | "failed" | "unparsed";

/** A canary fails where one of its rows does. */
const worst = (results: readonly Result[]): Result =>
  results.find((one) => one === "failed") ?? results.find((one) => one === "unparsed") ?? "passed";

const graded =
  (most: number) =>
  ({ said }: Judged): Result => {
    if (said === null) return "unparsed";
    return number("canary_report", said) <= most ? "passed" : "failed";
  };

/** By whom the judge names; of a swapped row by whom it names of the row that it was made of. */
function asNamed(all: readonly Judged[], apart: (one: Judged) => readonly Value[]): (one: Judged) => Result {
  const key = (one: Judged, id: Value, first: Value): string => JSON.stringify([apart(one), id, first]);
  const whom = (one: Judged): string => heard(one.row, verdictIn("canary_report", one.said)).named;
  const genuine = new Map(
    all
      .filter(({ row }) => row["canary"] === null)
      .map((one) => [key(one, one.id, one.row["first_is"] ?? null), one]),
  );
  return (one) => {
    const named = whom(one);
    let expected = one.row["expected"];
    if (one.row["canary"] === "swapped") {
      const origin = genuine.get(key(one, one.row["canary_of"] ?? null, one.row["second_is"] ?? null));
      if (!origin)
        throw dataError(
          "E303",
          `the row that the ${label("id", one.id)} was made of is not among the rows`,
          "keep all rows of `canaries`",
        );
      expected = whom(origin);
    }
    if (named === "unparsed" || expected === "unparsed") return "unparsed";
    return named === expected ? "passed" : "failed";
  };
}
