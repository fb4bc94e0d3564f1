// One of each: equal rows once.
import { column, doc, many, operator, rowsOf } from "../operator.ts";
import * as table from "../table.ts";
import { existing, tableOf } from "./rows.ts";

/** `dedupe(rows, .a, ...)`: the first of the rows that are equal in the columns (in all, where none is named). Errors: E201. */
export const dedupe = operator({
  name: "dedupe",
  family: "table",
  doc: "the first of the rows that are equal in some columns; how many were left out is noted",
  params: { rows: rowsOf, by: doc("columns to compare; none: all", many(column)) },
  returns: { kind: "rule", rule: "same" },
  rows: "fewer",
  run: ({ rows, by }, { note }) => {
    const from = tableOf(rows);
    const made = table.dedupe(from, by.length > 0 ? existing(from, by) : from.names);
    if (made.size < from.size) note("dedupe: equal rows left out", from.size - made.size);
    return made;
  },
});
