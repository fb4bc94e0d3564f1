// Keeps rows or items by a condition.
import { bool, doc, each, either, json, listOf, operator, rowsOf } from "../operator.ts";
import { typeError } from "../problem.ts";
import * as table from "../table.ts";
import { isList, perItem, perSpared, tableOf } from "./rows.ts";

/**
 * `where(rows, condition)`: the rows for which the condition is true. `where(list, item => condition)`: the items.
 * Errors: E203 where it is neither true nor false.
 */
export const where = operator({
  name: "where",
  family: "table",
  doc: "the rows, or the items of a list, for which a condition is true",
  params: {
    rows: doc("a table or a list", either(rowsOf, listOf(json))),
    condition: doc("over a row, or a function of the item: true keeps it", each(bool)),
  },
  returns: { kind: "rule", rule: "same" },
  rows: "fewer",
  run: async ({ rows, condition }, reach) => {
    if (isList(rows)) {
      const mask = yesNo("where", "item", await perItem(rows, condition, reach));
      return rows.filter((_, at) => mask[at]);
    }
    const from = tableOf(rows);
    // a row meets no condition that needs what it lacks
    const kept = await perSpared(from, condition, reach, { none: false });
    return table.where(from, yesNo("where", "row", kept));
  },
});

/** Errors: E203 where a condition gave neither true nor false. */
export function yesNo(operator: string, what: string, values: readonly unknown[]): readonly boolean[] {
  const odd = values.findIndex((value) => typeof value !== "boolean");
  if (odd < 0) return values as readonly boolean[];
  throw typeError(
    "E203",
    `'${operator}' takes a condition that is true or false, but ${what} ${odd + 1} gives ${JSON.stringify(values[odd])}`,
  );
}
