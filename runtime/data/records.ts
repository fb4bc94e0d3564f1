// Reads published records: one JSON list of objects, such as the result.json of LLMBar.
import type { FileBytes } from "../files.ts";
import { dataError } from "../problem.ts";
import { gathering, ofColumns, type Table } from "../table.ts";
import type { Row } from "../value.ts";
import { nameable, rowsWithin } from "./bounds.ts";
import { decode } from "./decode.ts";
import { parseJson } from "./json.ts";

/** A row for each object; columns are the union of all keys, absent values null. Errors: E112 for anything else, E113 for none, E210. */
export function readRecords(file: FileBytes): Table {
  const all = parseJson(decode(file), file.path, 1);
  if (!Array.isArray(all)) throw dataError("E112", `'${file.path}' is no list of objects`);
  const odd = all.findIndex((one) => typeof one !== "object" || one === null || Array.isArray(one));
  if (odd >= 0) throw dataError("E112", `'${file.path}': item ${odd + 1} is no object`);
  if (all.length === 0) throw dataError("E113", `'${file.path}' has no rows`);
  const { add, columns } = gathering();
  for (const row of all as readonly Row[]) {
    for (const name of Object.keys(row)) if (!columns.has(name)) nameable(name);
    add(row);
  }
  rowsWithin(all.length, columns.size, file.path);
  return ofColumns(columns);
}
