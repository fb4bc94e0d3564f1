// The registry: every operator of the standard library, one row each; what the checker knows follows from it.
import type { Operator } from "./operator.ts";

export const operators: readonly Operator[] = [];
