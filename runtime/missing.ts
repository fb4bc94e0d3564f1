// Rows that have no value for an expression: a step left out by `when`, an answer that could not be read.
import type { Row } from "./value.ts";

/** Whether a column that an expression needs is null. A part of an answer, such as `facts.tokens`, may be a column of its own. */
export const lacks = (row: Row, needs: readonly string[]): boolean =>
  needs.some((path) => {
    const column = Object.hasOwn(row, path) ? path : (path.split(".")[0] ?? path);
    return Object.hasOwn(row, column) && row[column] === null;
  });
