// The items of rows, by the column that names them.
import { dataError } from "../problem.ts";
import * as table from "../table.ts";
import { existing } from "../verbs/rows.ts";

/** Errors: E201 without the column, E303 for a row without an id. */
export function idsOf(what: string, rows: table.Table, id: string): readonly string[] {
  existing(rows, [id]);
  return table.column(rows, id).map((value, at) => {
    if (typeof value === "string" || typeof value === "number") return String(value);
    throw dataError(
      "E303",
      `row ${at + 1} of '${what}' has no item id in column '${id}'`,
      "row_number(...) numbers the rows of data without one",
    );
  });
}
