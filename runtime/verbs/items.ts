// Functions over the items of a list.
import { bool, doc, json, listOf, operator, over } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { perItem } from "./rows.ts";
import { yesNo } from "./where.ts";

const items = doc("a list", listOf(json));
const condition = doc("a function of the item", over(bool));

/** `map(list, item => value)`: what the function gives for each item, in order. */
export const map = operator({
  name: "map",
  family: "list",
  doc: "what a function gives for each item of a list",
  params: { items, to: doc("a function of the item", over(json)) },
  returns: { kind: "rule", rule: "map" },
  run: ({ items: of, to }, reach) => perItem(of, to, reach),
});

/** `any(list, item => condition)`: whether it is true for one item at least; false for the empty list. */
export const any = operator({
  name: "any",
  family: "list",
  doc: "whether a condition is true for at least one item of a list",
  params: { items, condition },
  returns: types.bool,
  run: async ({ items: of, condition: holds }, reach) =>
    yesNo("any", "item", await perItem(of, holds, reach)).includes(true),
});

/** `all(list, item => condition)`: whether it is true for every item; true for the empty list. */
export const all = operator({
  name: "all",
  family: "list",
  doc: "whether a condition is true for every item of a list",
  params: { items, condition },
  returns: types.bool,
  run: async ({ items: of, condition: holds }, reach) =>
    !yesNo("all", "item", await perItem(of, holds, reach)).includes(false),
});
