// Counts rows, or the items of a list.
import type { Run, Value } from "../value.ts";
import { column, doc, either, json, listOf, many, operator, rowsOf } from "../operator.ts";
import * as table from "../table.ts";
import { existing, tableOf } from "./rows.ts";

const isList = (of: table.Table | Run | readonly Value[]): of is readonly Value[] => Array.isArray(of);

/** `count(rows, .a, ...)`: rows per combination of the columns, as column `n`. `count(list)`: its number of items. */
export const count = operator({
  name: "count",
  family: "table",
  doc: "rows per combination of columns; the items of a list",
  params: { of: either(rowsOf, listOf(json)), by: doc("columns to count by", many(column)) },
  returns: { kind: "rule", rule: "count" },
  run: ({ of, by }) => (isList(of) ? of.length : table.count(tableOf(of), existing(tableOf(of), by))),
});
