// Counts rows, or the items of a list.
import { doc, either, json, keys, listOf, operator, rowsOf } from "../operator.ts";
import { typeError } from "../problem.ts";
import * as table from "../table.ts";
import * as types from "../../dsl/types/types.ts";
import { existing, isList, perItem, tableOf } from "./rows.ts";
import { yesNo } from "./where.ts";

/**
 * `count(rows, .a, ...)`: rows per combination of the columns, as column `n`. `count(list)`: its number of items;
 * `count(list, item => condition)`: of those for which it is true. Errors: E203.
 */
export const count = operator({
  name: "count",
  family: "table",
  doc: "rows per combination of columns; the items of a list, or those for which a condition is true",
  params: {
    of: doc("a table or a list", either(rowsOf, listOf(json))),
    by: doc("columns to count by; of a list, a condition", { ...keys, item: types.bool }),
  },
  returns: { kind: "rule", rule: "count" },
  run: async ({ of, by }, reach) => {
    const [condition] = by;
    if (!isList(of)) {
      const columns = by.filter((key) => typeof key === "string");
      // the checker lets none through where it knows a table
      if (columns.length < by.length)
        throw typeError("E203", "'count' takes columns of a table, not a condition: where(...) |> count");
      return table.count(tableOf(of), existing(tableOf(of), columns));
    }
    if (condition === undefined) return of.length;
    if (typeof condition === "string" || by.length > 1)
      throw typeError("E203", "'count' takes one condition over a list");
    return yesNo("count", "item", await perItem(of, condition, reach)).filter(Boolean).length;
  },
});
