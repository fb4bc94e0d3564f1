// Reads JSON Lines into a table.
import { choice, doc, json, maybe, operator, opt, type Reach, text } from "../operator.ts";
import { readFile } from "../hub/bring.ts";
import { dataError, Problem } from "../problem.ts";
import { paced } from "../progress.ts";
import { gathering, ofColumns } from "../table.ts";
import type { Row, Value } from "../value.ts";
import { lineWithin, nameable, rowsWithin } from "./bounds.ts";
import { decode } from "./decode.ts";
import { parseJson } from "./json.ts";
import { linesIn, linesOf } from "./lines.ts";
import { lossesIn, type Loss } from "./numbers.ts";
import { type As, asTypes, convertIn } from "./types.ts";

/**
 * `jsonl(path, as, on_invalid)`: one JSON object per line. Lines end at LF only, as other line separators may stand inside a
 * JSON text; blank lines are passed over. Columns are the union of all keys, absent values null.
 * Errors: E110, E111, E112 (a broken line, unless skipped; more than a table holds), E113 (no row), E130, E201 (`as` names no column), E210.
 */
export const jsonl = operator({
  name: "jsonl",
  family: "read",
  doc: "a table from JSON Lines",
  params: {
    path: doc("relative to the notebook's folder", text),
    as: doc('column types, such as {id: "Id"}', maybe(json)),
    on_invalid: doc(
      "what a broken line does: stop, or be left out and counted",
      opt(choice("fail", "skip"), "fail"),
    ),
  },
  returns: { kind: "rule", rule: "file" },
  effect: "reads",
  run: async ({ path, as, on_invalid }, reach) => {
    const read = decode(await readFile(path, reach));
    const { columns, size, skipped } = await jsonlColumns(read, path, asTypes(as), on_invalid, reach);
    if (skipped > 0) reach.note(`jsonl: broken lines of '${path}' skipped`, skipped);
    if (size === 0) throw dataError("E113", `'${path}' has no rows`, "each line is one JSON object");
    return ofColumns(columns);
  },
});

/** The columns of JSON Lines, how many rows there are, and how many lines were left out. Rows are not held. */
export async function jsonlColumns(
  text: string,
  path: string,
  as: As,
  onInvalid: "fail" | "skip",
  reach: Pick<Reach, "count" | "note">,
): Promise<{
  readonly columns: ReadonlyMap<string, Value[]>;
  readonly size: number;
  readonly skipped: number;
}> {
  const { add, columns } = gathering();
  const lines: number[] = [];
  let skipped = 0;
  for await (const [at, line] of paced(linesOf(text), linesIn(text, path), reach)) {
    if (line.trim() === "") continue;
    try {
      lineWithin(line.length, path, at + 1);
      const row = object(line, path, at + 1);
      for (const name of Object.keys(row)) if (!columns.has(name)) nameable(name);
      for (const [column, loss] of lossesIn(line)) reach.note(LOST[loss](column));
      add(row);
      lines.push(at + 1);
    } catch (error) {
      if (onInvalid === "fail" || !(error instanceof Problem) || error.code !== "E112") throw error;
      skipped++;
    }
    rowsWithin(lines.length, columns.size, path);
  }
  convertIn(columns, as, path, (at) => `line ${lines[at] ?? 0}`);
  return { columns, size: lines.length, skipped };
}

const LOST: { readonly [L in Loss]: (column: string) => string } = {
  digits: (column) =>
    `jsonl: an integer of '${column}' beyond 2^53 lost its last digits; written as text it keeps them`,
  size: (column) => `jsonl: a number of '${column}' is too large and became Infinity`,
};

function object(line: string, path: string, number: number): Row {
  const value = parseJson(line, path, number);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Row;
  const what = Array.isArray(value) ? "a list" : JSON.stringify(value).slice(0, 40);
  throw dataError(
    "E112",
    `'${path}' line ${number}: an object expected, found ${what}`,
    'a row is written {"column": value}',
  );
}
