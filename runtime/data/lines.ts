// The lines of a text, one after the other. They end at LF only: other line separators may stand inside of one.
import { rowsWithin } from "./bounds.ts";

/** Errors: E112 for more lines than a table has rows. */
export function linesIn(text: string, path: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) rowsWithin(++lines, 0, path);
  return lines;
}

export function* linesOf(text: string): Generator<readonly [at: number, line: string]> {
  let [from, nth] = [0, 0];
  for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
    yield [nth++, text.slice(from, to)];
    from = to + 1;
  }
  yield [nth, text.slice(from)];
}
