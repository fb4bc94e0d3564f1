// Columns as rows.
import { column, doc, many, operator, opt, rowsOf, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import * as table from "../table.ts";
import { existing, tableOf } from "./rows.ts";

/**
 * `fold(rows, .a, .b, key: "metric", value: "score")`: each row once per folded column; the other columns repeat.
 * Errors: E201, E214 where a new column would hide one that stays.
 */
export const fold = operator({
  name: "fold",
  family: "table",
  doc: "columns as rows: one row per folded column, with its name and its value",
  params: {
    rows: rowsOf,
    columns: doc("which to fold", many(column)),
    key: doc("the column for the names", opt(text, "key")),
    value: doc("the column for the values", opt(text, "value")),
  },
  returns: { kind: "rule", rule: "fold" },
  run: ({ rows, columns, key, value }) => {
    const from = tableOf(rows);
    existing(from, columns);
    const kept = from.names.filter((name) => !columns.includes(name));
    const taken = [key, value].find((name, at) => kept.includes(name) || (at === 1 && name === key));
    if (taken !== undefined)
      throw dataError(
        "E214",
        `fold makes a column '${taken}', which is already there`,
        'name others: key: "...", value: "..."',
      );
    return table.fold(from, columns, key, value);
  },
});
