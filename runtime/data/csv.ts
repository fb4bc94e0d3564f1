// Reads delimited text into a table.
import { choice, doc, json, maybe, operator, opt, type Reach, text } from "../operator.ts";
import { readFile } from "../hub/bring.ts";
import { dataError } from "../problem.ts";
import { paced } from "../progress.ts";
import { ofColumns } from "../table.ts";
import { turnUnless } from "../turn.ts";
import type { Value } from "../value.ts";
import { columnsWithin, nameable, rowsWithin } from "./bounds.ts";
import { decode } from "./decode.ts";
import { delimited, type Fields } from "./delimited.ts";
import { lossOf } from "./numbers.ts";
import { type As, asTypes, convertIn, fromText, inferText, NUM, type Word } from "./types.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

/**
 * `csv(path, as, delimiter)`: the first line names the columns; each column gets the narrowest of Int, Num, Bool and Text
 * that holds all its values. An empty field is null, `""` an empty text. RFC 4180, LF or CRLF, UTF-8.
 * Errors: E110, E111, E112 (broken row, with its line; more than a table holds), E113 (no row), E130, E201 (`as` names no column), E210.
 */
export const csv = operator({
  name: "csv",
  family: "read",
  doc: "a table from delimited text with a header line",
  params: {
    path: doc("relative to the notebook's folder", text),
    as: doc('column types, such as {id: "Id"}', maybe(json)),
    delimiter: doc("what separates fields", opt(choice(...DELIMITERS), ",")),
  },
  returns: { kind: "rule", rule: "file" },
  effect: "reads",
  run: async ({ path, as, delimiter }, reach) => {
    const read = decode(await readFile(path, reach));
    const { columns, size, ...made } = await csvColumns(read, path, asTypes(as), delimiter, reach);
    const [first = ""] = columns.keys();
    if (made.delimiter !== null) reach.note(oneColumn(path, first, made.delimiter));
    if (size === 0) throw dataError("E113", `'${path}' has no rows`, "only its header line was found");
    return ofColumns(columns);
  },
});

/** What is said of a file whose only column holds what separates the fields of others. */
const oneColumn = (path: string, name: string, delimiter: string): string =>
  `csv: '${path}' has one column, ${JSON.stringify(name)}; with delimiter: ${JSON.stringify(delimiter)} it has more`;

/** Typed columns of delimited text, and how many rows there are. Rows are not held. */
export async function csvColumns(
  text: string,
  path: string,
  as: As,
  delimiter: string,
  reach: Pick<Reach, "count" | "signal" | "note">,
): Promise<{
  readonly columns: ReadonlyMap<string, Value[]>;
  readonly size: number;
  readonly delimiter: string | null;
}> {
  const all = delimited(text, delimiter, path);
  const header = all.next();
  if (header.done) throw dataError("E113", `'${path}' is empty`, "its first line should name the columns");
  const names = columnNames(header.value, path);
  const { fields, lines } = await records(all, names.length, path, reach.signal);
  const columns = new Map<string, Value[]>();
  for (const [nth, name] of names.entries()) {
    const texts = fields[nth] ?? [];
    columns.set(name, Object.hasOwn(as, name) ? texts : await typed(name, texts, reach));
  }
  convertIn(columns, as, path, (at) => `line ${lines[at] ?? 0}`);
  return { columns, size: lines.length, delimiter: likelier(names, delimiter) };
}

/** The texts of a column as values of the narrowest type that holds them all. */
async function typed(
  name: string,
  texts: readonly (string | null)[],
  reach: Pick<Reach, "count" | "note">,
): Promise<Value[]> {
  const word = inferText(texts);
  const values: Value[] = [];
  for await (const text of paced(texts, texts.length, reach, name)) {
    tell(name, text, word, reach.note);
    values.push(text === null ? null : (fromText(text, word) ?? null));
  }
  return values;
}

/** Notes of a column's numbers that are not what the file says. */
function tell(column: string, field: string | null, word: Word, note: Reach["note"]): void {
  if (field === null || (word !== "Num" && word !== "Text")) return;
  const loss = NUM.test(field) ? lossOf(field) : null;
  if (word === "Num" && loss === "digits")
    note(
      `csv: an integer of '${column}' beyond 2^53 lost its last digits; as: {${column}: "Text"} keeps them`,
    );
  if (word === "Text" && loss === "size")
    note(`csv: '${column}' is Text, as it holds a number that is too large for one`);
}

/** Of a file that has one column only: what rather separates its fields; null where nothing does. */
const likelier = ([only = "", ...more]: readonly string[], delimiter: string): string | null =>
  more.length > 0 ? null : (DELIMITERS.find((other) => other !== delimiter && only.includes(other)) ?? null);

/** The fields of each column and the line of each row. How many there are is not known before they are read, so they are not counted. */
async function records(
  all: Iterable<Fields>,
  columns: number,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly fields: (string | null)[][]; readonly lines: readonly number[] }> {
  const fields = Array.from({ length: columns }, (): (string | null)[] => []);
  const lines: number[] = [];
  for (const record of all) {
    await turnUnless(signal);
    lines.push(record.line);
    if (record.fields.length !== columns)
      throw dataError(
        "E112",
        `'${path}' line ${record.line} has ${record.fields.length} fields, the header has ${columns}`,
        "quote fields that hold the delimiter or a line end",
      );
    for (const [nth, field] of record.fields.entries()) fields[nth]?.push(field);
    rowsWithin(lines.length, columns, path);
  }
  return { fields, lines };
}

function columnNames({ fields }: Fields, path: string): string[] {
  columnsWithin(fields.length, path);
  const names = fields.map((name) => name ?? "");
  const unnamed = names.indexOf("");
  if (unnamed >= 0)
    throw dataError("E112", `'${path}' line 1: column ${unnamed + 1} has no name`, "name it in the header");
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined)
    throw dataError("E112", `'${path}' line 1: two columns are called '${twice}'`, "rename one");
  names.forEach(nameable);
  return names;
}
