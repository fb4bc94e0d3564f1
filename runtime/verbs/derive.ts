// Adds or replaces columns.
import { doc, each, json, operator, rowsOf } from "../operator.ts";
import * as table from "../table.ts";
import type { Value } from "../value.ts";
import { perRow, tableOf } from "./rows.ts";

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
    const added = new Map<string, readonly Value[]>();
    for (const [name, value] of Object.entries(rest))
      added.set(
        name,
        typeof value === "function"
          ? await perRow(from, value, reach)
          : new Array<Value>(from.size).fill(value),
      );
    return table.derive(from, added);
  },
});
