// Answers the compiler's question "which columns does this reader give?" from the beginning of the file.
import type { ColumnFact } from "../../dsl/types/known.ts";
import { type Fields, literal, merge, type Type } from "../../dsl/types/types.ts";
import type { FileBytes, Files } from "../files.ts";
import { Problem } from "../problem.ts";
import { counting } from "../progress.ts";
import { ofColumns, rows as tableRows } from "../table.ts";
import type { Row, Value } from "../value.ts";
import { LONGEST_LINE, lineBeyond } from "./bounds.ts";
import { csvColumns } from "./csv.ts";
import { absence } from "./dataset.ts";
import { decode } from "./decode.ts";
import { figureColumns } from "./figures.ts";
import { generatedFact } from "./generated.ts";
import { hotpotColumns, readHotpot } from "./hotpotqa.ts";
import { jsonlColumns } from "./jsonl.ts";
import { longestOf } from "./longest.ts";
import { readRecords } from "./records.ts";
import { alike, type Match, matching } from "./sets.ts";
import { qmsumColumns } from "./qmsum.ts";
import { qrelsColumns, runColumns } from "./trec.ts";
import { asTypes, columnsOf } from "./types.ts";

type Args = { readonly [name: string]: unknown };

/** Bytes looked at. A smaller file is known whole; in a larger one, columns are those of the first rows. */
const HEAD = 4_000_000;
/** And where not one row ends in them: a longest line, of four bytes a character. */
const WIDE = 4 * LONGEST_LINE;

/** Columns of `reader(args)`, or why they cannot be had. Never throws for what a user can cause. */
export async function columnFact(reader: string, args: Args, files: Files): Promise<ColumnFact> {
  try {
    return await fact(reader, args, files);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { message, hint } = error;
    if (error.code === "E140") return { away: { message, hint } };
    return { error: { code: codes.find((code) => code === error.code) ?? "E112", message, hint } };
  }
}
const codes = ["E110", "E111", "E112", "E113"] as const;

async function fact(reader: string, args: Args, files: Files): Promise<ColumnFact> {
  if (reader === "dataset") {
    const name = String(args["name"]);
    const matches = await matching(name);
    const known: [Match, Fields][] = [];
    for (const match of matches) {
      const found = await files.dataset(match.name);
      if ("absent" in found) return { absent: absence(name, matches.length, found) };
      const { reader: by, file } = found;
      const one = await factOf(file.path, async (head) => of(by, file, {}, head));
      if (matches.length === 1 && Object.keys(match.parts).length === 0) return one;
      if (!("columns" in one)) return one;
      known.push([match, one.columns]);
    }
    return { columns: together(name, known) };
  }
  const generated = await generatedFact(reader, args, files);
  if (generated) return generated;
  // the path rule and the file's presence are checked even where the columns are fixed
  const path = String(args["path"]);
  return factOf(path, async (head) => of(reader, await files.read(path, head), args, head));
}

/** The columns of sets named alike: the parts of their names, then what all of them have. */
function together(name: string, sets: readonly (readonly [Match, Fields])[]): Fields {
  alike(
    name,
    sets.map(([match, columns]) => [match, Object.keys(columns)]),
  );
  const merged = (types: readonly [string, Type][]): Fields => {
    const names = [...new Set(types.map(([column]) => column))];
    return Object.fromEntries(
      names.map((column) => [column, merge(types.flatMap(([of, type]) => (of === column ? [type] : [])))]),
    );
  };
  return {
    ...merged(
      sets.flatMap(([{ parts }]) =>
        Object.entries(parts).map(([c, part]) => [c, literal(part)] as [string, Type]),
      ),
    ),
    ...merged(sets.flatMap(([, columns]) => Object.entries(columns))),
  };
}

/** Of the head of a file; of a longer one where the first line, a book maybe, does not end in it. */
async function factOf(
  path: string,
  look: (head: number) => Promise<ColumnFact | number>,
): Promise<ColumnFact> {
  const near = await look(HEAD);
  const found = typeof near === "number" ? await look(WIDE) : near;
  if (typeof found === "number") throw lineBeyond(path, found);
  return found;
}

/** Of a file that has more than so many bytes the line that does not end in them, where there is no row before it. */
async function of(reader: string, file: FileBytes, args: Args, head: number): Promise<ColumnFact | number> {
  const cut = file.bytes.length >= head;
  if (reader === "trec_run") return { columns: runColumns };
  if (reader === "trec_qrels") return { columns: qrelsColumns };
  if (reader === "qmsum") return { columns: qmsumColumns };
  if (reader === "figures") return { columns: figureColumns };
  if (reader === "hotpotqa") return { columns: hotpotColumns, ...(!cut && hotpotLongest(file)) };
  if (reader === "records") return cut ? 1 : recordsFact(tableRows(readRecords(file)));
  const text = cut ? wholeLines(decode(file, true)) : decode(file);
  if (cut && text === "") return 1;
  const as = asTypes(args["as"] as Value | undefined);
  const { signal } = new AbortController();
  const reach = { signal, count: counting(signal), note: () => undefined };
  const delimiter = typeof args["delimiter"] === "string" ? args["delimiter"] : ",";
  const csv = reader === "csv" ? await csvColumns(text, file.path, as, delimiter, reach) : null;
  const { columns, size, skipped } =
    (csv && { ...csv, skipped: 0 }) ??
    (await jsonlColumns(text, file.path, as, args["on_invalid"] === "skip" ? "skip" : "fail", reach));
  const [first = ""] = columns.keys();
  const doubt = csv && csv.delimiter !== null && { column: first, delimiter: csv.delimiter };
  if (size === 0 && skipped === 0 && cut) return text.split("\n").length;
  if (size === 0)
    return {
      error: { code: "E113", message: `'${file.path}' has no rows`, hint: "a table needs at least one" },
    };
  const rows = tableRows(ofColumns(columns));
  return { columns: columnsOf(rows, as), longest: longestOf(rows, !cut), ...(doubt && { doubt }) };
}

const recordsFact = (rows: readonly Row[]): ColumnFact => ({
  columns: columnsOf(rows, {}),
  longest: longestOf(rows, true),
});

/** The columns of a HotpotQA file are known without its items; what is wrong with these is told when it is read. */
function hotpotLongest(file: FileBytes): {
  readonly longest?: ReturnType<typeof longestOf>;
} {
  try {
    return { longest: longestOf(tableRows(readHotpot(file, () => undefined)), true) };
  } catch (error) {
    if (error instanceof Problem) return {};
    throw error;
  }
}

/** Without the last line, which may have been cut. A quoted line end of CSV may be cut too: such a row is not looked at. */
function wholeLines(text: string): string {
  const lines = text.slice(0, text.lastIndexOf("\n") + 1);
  const quotes = lines.split('"').length - 1;
  return quotes % 2 === 0 ? lines : lines.slice(0, lines.lastIndexOf('\n"') + 1);
}
