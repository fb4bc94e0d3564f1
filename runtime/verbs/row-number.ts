// The rows with their number: what names an item where the data have no id.
import { column, doc, int, many, operator, opt, rowsOf, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import { derive, groups } from "../table.ts";
import { existing, tableOf } from "./rows.ts";

/**
 * `row_number(rows, .model, as: "id", from: 0)`: a new column with the number of each row, in their order; columns that are named begin
 * anew for each of their values. Errors: E214 where the new column is there already, E201.
 */
export const row_number = operator({
  name: "row_number",
  family: "table",
  doc: "the rows with their numbers in a new column, such as an id for data that have none",
  params: {
    rows: rowsOf,
    by: doc("columns for each of whose values the numbers begin anew; none: one count", many(column)),
    as: doc("the name of the column", opt(text, "id")),
    from: doc("the number of the first row", opt(int, 0)),
  },
  returns: { kind: "rule", rule: "row_number" },
  version: 2,
  run: ({ rows, by, as, from }) => {
    const table = tableOf(rows);
    if (table.names.includes(as))
      throw dataError("E214", `row_number makes a column '${as}', which is already there`, 'as: "..."');
    const numbers = new Array<number>(table.size).fill(from);
    for (const of of groups(table, existing(table, by)))
      for (const [nth, at] of of.entries()) numbers[at] = from + nth;
    return derive(table, new Map([[as, numbers]]));
  },
});
