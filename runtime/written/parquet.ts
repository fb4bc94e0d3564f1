// Writes a table as Parquet: the door of hyparquet-writer. Row groups go out as they come.
import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import { turn } from "../turn.ts";
import type { Value } from "../value.ts";
import { type Column, columnsOf, jsonOf, type Sink, type Write } from "./write.ts";

/** Rows of a group: what is held besides the table. */
const GROUP = 8192;

export const parquetFile: Write = async (table, sink) => {
  const columns = columnsOf(table).map((column) => ({ ...column, ...laidOut(column, sink) }));
  const schema = [
    { name: "schema", num_children: columns.length },
    ...columns.flatMap(({ elements }) => elements),
  ];
  const writer = new Out(sink);
  const file = new ParquetWriter({ writer, schema, createdBy: "strux" });
  for (let from = 0; from < table.size; from += GROUP) {
    const columnData = columns.map(({ name, values, physical }): ColumnSource => {
      const part = values.slice(from, from + GROUP);
      return { name, data: physical ? part.map(physical) : [...part] };
    });
    await file.write({ columnData, rowGroupSize: GROUP });
    await turn();
  }
  await file.finish();
  await writer.flush();
};

/** What is written is put at the end of each group, and of the file. */
class Out extends ByteWriter {
  readonly sink: Sink;
  constructor(sink: Sink) {
    super();
    this.sink = sink;
  }
  async flush(): Promise<void> {
    await this.sink.put(this.getBytes().slice());
    this.index = 0;
  }
}

/** How a column lies in the file, and what is made of its values; null where they go as they are. */
interface Layout {
  readonly elements: readonly SchemaElement[];
  readonly physical: ((value: Value) => unknown) | null;
}

type Kind = "bool" | "int" | "num" | "text" | "json";

const leaves: { readonly [K in Kind]: Pick<SchemaElement, "type" | "converted_type"> } = {
  bool: { type: "BOOLEAN" },
  int: { type: "INT64" },
  num: { type: "DOUBLE" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  json: { type: "BYTE_ARRAY", converted_type: "JSON" },
};

/** Lists of one kind of plain values are lists; records, and what is mixed, are JSON. */
function laidOut({ name, values }: Column, sink: Sink): Layout {
  const repetition_type = "OPTIONAL";
  const lists = values.every((value) => value === null || Array.isArray(value)) && values.some(Array.isArray);
  const kind = lists ? kindOf(items(values), name, sink) : kindOf(values, name, sink);
  if (lists && kind !== "json")
    return {
      physical: kind === "int" ? (value) => (value as readonly Value[] | null)?.map(big) ?? null : null,
      elements: [
        { name, repetition_type, converted_type: "LIST", num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", repetition_type, ...leaves[kind] },
      ],
    };
  const physical =
    kind === "json" ? (value: Value) => counted(value, name, sink) : kind === "int" ? big : null;
  return { physical, elements: [{ name, repetition_type, ...leaves[kind] }] };
}

/** Of 64 bits. */
const big = (value: Value): bigint | null => (value === null ? null : BigInt(value as number));

/** The value itself; a number in it that JSON lacks is told. */
function counted(value: Value, name: string, sink: Sink): Value {
  if (value !== null) jsonOf(value, name, sink);
  return value;
}

function* items(lists: readonly Value[]): Iterable<Value> {
  for (const list of lists) if (Array.isArray(list)) yield* list as readonly Value[];
}

/** One kind for all; text where there is no value. */
function kindOf(values: Iterable<Value>, name: string, sink: Sink): Kind {
  let kind: Kind | null = null;
  for (const value of values) {
    if (value === null) continue;
    const own = kindOfOne(value);
    if (own === "json" && typeof value === "string")
      sink.note(`a text of '${name}' has half a character, which UTF-8 lacks: the column is JSON`);
    if (kind === null || kind === own) kind = own;
    else if ((kind === "int" && own === "num") || (kind === "num" && own === "int")) kind = "num";
    else return "json";
    if (kind === "json") return kind;
  }
  return kind ?? "text";
}

function kindOfOne(value: Value): Kind {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0) ? "int" : "num";
  if (typeof value !== "string") return "json";
  // half of a surrogate pair
  return /\p{Surrogate}/u.test(value) ? "json" : "text";
}
