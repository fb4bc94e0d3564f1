// Functions over the items of a list, or the rows of a table.
import {
  bool,
  doc,
  each,
  either,
  json,
  listOf,
  operator,
  type Reach,
  type RowFn,
  rowsOf,
} from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import type { Table } from "../table.ts";
import type { Run, Value } from "../value.ts";
import { isList, perItem, perRow, perSpared, tableOf } from "./rows.ts";
import { yesNo } from "./where.ts";

const items = doc("a list or a table", either(rowsOf, listOf(json)));
const condition = doc("a function of the item, or over a row", each(bool));

/** `map(list, item => value)`: what the function gives for each item, in order. `map(rows, .x)`: a column as a list. */
export const map = operator({
  name: "map",
  family: "list",
  doc: "what a function gives for each item of a list, or row of a table",
  params: { items, to: doc("a function of the item, or over a row", each(json)) },
  returns: { kind: "rule", rule: "map" },
  run: ({ items: of, to }, reach) => (isList(of) ? perItem(of, to, reach) : perRow(tableOf(of), to, reach)),
});

/** `any(list, item => condition)`: whether it is true for one item at least; false for the empty list. */
export const any = operator({
  name: "any",
  family: "list",
  doc: "whether a condition is true for at least one item of a list, or row of a table",
  params: { items, condition },
  returns: types.bool,
  run: async ({ items: of, condition: holds }, reach) => (await held("any", of, holds, reach)).includes(true),
});

/** `all(list, item => condition)`: whether it is true for every item; true for the empty list. */
export const all = operator({
  name: "all",
  family: "list",
  doc: "whether a condition is true for every item of a list, or row of a table",
  params: { items, condition },
  returns: types.bool,
  run: async ({ items: of, condition: holds }, reach) =>
    !(await held("all", of, holds, reach)).includes(false),
});

/** A row meets no condition that needs what it lacks. Errors: E203. */
const held = async (
  name: string,
  of: Table | Run | readonly Value[],
  holds: RowFn<boolean>,
  reach: Reach,
): Promise<readonly boolean[]> =>
  isList(of)
    ? yesNo(name, "item", await perItem(of, holds, reach))
    : yesNo(name, "row", await perSpared(tableOf(of), holds, reach, { none: false }));
