// Numbers by name, as a record of a program has them.
import * as types from "../../dsl/types/types.ts";
import type { Given, Param } from "../operator.ts";
import { kindOf, type Value } from "../value.ts";

export interface Shares {
  readonly [name: string]: number;
}

/** The keys of the record are data, so none of them is known. */
export const shares: Param<Shares> = {
  type: types.keyed(types.num),
  doc: "",
  is: (value: Given) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    kindOf(value as Value) === undefined &&
    Object.values(value).every((one) => typeof one === "number" && Number.isFinite(one)),
  fallback: null,
};
