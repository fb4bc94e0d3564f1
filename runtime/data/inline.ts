// A table written in the notebook.
import { doc, json, listOf, operator } from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import { fromRows } from "../table.ts";
import { kindOf, type Row, type Value } from "../value.ts";

const isRow = (value: Value): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value) && kindOf(value) !== "table";

/** `table([{...}, ...])`: one record per row; absent values are null. Errors: E113 (no row), E203 (not records), E210. */
export const inline = operator({
  name: "table",
  family: "read",
  doc: "a table of records written in place",
  params: { rows: doc("one record per row", listOf(json)) },
  returns: { kind: "rule", rule: "inline" },
  rows: "written",
  run: ({ rows }) => {
    if (rows.length === 0)
      throw dataError("E113", "a table needs at least one row", "write table([{column: value}])");
    if (!rows.every(isRow))
      throw typeError("E203", "'table' takes a list of records", "write table([{column: value}])");
    return fromRows(rows);
  },
});
