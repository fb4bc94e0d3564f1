// What all formats of tables share.
import { column, type Table } from "../table.ts";
import type { Value } from "../value.ts";

/** Where a table goes. */
export interface Sink {
  readonly put: (bytes: Uint8Array | string) => Promise<void>;
  /** What the file does not say as the table has it. */
  readonly note: (text: string) => void;
}
export type Write = (table: Table, sink: Sink) => Promise<void>;

export interface Column {
  readonly name: string;
  readonly values: readonly Value[];
}
export const columnsOf = (table: Table): Column[] =>
  table.names.map((name) => ({ name, values: column(table, name) }));

/** Rows whose text is put at a time. */
const ROWS = 4096;

/** Puts a text per row. */
export async function putRows(size: number, sink: Sink, text: (at: number) => string): Promise<void> {
  for (let from = 0; from < size; from += ROWS) {
    let part = "";
    for (let at = from; at < Math.min(size, from + ROWS); at++) part += text(at);
    await sink.put(part);
  }
}

/** JSON has no number that is not finite. */
export function jsonOf(value: Value, name: string, sink: Sink): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "number" && !Number.isFinite(item))
      sink.note(`a number of '${name}' is ${item}: null in JSON`);
    return item;
  });
}
