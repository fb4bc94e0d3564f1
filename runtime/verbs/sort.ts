// Sorts rows.
import { bool, column, doc, many, operator, opt, rowsOf } from "../operator.ts";
import * as table from "../table.ts";
import { existing, tableOf } from "./rows.ts";

/** `sort(rows, .a, .b, descending: false)`: numbers as numbers, text by code unit, null last; equal rows keep their order. */
export const sort = operator({
  name: "sort",
  family: "table",
  doc: "rows in the order of some columns",
  params: {
    rows: rowsOf,
    by: doc("the first column decides, the next ones among equals", many(column)),
    descending: doc("largest first", opt(bool, false)),
  },
  returns: { kind: "rule", rule: "same" },
  rows: "all",
  run: ({ rows, by, descending }) => table.sort(tableOf(rows), existing(tableOf(rows), by), descending),
});
