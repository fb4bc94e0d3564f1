// Parameters that take some numbers only.
import type { Range } from "../dsl/types/range.ts";
import type { Param } from "./operator.ts";

/** The same number within a range, which is told while checking where the number is written out. */
export const ranged = <T>(of: Param<T>, range: Range): Param<T> => ({ ...of, range });
