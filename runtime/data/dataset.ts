// A named set: a published file with its digest, or a table to stand in for it.
import { doc, maybe, operator, type Reach, rowsOf, text } from "../operator.ts";
import type { FileBytes } from "../files.ts";
import { dataError } from "../problem.ts";
import { ofColumns, type Table } from "../table.ts";
import { tableOf } from "../verbs/rows.ts";
import { csvColumns } from "./csv.ts";
import { decode } from "./decode.ts";
import { readHotpot } from "./hotpotqa.ts";
import { jsonlColumns } from "./jsonl.ts";

type Read = (file: FileBytes, reach: Reach) => Table | Promise<Table>;
const readers: { readonly [reader: string]: Read } = {
  hotpotqa: (file, { note }) => readHotpot(file, note),
  jsonl: async (file, reach) =>
    ofColumns((await jsonlColumns(decode(file), file.path, {}, "fail", reach)).columns),
  csv: async (file, reach) => ofColumns((await csvColumns(decode(file), file.path, {}, ",", reach)).columns),
};

/**
 * `dataset(name, else: table)`: a set of `data/sources.json`, looked for as `$STRUX_DATA/<owner>__<repository>/<path>` (also
 * with `.gz`) and in the cache, its sha256 checked. Not at hand, `else` stands in, and the result says so.
 * Errors: E110 (no such set), E112 (another digest), W110 (not at hand and no `else`).
 */
export const dataset = operator({
  name: "dataset",
  family: "read",
  doc: "a named, published set",
  params: {
    name: doc("a name of data/sources.json", text),
    else: doc("a table with the same columns, for when the set is not at hand", maybe(rowsOf)),
  },
  returns: { kind: "rule", rule: "fallback" },
  effect: "reads",
  run: async ({ name, else: other }, reach) => {
    const found = await reach.files.dataset(name);
    if ("absent" in found) {
      if (!other) throw dataError("W110", found.absent, found.hint);
      reach.note(`${found.absent}: the table under 'else' stands in (${found.hint})`);
      return tableOf(other);
    }
    const read = readers[found.reader];
    if (!read)
      throw dataError("E110", `dataset '${name}' names the reader '${found.reader}', which does not exist`);
    return read(found.file, reach);
  },
});
