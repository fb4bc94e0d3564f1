// The number operators of the standard library.
import type { Operator } from "../operator.ts";
import { numberLists } from "./lists.ts";
import { abs, round } from "./single.ts";

export const numbers: readonly Operator[] = [...numberLists, round, abs];
