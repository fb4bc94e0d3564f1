// The types of the language: a closed union of plain values, their names in messages, and what may stand for what.

import { own } from "./own.ts";

export type Fields = { readonly [name: string]: Type };

export type Type =
  | { readonly kind: "text" | "int" | "num" | "bool" | "null" | "id" | "json" }
  /** Not known (a fact is missing, or an error was already reported): accepted everywhere. */
  | { readonly kind: "unknown" }
  | { readonly kind: "literal"; readonly value: string }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "optional"; readonly of: Type }
  | { readonly kind: "union"; readonly of: readonly Type[] }
  | { readonly kind: "record"; readonly fields: Fields }
  /** `columns` null: they could not be learnt. */
  | { readonly kind: "table"; readonly columns: Fields | null }
  | {
      readonly kind: "run";
      readonly columns: Fields | null;
      readonly axes: readonly string[];
      readonly seeded: boolean;
    }
  | { readonly kind: "score"; readonly by: readonly string[]; readonly metrics: readonly string[] }
  | { readonly kind: "prompt"; readonly params: readonly PromptParam[]; readonly returns: Type }
  /** A prompt applied to its arguments; `returns` is what an answer to it is. */
  | { readonly kind: "messages"; readonly returns: Type }
  /** Something that can be called: a `fn`, a lambda, an operator given by name. */
  | { readonly kind: "fn"; readonly params: readonly PromptParam[]; readonly returns: Type }
  /** An instance of a declared shape, or the shape itself, by the shape's name; null: of any shape. */
  | { readonly kind: "tree" | "shape"; readonly shape: string | null }
  /** `ref` is the location as written, which facts about it are asked by; null where it is not known. */
  | {
      readonly kind: "model";
      readonly ref: string | null;
      readonly window: number | null;
      readonly does: "gen" | "embed" | "rerank" | null;
    }
  /** What `use "x" as lab` brings in: `lab.f`. */
  | { readonly kind: "module"; readonly members: Fields }
  /** `tokens`, `passage` and the rest are opaque here: operators look inside. */
  | {
      readonly kind:
        | "tokens"
        | "passage"
        | "index"
        | "ranker"
        | "modelSource"
        | "interval"
        | "estimate"
        | "chart"
        | "check";
    };

export interface PromptParam {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
}

export const text: Type = { kind: "text" };
export const int: Type = { kind: "int" };
export const num: Type = { kind: "num" };
export const bool: Type = { kind: "bool" };
export const json: Type = { kind: "json" };
export const unknown: Type = { kind: "unknown" };
/** A tree of any shape. */
export const anyTree: Type = { kind: "tree", shape: null };
/** A model about which nothing is known. */
export const anyModel: Type = { kind: "model", ref: null, window: null, does: null };
export const messages = (returns: Type = text): Type => ({ kind: "messages", returns });
export const list = (of: Type): Type => ({ kind: "list", of });
export const union = (...of: Type[]): Type => ({ kind: "union", of });
export const literal = (value: string): Type => ({ kind: "literal", value });
export const table = (columns: Fields | null): Type => ({ kind: "table", columns });
/** What `passages`, `sentences` and `retrieve` deal in: `{id, text, score?, source?}`. */
export const passages: Type = list({ kind: "passage" });
/** Anything a context operator takes. */
export const context: Type = union(text, anyTree, passages);

const words: { readonly [kind: string]: string } = {
  text: "Text",
  int: "Int",
  num: "Num",
  bool: "Bool",
  null: "Null",
  id: "Id",
  json: "Json",
  unknown: "?",
  tokens: "Tokens",
  tree: "Tree",
  passage: "Passage",
  index: "Index",
  ranker: "Ranker",
  model: "Model",
  modelSource: "a model location",
  shape: "Shape",
  messages: "Messages",
  interval: "an interval method",
  estimate: "Estimate",
  chart: "Chart",
  check: "Check",
  table: "Table",
  run: "Run",
  score: "Score",
  prompt: "Prompt",
  fn: "Fn",
  module: "a module",
};

/** A type as messages and hovers write it. */
export function show(type: Type): string {
  switch (type.kind) {
    case "literal":
      return JSON.stringify(type.value);
    case "list":
      return type.of.kind === "union" ? `(${show(type.of)})[]` : `${show(type.of)}[]`;
    case "optional":
      return `${show(type.of)}?`;
    case "union":
      return type.of.map(show).join(" | ");
    case "record":
      return `{${Object.entries(type.fields)
        .map(([name, field]) => `${name}: ${show(field)}`)
        .join(", ")}}`;
    case "tree":
      return type.shape === null ? "Tree" : `Tree<${type.shape}>`;
    default:
      return words[type.kind] ?? type.kind;
  }
}

