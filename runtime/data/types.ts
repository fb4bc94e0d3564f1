// Column types: what text and JSON values are, and what the reader's `as:` makes of them.
import type { Fields, Type } from "../../dsl/types/types.ts";
import * as types from "../../dsl/types/types.ts";
import { dataError, typeError } from "../problem.ts";
import { kindOf, type Row, type Value } from "../value.ts";

/** `as: {id: "Id", year: "Text"}`: these columns have these types, whatever the file suggests. */
export type As = { readonly [column: string]: Word };
export type Word = (typeof WORDS)[number];
const WORDS = ["Id", "Text", "Int", "Num", "Bool"] as const;

/** The argument `as`. Errors: E213 for anything but a record of type names. */
export function asTypes(value: Value | undefined): As {
  if (value === null || value === undefined) return {};
  const entries = typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : null;
  if (entries?.every(([, word]) => WORDS.some((known) => known === word)))
    return Object.fromEntries(entries) as As;
  throw typeError(
    "E213",
    "'as' is a record of column types",
    `such as {id: "Id"}; types: ${WORDS.join(", ")}`,
  );
}

export const typeOf = (word: Word): Type => ({
  kind: word.toLowerCase() as "id" | "text" | "int" | "num" | "bool",
});

const INT = /^[+-]?(0|[1-9]\d*)$/;
export const NUM = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The narrowest type that holds every text of a column: Int, Num, Bool or Text. "007" is Text: its zeros mean something. */
export function inferText(values: readonly (string | null)[]): Word {
  const given = values.filter((value) => value !== null);
  if (given.length === 0) return "Text";
  if (given.every((text) => INT.test(text) && Number.isSafeInteger(Number(text)))) return "Int";
  if (given.every((text) => NUM.test(text) && !/^[+-]?0\d/.test(text) && Number.isFinite(Number(text))))
    return "Num";
  return given.every((text) => /^(true|false)$/i.test(text)) ? "Bool" : "Text";
}

/** A text as a value of a type; undefined when it is none. */
export function fromText(text: string, word: Word): Value | undefined {
  if (word === "Int") return INT.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
  if (word === "Num") return NUM.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
  if (word === "Bool") return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined;
  return text;
}

/** Turns the named columns into the asked types, in place. `line` tells where a row stands. Errors: E201, E112. */
export function convertIn(
  columns: ReadonlyMap<string, Value[]>,
  as: As,
  path: string,
  line: (at: number) => string,
): void {
  if (columns.size === 0) return;
  for (const [name, word] of Object.entries(as)) {
    const values = columns.get(name);
    if (!values)
      throw dataError(
        "E201",
        `'${path}' has no column '${name}'`,
        `columns: ${[...columns.keys()].join(", ")}`,
      );
    for (const [at, value] of values.entries()) {
      const made = value === null ? null : convert(value, word);
      if (made === undefined)
        throw dataError(
          "E112",
          `'${path}' ${line(at)}: '${name}' is ${JSON.stringify(value)}, not ${word}`,
          "change the file or 'as'",
        );
      values[at] = made;
    }
  }
}

function convert(value: Value, word: Word): Value | undefined {
  if (typeof value === "string") return fromText(value, word);
  if (typeof value === "number" && (word === "Id" || word === "Text")) return String(value);
  if (typeof value === "number" && (word === "Num" || (word === "Int" && Number.isSafeInteger(value))))
    return value;
  return typeof value === "boolean" && word === "Bool" ? value : undefined;
}

const names = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

/** The columns of rows, as far as these rows show them. A column with nulls or gaps is optional. */
export function columnsOf(rows: readonly Row[], as: As = {}): Fields {
  const columns: { [name: string]: Type } = {};
  for (const name of names(rows)) {
    const values = rows.map((row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null));
    const given = values.filter((value) => value !== null);
    const word = Object.hasOwn(as, name) ? as[name] : undefined;
    const of = word ? typeOf(word) : given.length === 0 ? types.unknown : mixed(given.map(valueType));
    columns[name] = given.length < values.length && of.kind !== "unknown" ? { kind: "optional", of } : of;
  }
  return columns;
}

/** One type for many: equal ones once, Int among Num is Num, anything else mixed is Json. */
function mixed(all: readonly Type[]): Type {
  // an empty list says nothing about its items
  const known = all.filter((type) => type.kind !== "unknown");
  const different = [...new Map(known.map((type) => [JSON.stringify(type), type])).values()];
  const [first] = different;
  if (different.length <= 1) return first ?? types.unknown;
  if (different.every(({ kind }) => kind === "int" || kind === "num")) return types.num;
  const lists = different.filter((type) => type.kind === "list");
  return lists.length === different.length ? types.list(mixed(lists.map((type) => type.of))) : types.json;
}

function valueType(value: Value): Type {
  if (typeof value === "string") return types.text;
  if (typeof value === "boolean") return types.bool;
  if (typeof value === "number") return Number.isSafeInteger(value) ? types.int : types.num;
  if (Array.isArray(value)) {
    const items = (value as readonly Value[]).filter((item) => item !== null);
    return types.list(items.length === 0 ? types.unknown : mixed(items.map(valueType)));
  }
  const kind = value === null ? undefined : kindOf(value);
  return kind === "tree" ? types.outlineTree : kind === "passage" ? { kind } : types.json;
}
