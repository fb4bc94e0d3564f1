// A named set: a published file with its digest, or a table to stand in for it.
import { doc, maybe, operator, type Reach, rowsOf, text } from "../operator.ts";
import type { FileBytes } from "../files.ts";
import { dataError } from "../problem.ts";
import { gathering, ofColumns, rows, type Table } from "../table.ts";
import { tableOf } from "../verbs/rows.ts";
import { csvColumns } from "./csv.ts";
import { decode } from "./decode.ts";
import { readFigures } from "./figures.ts";
import { readHotpot } from "./hotpotqa.ts";
import { jsonlColumns } from "./jsonl.ts";
import { readRecords } from "./records.ts";
import { readQmsum } from "./qmsum.ts";
import { alike, type Match, matching } from "./sets.ts";

type Read = (file: FileBytes, reach: Reach) => Table | Promise<Table>;
const readers: { readonly [reader: string]: Read } = {
  hotpotqa: (file, { note }) => readHotpot(file, note),
  figures: readFigures,
  records: readRecords,
  qmsum: (file, { note }) => readQmsum(file, note),
  jsonl: async (file, reach) =>
    ofColumns((await jsonlColumns(decode(file), file.path, {}, "fail", reach)).columns),
  csv: async (file, reach) => ofColumns((await csvColumns(decode(file), file.path, {}, ",", reach)).columns),
};

/**
 * `dataset(name, else: table)`: a set of `data/sources.json`, looked for as `$STRUX_DATA/<owner>__<repository>/<path>` (also
 * with `.gz`) and in the cache, its sha256 checked. Not at hand, `else` stands in, and the result says so. Parts of the name in
 * braces are columns: `dataset("longbench/{model}/{task}")` is the rows of all sets called so.
 * Errors: E110 (no such set), E112 (another digest, columns that differ), W110 (not at hand and no `else`).
 */
export const dataset = operator({
  name: "dataset",
  family: "read",
  doc: "a named, published set, or all that are named alike: a part of the name in braces is a column",
  params: {
    name: doc("a name of data/sources.json, such as longbench/{model}/{task}", text),
    else: doc("a table with the same columns, for when the set is not at hand", maybe(rowsOf)),
  },
  returns: { kind: "rule", rule: "fallback" },
  effect: "reads",
  run: async ({ name, else: other }, reach) => {
    const tables: (readonly [Match, Table])[] = [];
    const matches = await matching(name);
    for (const match of matches) {
      const found = await reach.files.dataset(match.name);
      if ("absent" in found) {
        const { message, hint } = absence(name, matches.length, found);
        if (!other) throw dataError("W110", message, hint);
        reach.note(`${message}: the table under 'else' stands in (${hint})`);
        return tableOf(other);
      }
      const read = readers[found.reader];
      if (!read)
        throw dataError(
          "E110",
          `dataset '${match.name}' names the reader '${found.reader}', which does not exist`,
        );
      tables.push([match, await read(found.file, reach)]);
    }
    return stacked(name, tables);
  },
});

/** What is said of a set that is not at hand: by itself, or as the first of several. */
export const absence = (
  name: string,
  of: number,
  { absent, hint }: { readonly absent: string; readonly hint: string },
): { readonly message: string; readonly hint: string } => ({
  message: of === 1 ? absent : `of the ${of} sets '${name}', ${absent}`,
  hint: of === 1 ? hint : `strux data get "${name}"`,
});

function stacked(name: string, tables: readonly (readonly [Match, Table])[]): Table {
  const [only] = tables;
  if (only && tables.length === 1 && Object.keys(only[0].parts).length === 0) return only[1];
  alike(
    name,
    tables.map(([match, { names }]) => [match, names]),
  );
  const all = gathering();
  for (const [{ parts }, table] of tables) for (const row of rows(table)) all.add({ ...parts, ...row });
  return ofColumns(all.columns);
}
