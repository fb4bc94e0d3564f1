// The values a Strux program computes, and the few questions everybody asks of them.
import type { Ex, FnStep, Json } from "../dsl/plan/plan.ts";
import type { PlanShape } from "../dsl/plan/shape-plan.ts";
import type { Type } from "../dsl/types/types.ts";

export type { Json };

/** Named columns of one length. Only `table.ts` looks inside. */
export interface Table {
  readonly kind: "table";
  readonly names: readonly string[];
  readonly size: number;
  readonly inner: unknown;
}

/** A row of a table: column name -> value. Columns may hold any value, passages and trees included. */
export type Row = { readonly [column: string]: Value };

/** A piece of text with an identity. `source` is its position in the text it came from (0-based), `score` its rank value. */
export interface Passage {
  readonly kind: "passage";
  readonly id: string;
  readonly text: string;
  readonly score?: number;
  readonly source?: number;
  /** The title of the document it belongs to, where there is one. */
  readonly title?: string;
}

/** An aspect of a structured text: a name, its descriptions, finer aspects below it. */
export interface Aspect {
  readonly name: string;
  readonly descriptions: readonly string[];
  /** 1-based inclusive sentence range in the source, where the structurizer is extractive. */
  readonly range?: readonly [number, number];
  readonly aspects?: readonly Aspect[];
}
/** Scope -> aspects -> descriptions: a structured context. */
export interface Tree {
  readonly kind: "tree";
  readonly scope: string;
  readonly aspects: readonly Aspect[];
}

/** A shape of a program: which fields a tree has, and how many of them. */
export interface ShapeValue extends PlanShape {
  readonly kind: "shape";
}

/** A declared model: where it is and how to run it. `options` are the defaults of its asks. */
export interface ModelValue {
  readonly kind: "model";
  readonly name: string;
  readonly dir: string;
  /** The ONNX file in it, where that was chosen. */
  readonly graph?: string;
  /** It is asked there, and has no folder: `dir` is "". */
  readonly server?: Server;
  /** The program itself states its answers; as little a folder. */
  readonly scripted?: Scripted;
  /** As the user wrote it, for messages. */
  readonly ref: string;
  /** Of a place on a hub: the commit that it was read at. */
  readonly commit?: string;
  readonly devices: readonly { readonly kind: string; readonly index: number | null }[];
  readonly options: { readonly [name: string]: Json };
}

export interface Message {
  readonly role: string;
  readonly content: string;
}
/** A prompt applied to its arguments. `parts` keeps which text came from the template and which from values. */
export interface Messages {
  readonly kind: "messages";
  readonly prompt: string;
  readonly messages: readonly Message[];
  /** What an answer is read as. */
  readonly returns: Type;
  readonly options: { readonly [name: string]: Json };
}

/** A retrieval index over passages. */
export interface Index {
  readonly kind: "index";
  readonly ranker: Ranker;
  readonly passages: readonly Passage[];
}
/** How an index scores: `bm25(k1, b, variant)`, or `embedding(with: e)`. */
export interface Ranker {
  readonly kind: "ranker";
  readonly name: string;
  /** Of `bm25`: whose weighting it is. */
  readonly variant?: string;
  readonly options: { readonly [name: string]: number };
  readonly embedding?: Embedding;
}
/** Vectors of passages and queries; null where it is as the model's files have it. */
export interface Embedding {
  readonly with: ModelValue;
  readonly pooling: "cls" | "mean" | "max" | "last" | null;
  readonly normalize: boolean | null;
  readonly dimensions: number | null;
  readonly similarity: "cosine" | "dot" | "l2";
  /** What is put before a query, and before a passage. */
  readonly query: string | null;
  readonly document: string | null;
}

/** How intervals are made; printed with every score. `paired` names the item id column. */
export interface IntervalMethod {
  readonly kind: "interval";
  readonly method: "bootstrap" | "bca" | "wilson" | "t";
  readonly resamples: number;
  readonly level: number;
  readonly seed: number;
  readonly paired: string | null;
  /** The column that names what items were drawn together with: a document of several questions. */
  readonly cluster: string | null;
}

/** A difference with its interval: what `delta` and `compare` return. */
export interface Estimate {
  readonly kind: "estimate";
  readonly mean: number;
  readonly lo: number;
  readonly hi: number;
  readonly n: number;
  /** Two-sided p of the difference being 0. */
  readonly p: number;
  /** Correlation of the two sides over their items; null where they are not paired, or one has no spread. */
  readonly r: number | null;
  /** The minimum detectable effect: what so many items find four times of five, at the same level. */
  readonly mde: number;
  /** Whether 0 is outside the interval and p below 1 - level. */
  readonly decisive: boolean;
  readonly level: number;
  readonly method: string;
}

