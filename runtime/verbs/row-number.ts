// The rows with their number: what names an item where the data have no id.
import { doc, int, operator, opt, rowsOf, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import { derive } from "../table.ts";
import { tableOf } from "./rows.ts";

/** `row_number(rows, as: "id", from: 0)`: a new column with the number of each row, in their order. Errors: E214 where it is there. */
export const row_number = operator({
  name: "row_number",
  family: "table",
  doc: "the rows with their numbers in a new column, such as an id for data that have none",
  params: {
    rows: rowsOf,
    as: doc("the name of the column", opt(text, "id")),
    from: doc("the number of the first row", opt(int, 0)),
  },
  returns: { kind: "rule", rule: "row_number" },
  run: ({ rows, as, from }) => {
    const table = tableOf(rows);
    if (table.names.includes(as))
      throw dataError("E214", `row_number makes a column '${as}', which is already there`, 'as: "..."');
    return derive(table, new Map([[as, Array.from({ length: table.size }, (_, at) => from + at)]]));
  },
});