/** What a table, run or score offers as columns; null when unknown or not a table. */
export function columnsOf(type: Type): Fields | null {
  if (type.kind === "table" || type.kind === "run") return type.columns;
  if (type.kind !== "score") return null;
  const columns = new Map<string, Type>(type.by.map((axis) => [axis, unknown]));
  for (const metric of type.metrics)
    for (const suffix of ["", "_lo", "_hi"]) columns.set(metric + suffix, num);
  return { ...Object.fromEntries(columns), n: int };
}

/** Columns of one row per group: lists, except for the columns grouped by. */
export const groupedColumns = (columns: Fields | null, by: readonly string[]): Fields | null =>
  columns &&
  Object.fromEntries([
    ...by.flatMap((name) =>
      Object.hasOwn(columns, name) ? [[name, columns[name] ?? unknown] as const] : [],
    ),
    ...Object.entries(columns)
      .filter(([name]) => !by.includes(name))
      .map(([name, type]) => [name, list(type)] as const),
  ]);

export const isTable = (type: Type): boolean =>
  type.kind === "table" || type.kind === "run" || type.kind === "score";

/** Whether a value of `from` may stand where `to` is wanted. Coercions are only Int -> Num, T -> T?, literal -> base. */
export function fits(from: Type, to: Type): boolean {
  if (from.kind === "unknown" || to.kind === "unknown" || to.kind === "json") return true;
  if (from.kind === "json")
    return !["model", "chart", "index", "prompt", "table", "run", "score"].includes(to.kind);
  if (from.kind === "union") return from.of.every((one) => fits(one, to));
  if (to.kind === "union") return to.of.some((one) => fits(from, one));
  if (to.kind === "optional")
    return from.kind === "null" || fits(from.kind === "optional" ? from.of : from, to.of);
  if (from.kind === "optional") return false;
  if (to.kind === "list") return from.kind === "list" && fits(from.of, to.of);
  if (to.kind === "literal")
    return from.kind === "text" || (from.kind === "literal" && from.value === to.value);
  if (to.kind === "record") return from.kind === "record" && fitsRecord(from.fields, to.fields);
  if (to.kind === "passage" && from.kind === "record") return Object.hasOwn(from.fields, "text");
  if (to.kind === "table") return isTable(from);
  if (to.kind === "tree" || to.kind === "shape")
    return from.kind === to.kind && (from.shape === null || to.shape === null || from.shape === to.shape);
  if (to.kind === "model")
    return from.kind === "model" && (from.does === null || to.does === null || from.does === to.does);
  if (from.kind === "literal") return to.kind === "text" || to.kind === "id";
  const also: { readonly [kind: string]: readonly string[] } = {
    int: ["num", "tokens", "id"],
    tokens: ["int", "num"],
    text: ["id"],
    id: ["text", "int"],
  };
  return from.kind === to.kind || (also[from.kind]?.includes(to.kind) ?? false);
}

const fitsRecord = (from: Fields, to: Fields): boolean =>
  Object.entries(to).every(([name, type]) => {
    const given = own(from, name);
    return given ? fits(given, type) : type.kind === "optional";
  }) && Object.keys(from).every((name) => Object.hasOwn(to, name));

/** What is left of a type where null is taken care of. */
export function present(type: Type): Type {
  if (type.kind === "optional") return type.of;
  return type.kind === "union" ? merge(type.of.filter(({ kind }) => kind !== "null")) : type;
}

/** The same, or null. */
export const nullable = (type: Type): Type =>
  ["optional", "unknown", "json"].includes(type.kind) ? type : { kind: "optional", of: type };

/** The type of "one of these", for list items and branches. */
export function merge(types: readonly Type[]): Type {
  const [first] = types;
  if (!first) return unknown;
  const values = types.filter(({ kind }) => kind !== "null");
  if (values.length > 0 && values.length < types.length) return nullable(merge(values));
  if (types.every((type) => fits(type, first))) return first;
  const wide = types.find((wider) => types.every((type) => fits(type, wider)));
  if (wide) return wide;
  return types.every((type) => type.kind === "literal") ? text : union(...types);
}
