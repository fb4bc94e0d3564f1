// A record of numbers as an argument: its keys are data, so none of them is known.
import * as types from "../dsl/types/types.ts";
import type { Given, Param } from "./operator.ts";
import { kindOf, type Value } from "./value.ts";

export interface KeyedNumbers {
  readonly [name: string]: number;
}

export const keyedNumbers: Param<KeyedNumbers> = {
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
