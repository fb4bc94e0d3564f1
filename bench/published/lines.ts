// Files of published data as they lie there: some are gzipped, and lines end at LF only.
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** The text of `path`, or of `path.gz`. */
export const textOf = (path: string): string =>
  existsSync(path) ? readFileSync(path, "utf8") : gunzipSync(readFileSync(`${path}.gz`)).toString("utf8");

/** JSON Lines; the caller says what a line is. */
export const linesOf = (path: string): unknown[] =>
  textOf(path)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as unknown);

/** `round(x, digits)` as figures are printed: within half of the last digit. */
export const printedAs = (ours: number, published: number, digits: number): boolean =>
  Math.abs(ours - published) <= 0.5 * 10 ** -digits + 1e-9;
