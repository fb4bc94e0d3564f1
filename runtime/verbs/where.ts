// Keeps rows by a condition.
import { bool, doc, each, operator, rowsOf } from "../operator.ts";
import { typeError } from "../problem.ts";
import * as table from "../table.ts";
import { perRow, tableOf } from "./rows.ts";

/** `where(rows, condition)`: the rows for which the condition is true. Errors: E203 where it is neither true nor false. */
export const where = operator({
  name: "where",
  family: "table",
  doc: "the rows for which a condition is true",
  params: { rows: rowsOf, condition: doc("over a row: true keeps it", each(bool)) },
  returns: { kind: "rule", rule: "same" },
  rows: "fewer",
  run: async ({ rows, condition }, reach) => {
    const from = tableOf(rows);
    const mask = await perRow(from, condition, reach);
    const odd = mask.findIndex((value) => typeof value !== "boolean");
    if (odd >= 0)
      throw typeError(
        "E203",
        `'where' takes a condition that is true or false, but row ${odd + 1} gives ${JSON.stringify(mask[odd])}`,
      );
    return table.where(from, mask);
  },
});
