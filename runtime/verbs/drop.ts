// Leaves columns out.
import { column, doc, many, operator, rowsOf } from "../operator.ts";
import * as table from "../table.ts";
import { existing, tableOf } from "./rows.ts";

/** `drop(rows, .a, .b)`: all columns but these. Errors: E201. */
export const drop = operator({
  name: "drop",
  family: "table",
  doc: "all columns but some",
  params: { rows: rowsOf, columns: doc("which to leave out", many(column)) },
  returns: { kind: "rule", rule: "drop" },
  rows: "all",
  run: ({ rows, columns }) => table.drop(tableOf(rows), existing(tableOf(rows), columns)),
});
