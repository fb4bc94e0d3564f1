// Writes a table as delimited text with a header line (RFC 4180): null is an empty field, "" an empty text, other values JSON.
import type { Value } from "../value.ts";
import { columnsOf, jsonOf, putRows, type Sink, type Write } from "./write.ts";

export const csvText: Write = async (table, sink) => {
  const columns = columnsOf(table);
  await sink.put(`${columns.map(({ name }) => quoted(name)).join(",")}\n`);
  await putRows(
    table.size,
    sink,
    (at) => `${columns.map(({ name, values }) => field(values[at] ?? null, name, sink)).join(",")}\n`,
  );
};

function field(value: Value, name: string, sink: Sink): string {
  if (value === null) return "";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return quoted(jsonOf(value, name, sink));
}

const quoted = (text: string): string =>
  text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
