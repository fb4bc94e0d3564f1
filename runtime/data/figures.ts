// Reads published figures: one JSON object of numbers, such as the result.json of an evaluation.
import type { Fields } from "../../dsl/types/types.ts";
import * as types from "../../dsl/types/types.ts";
import type { FileBytes } from "../files.ts";
import { dataError } from "../problem.ts";
import { fromRows, type Table } from "../table.ts";
import { decode } from "./decode.ts";
import { parseJson } from "./json.ts";

export const figureColumns: Fields = { name: types.text, value: types.num };

/** A row for each key of the object. Errors: E112 for anything but numbers under keys, E113 for none. */
export function readFigures(file: FileBytes): Table {
  const all = parseJson(decode(file), file.path, 1);
  const figures = typeof all === "object" && all !== null && !Array.isArray(all) ? Object.entries(all) : null;
  if (!figures) throw dataError("E112", `'${file.path}' is no object of numbers`);
  const odd = figures.find(([, value]) => typeof value !== "number");
  if (odd)
    throw dataError("E112", `'${file.path}': '${odd[0]}' is ${JSON.stringify(odd[1])}, which is no number`);
  if (figures.length === 0) throw dataError("E113", `'${file.path}' has no figures`);
  return fromRows(figures.map(([name, value]) => ({ name, value: value as number })));
}
