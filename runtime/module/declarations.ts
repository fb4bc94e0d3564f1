// The values of a program as TypeScript sees them: a declaration of each, and a copy that cannot be changed.
import type { Fields, Type } from "../../dsl/types/type.ts";
import { rows } from "../table.ts";
import { kindOf, type Run, type Score, type Table, type Value } from "../value.ts";
import { outward } from "./border.ts";

/** What cells may call without importing it. */
export const asking = `/** A line of the reader; \`hidden\`: not shown while it is typed. */
declare const input: (prompt?: string, hidden?: boolean) => Promise<string>;
`;

/** What the declarations name. */
export const prelude = `declare namespace Strux {
  type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
  /** The rows of a table, in order. */
  interface Table<Row> extends ReadonlyArray<Row> { readonly columns: readonly string[] }
  /** The rows of a run, and what it was made of. */
  interface Run<Row> extends Table<Row> {
    readonly axes: readonly string[];
    readonly id: string;
    readonly failed: number;
    readonly notes: readonly string[];
  }
  interface Cell {
    readonly key: { readonly [axis: string]: any };
    readonly metric: string;
    readonly mean: number;
    readonly lo: number;
    readonly hi: number;
    readonly n: number;
    readonly method: string;
    readonly items: readonly { readonly id: string; readonly value: number }[];
  }
  interface Score {
    readonly name: string;
    readonly by: readonly string[];
    readonly metrics: readonly { readonly name: string; readonly identity: string; readonly range: "binary" | "graded" }[];
    readonly cells: readonly Cell[];
    readonly notes: readonly string[];
  }
  interface Aspect {
    readonly name: string;
    readonly descriptions: readonly string[];
    readonly range?: readonly [number, number];
    readonly aspects?: readonly Aspect[];
  }
  interface Tree { readonly scope: string; readonly aspects: readonly Aspect[] }
  interface Passage {
    readonly id: string;
    readonly text: string;
    readonly score?: number;
    readonly source?: number;
    readonly title?: string;
  }
  interface Estimate {
    readonly mean: number;
    readonly lo: number;
    readonly hi: number;
    readonly n: number;
    readonly p: number;
    readonly r: number | null;
    readonly mde: number;
    readonly decisive: boolean;
    readonly level: number;
    readonly method: string;
  }
}
`;

/** `declare const n: number;`, one line per value; what has no form outside the program is left out. */
export const declarations = (values: Fields): string =>
  Object.entries(values)
    .flatMap(([name, type]) => {
      const written = typeText(type);
      return written === null ? [] : [`declare const ${name}: ${written};\n`];
    })
    .join("");

/** Whether a value of this type can be read from TypeScript. */
export const crossesOut = (type: Type): boolean => typeText(type) !== null;

const plain: { readonly [K in Type["kind"]]?: string } = {
  text: "string",
  int: "number",
  num: "number",
  bool: "boolean",
  null: "null",
  id: "string | number",
  json: "Strux.Json",
  unknown: "any",
  score: "Strux.Score",
  estimate: "Strux.Estimate",
  passage: "Strux.Passage",
  node: "{ readonly [field: string]: any }",
};

/** A type in the words of TypeScript; null where values of it stay inside. */
function typeText(type: Type): string | null {
  switch (type.kind) {
    case "literal":
      return JSON.stringify(type.value);
    case "list":
      return wrapped(type.of, (of) => `readonly (${of})[]`);
    case "optional":
      return wrapped(type.of, (of) => `${of} | null`);
    case "union": {
      const of = type.of.map(typeText);
      return of.includes(null) ? null : of.join(" | ");
    }
    case "record":
      return recordText(type.fields);
    case "table":
    case "run":
      return `Strux.${type.kind === "table" ? "Table" : "Run"}<${rowText(type.columns)}>`;
    case "tree":
      return type.shape === null || type.shape === "Outline" ? "Strux.Tree" : (plain.node ?? null);
    default:
      return plain[type.kind] ?? null;
  }
}

function wrapped(of: Type, around: (text: string) => string): string | null {
  const text = typeText(of);
  return text === null ? null : around(text);
}

function recordText(fields: Fields): string | null {
  const texts = Object.entries(fields).map(([name, type]) => {
    const text = typeText(type);
    return text === null ? null : `readonly ${JSON.stringify(name)}: ${text}`;
  });
  return texts.includes(null) ? null : `{ ${texts.join("; ")} }`;
}

/** Columns hold anything: what has no form outside is `any` there. */
const rowText = (columns: Fields | null): string =>
  columns === null
    ? "{ readonly [column: string]: any }"
    : `{ ${Object.entries(columns)
        .map(([name, type]) => `readonly ${JSON.stringify(name)}: ${typeText(type) ?? "any"}`)
        .join("; ")} }`;

const given = new WeakMap<object, unknown>();

/** A value as TypeScript reads it: frozen all through, made once. */
export function readable(value: Value): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = given.get(value);
  if (known !== undefined) return known;
  const made = frozen(copied(value));
  given.set(value, made);
  return made;
}

function copied(value: Value): unknown {
  const kind = kindOf(value);
  if (kind === "table") return rowsOf(value as Table, {});
  if (kind === "run") {
    const { table, axes, id, failed, notes } = value as Run;
    return rowsOf(table, { axes: [...axes], id, failed, notes: [...notes] });
  }
  if (kind === "score") {
    const { name, by, metrics, cells, notes } = value as Score;
    return outward({ name, by, metrics, cells, notes } as unknown as Value);
  }
  if (Array.isArray(value)) return value.map((item) => copied(item as Value));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // the tag of our own values is no part of what they are outside
      .filter(([key]) => kind === undefined || key !== "kind")
      .map(([key, item]) => [key, copied(item as Value)]),
  );
}

/** Rows as an array; what is besides the rows is not listed with them. */
function rowsOf(table: Table, more: { readonly [name: string]: unknown }): unknown {
  const made = rows(table).map((row) => copied(row));
  for (const [name, value] of Object.entries({ columns: [...table.names], ...more }))
    Object.defineProperty(made, name, { value: frozen(value), enumerable: false });
  return made;
}

function frozen(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const item of Object.values(value)) frozen(item);
  return Object.freeze(value);
}
