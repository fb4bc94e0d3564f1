// Keeps columns.
import { column, doc, many, operator, rowsOf } from "../operator.ts";
import * as table from "../table.ts";
import { existing, tableOf } from "./rows.ts";

/** `select(rows, .a, .b)`: these columns, in this order. Errors: E201. */
export const select = operator({
  name: "select",
  family: "table",
  doc: "some columns, in the given order",
  params: { rows: rowsOf, columns: doc("which", many(column)) },
  returns: { kind: "rule", rule: "select" },
  rows: "all",
  run: ({ rows, columns }) => table.select(tableOf(rows), existing(tableOf(rows), columns)),
});
