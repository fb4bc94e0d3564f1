// Sorts rows or items.
import { bool, doc, either, json, keys, listOf, operator, opt, rowsOf, type RowFn } from "../operator.ts";
import { typeError } from "../problem.ts";
import * as table from "../table.ts";
import type { Value } from "../value.ts";
import { existing, isList, perItem, perRow, tableOf } from "./rows.ts";

/**
 * `sort(rows, .a, .b, descending: false)`, `sort(list, item => key)`, `sort(list)`: numbers as numbers, text by code unit, null
 * last; equal ones keep their order. Errors: E203 for a key that is neither, or for numbers among texts.
 */
export const sort = operator({
  name: "sort",
  family: "table",
  doc: "rows in the order of some columns, items of a list in the order of what a function gives",
  params: {
    rows: doc("a table or a list", either(rowsOf, listOf(json))),
    by: doc("the first one decides, the next ones among equals; of a list without one: the items", keys),
    descending: doc("largest first", opt(bool, false)),
  },
  returns: { kind: "rule", rule: "same" },
  rows: "all",
  run: async ({ rows, by, descending }, reach) => {
    if (isList(rows)) {
      const found = await Promise.all(by.map((key) => perItem(rows, functionOf(key), reach)));
      return order(by.length === 0 ? [rows] : found, rows.length, descending).map((at) => rows[at] ?? null);
    }
    const from = tableOf(rows);
    const names = by.filter((key) => typeof key === "string");
    existing(from, names);
    if (names.length === by.length) return table.sort(from, names, descending);
    const found: (readonly Value[])[] = [];
    for (const key of by)
      found.push(typeof key === "string" ? table.column(from, key) : await perRow(from, key, reach));
    return table.pick(from, order(found, from.size, descending));
  },
});

/** A list has no columns: the checker lets functions through only. */
function functionOf(key: string | RowFn<Value>): RowFn<Value> {
  if (typeof key === "function") return key;
  throw typeError("E223", "'sort' takes by as a function of the item here");
}

/** Positions in the order of the keys, the first of which decides. */
function order(by: readonly (readonly Value[])[], size: number, descending: boolean): number[] {
  const sign = descending ? -1 : 1;
  return Array.from({ length: size }, (_, at) => at).sort((a, b) => {
    for (const values of by) {
      const [left, right] = [values[a] ?? null, values[b] ?? null];
      if (left === null || right === null) {
        if (left !== right) return left === null ? 1 : -1;
      } else {
        const found = compared(left, right);
        if (found !== 0) return sign * found;
      }
    }
    return a - b;
  });
}

function compared(a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  throw typeError(
    "E203",
    `'sort' takes numbers or texts to sort by, but got ${JSON.stringify(a)} beside ${JSON.stringify(b)}`,
  );
}
