// Reads delimited text into a table.
import { choice, doc, json, maybe, operator, opt, type Reach, text } from "../operator.ts";
import { readFile } from "../hub/bring.ts";
import { dataError } from "../problem.ts";
import { paced } from "../progress.ts";
import { fromRows, type Table } from "../table.ts";
import { turnUnless } from "../turn.ts";
import type { Row, Value } from "../value.ts";
import { columnsWithin, nameable, rowsWithin } from "./bounds.ts";
import { decode } from "./decode.ts";
import { delimited, type Fields } from "./delimited.ts";
import { lossOf } from "./numbers.ts";
import { type As, asTypes, converted, fromText, inferText, NUM, type Word } from "./types.ts";

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
    const { names, rows, ...made } = await csvRows(read, path, asTypes(as), delimiter, reach);
    if (made.delimiter !== null) reach.note(oneColumn(path, names[0] ?? "", made.delimiter));
    return named(path, names, rows);
  },
});

/** What is said of a file whose only column holds what separates the fields of others. */
const oneColumn = (path: string, name: string, delimiter: string): string =>
  `csv: '${path}' has one column, ${JSON.stringify(name)}; with delimiter: ${JSON.stringify(delimiter)} it has more`;

function named(path: string, names: readonly string[], rows: readonly Row[]): Table {
  if (rows.length === 0) throw dataError("E113", `'${path}' has no rows`, "only its header line was found");
  return fromRows(rows, names);
}

/** Typed rows of delimited text. */
export async function csvRows(
  text: string,
  path: string,
  as: As,
  delimiter: string,
  reach: Pick<Reach, "count" | "signal" | "note">,
): Promise<{ names: string[]; rows: Row[]; delimiter: string | null }> {
  const all = delimited(text, delimiter, path);
  const header = all.next();
  if (header.done) throw dataError("E113", `'${path}' is empty`, "its first line should name the columns");
  const names = columnNames(header.value, path);
  const body = await records(all, names.length, path, reach.signal);
  const uneven = body.find(({ fields }) => fields.length !== names.length);
  if (uneven)
    throw dataError(
      "E112",
      `'${path}' line ${uneven.line} has ${uneven.fields.length} fields, the header has ${names.length}`,
      "quote fields that hold the delimiter or a line end",
    );
  const words = names.map((_, at) => inferText(body.map(({ fields }) => fields[at] ?? null)));
  const rows: Row[] = [];
  for await (const { fields } of paced(body, body.length, reach))
    rows.push(
      Object.fromEntries(
        names.map((name, at): [string, Value] => {
          const field = fields[at] ?? null;
          const kept = field === null || Object.hasOwn(as, name);
          return [name, kept ? field : (fromText(field, words[at] ?? "Text") ?? null)];
        }),
      ),
    );
  names.forEach((name, at) => {
    if (Object.hasOwn(as, name)) return;
    for (const { fields } of body) tell(name, fields[at] ?? null, words[at] ?? "Text", reach.note);
  });
  return {
    names,
    delimiter: likelier(names, delimiter),
    rows: converted(rows, as, path, (at) => `line ${body[at]?.line ?? 0}`),
  };
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

/** How many there are is not known before they are read, so they are not counted. */
async function records(
  all: Iterable<Fields>,
  columns: number,
  path: string,
  signal: AbortSignal,
): Promise<Fields[]> {
  const read: Fields[] = [];
  for (const record of all) {
    await turnUnless(signal);
    read.push(record);
    rowsWithin(read.length, columns, path);
  }
  return read;
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
