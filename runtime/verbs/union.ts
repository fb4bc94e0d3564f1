// Runs, or tables, one under the other: which one a row is of is an axis.
import { disagree } from "../../dsl/infer/union.ts";
import { doc, operator, opt, rowsOf, text } from "../operator.ts";
import { typeError } from "../problem.ts";
import { cellsOf } from "../score-cells.ts";
import * as table from "../table.ts";
import { kindOf, type Run, type Score, type Value } from "../value.ts";
import { tableOf } from "./rows.ts";

/**
 * `union(a: run_a, b: run_b, as: "run")`: all rows of each, and a column that says which one they are of. Of runs it is a run:
 * the column is an axis, the axes and the notes of each stay. All must have the same columns.
 * Errors: E312 for columns that not all have, fewer than two, a column of that name.
 */
export const union = operator({
  name: "union",
  family: "table",
  doc: "the rows of several runs or tables, and an axis that tells them apart",
  params: { as: doc("the name of the new axis", opt(text, "run")) },
  rest: doc("label: a Run or a Table", rowsOf),
  returns: { kind: "rule", rule: "union" },
  run: ({ as }, { note }, rest): Run | table.Table => {
    const parts = Object.entries(rest).map(([label, value]) => {
      if (typeof value !== "function" && kindOf(value) === "score")
        return [label, cellsOf(value as Score, note)] as const;
      if (typeof value === "function" || !["run", "table"].includes(kindOf(value) ?? ""))
        throw typeError("E203", `'union' takes ${label}: a Run or a Table`);
      return [label, value as Run | table.Table] as const;
    });
    const names = parts.map(([label, of]) => [label, tableOf(of).names] as const);
    const wrong = disagree(as, names);
    if (wrong) throw typeError("E312", wrong.message, wrong.hint);
    const columns = [as, ...(names[0]?.[1] ?? [])];
    const rows = parts.flatMap(([label, of]) =>
      table.rows(tableOf(of)).map((row): { [column: string]: Value } => ({ ...row, [as]: label })),
    );
    const all = table.fromRows(rows, columns);
    const runs = parts.flatMap(([, of]) => (of.kind === "run" ? [of] : []));
    if (runs.length < parts.length) return all;
    return {
      kind: "run",
      name: runs.map(({ name }) => name).join(" and "),
      table: all,
      axes: [as, ...new Set(runs.flatMap(({ axes }) => axes))],
      id: runs[0]?.id ?? "id",
      made: [...new Set(runs.flatMap(({ made }) => made))],
      failed: runs.reduce((sum, { failed }) => sum + failed, 0),
      notes: runs.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`)),
    };
  },
});