/** One metric of one cell, with the per-item values that intervals, pairs and charts derive from. */
export interface Cell {
  readonly key: { readonly [axis: string]: Json };
  readonly metric: string;
  readonly mean: number;
  readonly lo: number;
  readonly hi: number;
  readonly n: number;
  readonly method: string;
  readonly items: readonly { readonly id: string; readonly value: number; readonly cluster?: string }[];
}
/** A score: cells by axes, `identity` naming family, variant and version of each metric. */
export interface Score {
  readonly kind: "score";
  readonly name: string;
  readonly by: readonly string[];
  readonly metrics: readonly {
    readonly name: string;
    readonly identity: string;
    readonly range: "binary" | "graded";
  }[];
  readonly interval: IntervalMethod;
  readonly cells: readonly Cell[];
  /** What was left out, merged or averaged on the way; shown with the table. */
  readonly notes: readonly string[];
}

/** Why a row of a run has no value: the column `error`. */
export interface Failed {
  readonly kind: "failed";
  /** The column that was being made. */
  readonly step: string;
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/** The rows of a run plus what it took. */
export interface Run {
  readonly kind: "run";
  readonly name: string;
  readonly table: Table;
  readonly axes: readonly string[];
  /** The column that names an item across arms. */
  readonly id: string;
  /** Columns the run itself made, in order; the others come from what it went over. */
  readonly made: readonly string[];
  /** Rows with an `error`. */
  readonly failed: number;
  /** What each of its answers took, those of a run that it goes over left out; absent where several runs were put together. */
  readonly spent?: Iterable<Spent>;
  readonly notes: readonly string[];
}

/** What one answer of a run took. Counts are null where a server does not say. */
export interface Spent {
  /** Position of its row. */
  readonly row: number;
  /** The column of the answer. */
  readonly step: string;
  readonly columns: Row;
}

/** A chart: marks and channels over a table, not yet a Vega-Lite spec. */
export interface Chart {
  readonly kind: "chart";
  readonly mark: string;
  readonly table: Table;
  readonly channels: { readonly [channel: string]: string };
  readonly options: { readonly [name: string]: Json };
}

/** A model behind OpenAI's chat completions. */
export interface Server {
  /** Where its interface begins, without a slash at the end. */
  readonly url: string;
  /** As the server calls it. */
  readonly name: string;
  /** Most requests under way at a time. */
  readonly parallel: number;
  /** Seconds until an answer begins. */
  readonly timeout: number;
}

/** A function of the program with all that it closes over. */
export interface Closure {
  readonly param: string;
  readonly body: Ex;
  /** Names of its place. */
  readonly locals: ReadonlyMap<string, Value>;
  /** Steps that it reads, and functions that it calls, those after what they call. */
  readonly values: ReadonlyMap<string, Value>;
  readonly fns: ReadonlyMap<string, FnStep>;
  /** Digest of what it computes, names left out. */
  readonly key: string;
}

/** A model whose answers a function gives. */
export interface Scripted {
  /** Of the text of the last message. */
  readonly answer: Closure;
  /** How long an answer takes. */
  readonly ms: number;
  /** Most answers under way at a time. */
  readonly parallel: number;
}

/** Where a model lies: the value of `onnx(...)`, `http(...)` and `scripted(...)`. */
export interface ModelSource {
  readonly kind: "source";
  readonly dir: string;
  readonly graph?: string;
  readonly server?: Server;
  readonly scripted?: Scripted;
  readonly ref: string;
  readonly commit?: string;
}

export type Tagged =
  | Passage
  | Tree
  | ShapeValue
  | ModelValue
  | ModelSource
  | Messages
  | Index
  | Ranker
  | IntervalMethod
  | Estimate
  | Score
  | Run
  | Failed
  | Chart;
export type Value =
  null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value } | Tagged | Table;

/** The tag of a tagged value, or undefined for plain data. Data never has one, whatever its keys say: see `plainly`. */
export function kindOf(value: Value): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !("kind" in value))
    return undefined;
  const ours = Object.getPrototypeOf(value) === Object.prototype;
  return ours && typeof value.kind === "string" ? value.kind : undefined;
}

/** Objects of the outside, and records of a program, have no prototype: that tells them from tagged values of our own. */
export function plainly(value: Value): Value {
  if (Array.isArray(value)) return value.map((item: Value) => plainly(item));
  if (typeof value !== "object" || value === null) return value;
  return bare(Object.entries(value).map(([key, item]) => [key, plainly(item as Value)]));
}

/** An object without a prototype. */
export function bare(entries: Iterable<readonly [string, Value]>): { readonly [key: string]: Value } {
  const object = Object.create(null) as { [key: string]: Value };
  for (const [key, value] of entries) object[key] = value;
  return object;
}
