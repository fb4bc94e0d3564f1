// Adds or replaces columns.
import { doc, each, json, operator, rowsOf } from "../operator.ts";
import * as table from "../table.ts";
import { made, tableOf } from "./rows.ts";

/** `derive(rows, name: expression, ...)`: each expression sees the row as it was. Errors: E210 for a forbidden name. */
export const derive = operator({
  name: "derive",
  family: "table",
  doc: "new columns from expressions over the row",
  params: { rows: rowsOf },
  rest: doc("name: expression", each(json)),
  returns: { kind: "rule", rule: "derive" },
  rows: "all",
  run: async ({ rows }, reach, rest) => {
    const from = tableOf(rows);
    return table.derive(from, await made(from, rest, reach));
  },
});
