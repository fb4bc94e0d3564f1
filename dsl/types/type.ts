// The types of the language: a closed union of plain values, and the few questions everybody asks of one.

export type Fields = { readonly [name: string]: Type };

/**
 * What a model does: write, give vectors, score two texts, label texts, label tokens, fill masks, point at answers; a pruner scores
 * two texts and labels the tokens of the second.
 */
export const DOES = ["gen", "embed", "rerank", "classify", "label", "fill", "span", "prune"] as const;
export type Does = (typeof DOES)[number];

/** Whether a model that does the one stands in for one that does the other. */
export const doesToo = (does: string, wanted: string): boolean =>
  does === wanted || (does === "prune" && (wanted === "rerank" || wanted === "label"));

export type Type =
  | { readonly kind: "text" | "int" | "num" | "bool" | "null" | "id" | "json" }
  /** Not known (a fact is missing, or an error was already reported): accepted everywhere. */
  | { readonly kind: "unknown" }
  | { readonly kind: "literal"; readonly value: string }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "optional"; readonly of: Type }
  | { readonly kind: "union"; readonly of: readonly Type[] }
  /** `rest`: what any other key holds; without it there may be no other. */
  | { readonly kind: "record"; readonly fields: Fields; readonly rest?: Type }
  /** `columns` null: they could not be learnt. */
  | { readonly kind: "table"; readonly columns: Fields | null }
  | {
      readonly kind: "run";
      readonly columns: Fields | null;
      readonly axes: readonly string[];
      readonly seeded: boolean;
    }
  /** `by` and `metrics` null: of any score. `paired` false: no column names an item, so that nothing can be paired. */
  | {
      readonly kind: "score";
      readonly by: readonly string[] | null;
      readonly metrics: readonly string[] | null;
      readonly paired?: boolean;
    }
  | { readonly kind: "prompt"; readonly params: readonly PromptParam[]; readonly returns: Type }
  /** A prompt applied to its arguments; `returns` is what an answer to it is. */
  | { readonly kind: "messages"; readonly returns: Type }
  /** Something that can be called: a `fn`, a lambda, an operator given by name. */
  | { readonly kind: "fn"; readonly params: readonly PromptParam[]; readonly returns: Type }
  /** An instance of a declared shape, by the shape's name; null: of any shape. */
  | { readonly kind: "tree"; readonly shape: string | null }
  /** The shape itself. */
  | { readonly kind: "shape"; readonly shape: string | null }
  /** A part of a tree: what a field holds that is itself made of fields. `Outline.Aspect` is declared inside Outline. */
  | { readonly kind: "node"; readonly shape: string }
  /** `ref` is the location as written, which facts about it are asked by; null where it is not known. */
  | {
      readonly kind: "model";
      readonly ref: string | null;
      readonly window: number | null;
      readonly does: Does | null;
    }
  /** What `use "x" as lab` brings in: `lab.f`. */
  | {
      readonly kind: "module";
      readonly members: Fields;
      readonly docs: { readonly [name: string]: string };
    }
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
/** A model that writes. */
export const writer: Type = { kind: "model", ref: null, window: null, does: "gen" };
export const messages = (returns: Type = text): Type => ({ kind: "messages", returns });
export const list = (of: Type): Type => ({ kind: "list", of });
export const union = (...of: Type[]): Type => ({ kind: "union", of });
export const literal = (value: string): Type => ({ kind: "literal", value });
/** Values of one type by keys that are data. */
export const keyed = (rest: Type): Type => ({ kind: "record", fields: {}, rest });
export const table = (columns: Fields | null): Type => ({ kind: "table", columns });
/** What `passages`, `sentences` and `retrieve` deal in: `{id, text, score?, source?}`. */
export const passages: Type = list({ kind: "passage" });
/** Anything a context operator takes. */
export const context: Type = union(text, anyTree, passages);

/** An outline as `structurize` makes it and data sets hold it. */
export const outlineTree: Type = { kind: "tree", shape: "Outline" };

/** What a table, run or score offers as columns; null when unknown or not a table. */
export function columnsOf(type: Type): Fields | null {
  if (type.kind === "table" || type.kind === "run") return type.columns;
  if (type.kind !== "score") return null;
  if (type.by === null || type.metrics === null) return null;
  const columns = new Map<string, Type>(type.by.map((axis) => [axis, unknown]));
  for (const metric of type.metrics)
    for (const suffix of ["", "_lo", "_hi"]) columns.set(metric + suffix, num);
  return { ...Object.fromEntries(columns), [type.by.includes("n") ? "items" : "n"]: int };
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

/** Those whose rows a run goes over and a score measures: the cells of a score are results, and a verb makes a table of them. */
export const hasRows = (type: Type): boolean => type.kind === "table" || type.kind === "run";

/** What is left of a type where null is taken care of. */
export function present(type: Type): Type {
  if (type.kind === "optional") return type.of;
  return type.kind === "union" ? oneOf(type.of.filter(({ kind }) => kind !== "null")) : type;
}

/** The same, or null. */
export const nullable = (type: Type): Type =>
  ["optional", "unknown", "json", "null"].includes(type.kind) ? type : { kind: "optional", of: type };

/** A union of what is given, without a union around a single one. */
export const oneOf = (types: readonly Type[]): Type =>
  types.length === 1 ? (types[0] ?? unknown) : { kind: "union", of: types };

/** The words of a literal, or of a union of literals; null for any other type. */
export function wordsOf(type: Type): readonly string[] | null {
  if (type.kind === "literal") return [type.value];
  if (type.kind === "optional") return wordsOf(type.of);
  if (type.kind !== "union") return null;
  const words = type.of.map((one) => (one.kind === "literal" ? one.value : null));
  return words.includes(null) ? null : (words as string[]);
}

/** A type as a column or a parameter has it: the one word it was written with is Text. */
export function widened(type: Type): Type {
  if (type.kind === "list" || type.kind === "optional") return { ...type, of: widened(type.of) };
  return wordsOf(type) ? text : type;
}
