// How much of a file a reader takes: beyond, what it says is told before memory or time run out.
import { FORBIDDEN } from "../../dsl/types/bind.ts";
import { many } from "../../dsl/tell/count.ts";
import { dataError, type Problem } from "../problem.ts";

/** Characters of one line of JSON, or of one record of delimited text. */
export const LONGEST_LINE = 16_000_000;
export const MOST_ROWS = 5_000_000;
export const MOST_COLUMNS = 10_000;
/** Rows times columns. */
export const MOST_CELLS = 50_000_000;

/** Errors: E112 for a line that is too long. */
export function lineWithin(length: number, path: string, line: number): void {
  if (length > LONGEST_LINE) throw lineBeyond(path, line);
}

export const lineBeyond = (path: string, line: number): Problem =>
  beyond(path, `line ${line} has more than ${many(LONGEST_LINE)} characters`, "split what it holds");

/** Errors: E112 for more columns than a table has. */
export function columnsWithin(columns: number, path: string): void {
  if (columns > MOST_COLUMNS)
    throw beyond(path, `there are more than ${many(MOST_COLUMNS)} columns`, "put them into fewer");
}

/** Errors: E112 for more rows, or more rows times columns, than a table has. */
export function rowsWithin(rows: number, columns: number, path: string): void {
  columnsWithin(columns, path);
  if (rows > MOST_ROWS) throw beyond(path, `there are more than ${many(MOST_ROWS)} rows`, "split the file");
  if (rows * columns > MOST_CELLS)
    throw beyond(
      path,
      `${many(rows)} rows of ${many(columns)} columns are more than ${many(MOST_CELLS)} values`,
      "split the file, or leave columns out",
    );
}

/** Errors: E210 for a column's name that would reach into an object's prototype. */
export function nameable(name: string): void {
  if (FORBIDDEN.has(name)) throw dataError("E210", `'${name}' cannot be a column or key`, "rename it");
}

const beyond = (path: string, what: string, hint: string): Problem =>
  dataError("E112", `'${path}': ${what}`, hint);
