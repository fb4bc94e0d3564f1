// What an operator is: a signature the checker reads, and a function of exactly those arguments.
// One row of the registry is one call of `operator(...)`; the argument types follow from the declared parameters.
import type { Effect, ParamInfo, Returns, Signature } from "../dsl/types/known.ts";
import { type Range, saidRange, within } from "../dsl/types/range.ts";
import type { Fields, Type } from "../dsl/types/types.ts";
import * as types from "../dsl/types/types.ts";
import { typeError } from "./problem.ts";
import type { Reach } from "./reach.ts";
import { cellsOf } from "./score-cells.ts";
import type { Table } from "./table.ts";
import type {
  Chart,
  Closure,
  Index,
  IntervalMethod,
  ModelSource,
  ModelValue,
  Passage,
  Ranker,
  Row,
  Run,
  Score,
  ShapeValue,
  Tree,
  Value,
} from "./value.ts";
import { kindOf } from "./value.ts";

/**
 * An argument over rows or items: called by the operator once per row of a table, or item of a list. `needs`: the columns
 * that must not be null for it; `together`: it asks a model, which is asked for many rows at once.
 */
export type RowFn<T> = ((row: Row) => Promise<T>) & {
  readonly needs?: readonly string[];
  readonly together?: boolean;
};
/** A function that can be kept: as data, with all that it closes over. */
export type KeptFn<T> = RowFn<T> & { readonly closed: () => Promise<Closure> };
/** What an operator is given: values, functions, or several of either. */
export type Given = Value | RowFn<Value> | readonly (Value | RowFn<Value>)[];

/** One declared parameter: its type for the checker, its test at run time, its default. */
export interface Param<T> {
  readonly type: Type;
  readonly doc: string;
  readonly is: (value: Given) => boolean;
  /** What the operator sees of a value that passed the test; left out: the value. */
  readonly read?: (value: Given, reach: Reach) => Given;
  readonly fallback: { readonly value: T } | null;
  readonly range?: Range;
  readonly row?: boolean;
  readonly grouped?: boolean;
  readonly item?: Type;
  readonly takes?: Type;
  readonly column?: boolean;
  readonly names?: ParamInfo["names"];
  readonly measures?: boolean;
  readonly many?: boolean;
  readonly fromRun?: boolean;
}
type ArgsOf<P> = { readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never };

export interface Operator {
  readonly signature: Signature;
  readonly run: (args: { readonly [name: string]: Given }, reach: Reach) => Value | Promise<Value>;
}

type Params = { readonly [name: string]: Param<unknown> };
interface Spec<P extends Params> {
  readonly name: string;
  readonly family: Signature["family"];
  readonly doc: string;
  readonly params: P;
  readonly rest?: Param<unknown>;
  readonly returns: Returns;
  readonly rows?: Signature["rows"];
  readonly effect?: Effect;
  readonly version?: number;
  readonly metric?: Signature["metric"];
  readonly length?: Signature["length"];
  readonly asks?: true;
  /** `rest` holds the extra named arguments. */
  readonly run: (
    args: ArgsOf<P>,
    reach: Reach,
    rest: { readonly [name: string]: Value | RowFn<Value> },
  ) => Value | Promise<Value>;
}

const info = (name: string, param: Param<unknown>): ParamInfo => ({
  name,
  type: param.type,
  doc: param.doc,
  optional: param.fallback !== null || param.many === true,
  ...(param.fallback && param.fallback.value !== null && { fallback: param.fallback.value }),
  ...(param.range && { range: param.range }),
  ...(param.row && { row: true }),
  ...(param.grouped && { grouped: true }),
  ...(param.item && { item: param.item }),
  ...(param.takes && { takes: param.takes }),
  ...(param.column && { column: true }),
  ...(param.names && { names: param.names }),
  ...(param.measures && { measures: true }),
  ...(param.many && { many: true }),
  ...(param.fromRun && { fromRun: true }),
});

/** Declares an operator. Arguments are tested against their parameters before `run` sees them. */
export function operator<const P extends Params>(spec: Spec<P>): Operator {
  const { name, family, doc, returns, effect = "pure", version = 1 } = spec;
  const signature: Signature = {
    name,
    family,
    doc,
    params: Object.entries(spec.params).map(([param, of]) => info(param, of)),
    returns,
    effect,
    version,
    ...(spec.rest && { rest: info("", spec.rest) }),
    ...(spec.rows && { rows: spec.rows }),
    ...(spec.asks && { asks: true }),
    ...(spec.length && { length: spec.length }),
    ...(spec.metric && { metric: spec.metric }),
  };
  return {
    signature,
    run(given, reach) {
      const args: { [name: string]: unknown } = {};
      for (const [param, of] of Object.entries(spec.params))
        args[param] = take(name, param, of, given[param], reach);
      const rest = Object.fromEntries(
        Object.entries(given).filter(([key]) => !Object.hasOwn(spec.params, key)),
      );
      // the loop above has just established these types; only a declared parameter takes several functions
      return spec.run(args as ArgsOf<P>, reach, rest as { [name: string]: Value | RowFn<Value> });
    },
  };
}

function take(
  operator: string,
  name: string,
  param: Param<unknown>,
  value: Given | undefined,
  reach: Reach,
): unknown {
  if (value === undefined) {
    if (param.many) return [];
    if (param.fallback) return param.fallback.value;
    throw typeError("E206", `'${operator}' needs ${name}: ${types.show(param.type)}`);
  }
  if (param.range && typeof value === "number" && !within(param.range, value))
    throw typeError("E203", `'${operator}' takes ${name}: ${saidRange(param.range)}, but got ${value}`);
  if (param.is(value)) return param.read ? param.read(value, reach) : value;
  throw typeError(
    "E203",
    `'${operator}' takes ${name}: ${types.show(param.type)}, but got ${describe(value)}`,
  );
}

/** A value in a few words, for messages. */
export function describe(value: Given): string {
  if (typeof value === "function") return "a function";
  if (value === null) return "null";
  if (Array.isArray(value))
    return value.length === 0 ? "an empty list" : `a list of ${describe(value[0] ?? null)}`;
  const kind = kindOf(value as Value);
  if (kind !== undefined) return `a ${kind}`;
  const shown = JSON.stringify(value) ?? "nothing";
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}

// Parameter kinds. Each is one line: the type the checker sees, the test at run time.

const param = <T>(type: Type, is: Param<T>["is"], doc = ""): Param<T> => ({ type, is, doc, fallback: null });
const tagged =
  (...kinds: readonly string[]) =>
  (value: Given) =>
    typeof value !== "function" && kinds.includes(kindOf(value as Value) ?? "");
const isPassages = (value: Given): boolean =>
  Array.isArray(value) && value.every((item: Value) => kindOf(item) === "passage");
const isText = (value: Given): boolean => typeof value === "string";

/** The same parameter with a default: it may be left out. */
export const opt = <T, F extends T>(of: Param<T>, fallback: F): Param<T> => ({
  ...of,
  fallback: { value: fallback },
});
/** The same parameter with a line of documentation. */
export const doc = <T>(text: string, of: Param<T>): Param<T> => ({ ...of, doc: text });
/** May be left out or null. */
export const maybe = <T>(of: Param<T>): Param<T | null> => ({
  ...of,
  type: { kind: "optional", of: of.type },
  is: (value) => value === null || of.is(value),
  fallback: { value: null },
});
/** Takes all remaining positional arguments. */
export const many = <T>(of: Param<T>): Param<readonly T[]> => ({
  ...of,
  is: (value) => Array.isArray(value) && value.every((item) => of.is(item)),
  fallback: null,
  many: true,
});
/** An expression over a row, or a function of it; the operator calls it once per row. */
export const each = <T>(of: Param<T>): Param<RowFn<T>> => ({ ...over(of), row: true });
/** A function of an item of the list that the operator goes over. */
export const over = <T>(of: Param<T>): Param<RowFn<T>> => ({
  ...of,
  is: (value) => typeof value === "function",
  fallback: null,
  item: of.type,
});
/** A function of a value of one type, which is called when the operator is long over. */
export const keeping = <T>(takes: Param<unknown>, gives: Param<T>): Param<KeptFn<T>> => ({
  ...gives,
  is: (value) => typeof value === "function" && "closed" in value,
  fallback: null,
  item: gives.type,
  takes: takes.type,
});
/** An expression over a group of rows, called once per group: `.x` is the list of its values. */
export const grouped = <T>(of: Param<T>): Param<RowFn<T>> => ({ ...each(of), grouped: true });
/** One parameter or another. */
export const either = <A, B>(a: Param<A>, b: Param<B>): Param<A | B> => ({
  ...param(types.union(a.type, b.type), (value) => a.is(value) || b.is(value)),
  read: (value, reach) => {
    const { read } = a.is(value) ? a : b;
    return read ? read(value, reach) : value;
  },
});
export const listOf = <T>(of: Param<T>): Param<readonly T[]> =>
  param(types.list(of.type), (value) => Array.isArray(value) && value.every((item) => of.is(item)));

export const text = param<string>(types.text, isText);
export const num = param<number>(types.num, (value) => typeof value === "number" && Number.isFinite(value));
export const int = param<number>(types.int, (value) => Number.isSafeInteger(value));
export const bool = param<boolean>(types.bool, (value) => typeof value === "boolean");
export const json = param<Value>(types.json, (value) => typeof value !== "function");
export const column: Param<string> = { ...param<string>(types.text, isText), column: true };
/** Columns of a table, or functions that give what a row or an item is told by. */
export const keys: Param<readonly (string | RowFn<Value>)[]> = {
  ...many(column),
  is: (value) =>
    Array.isArray(value) && value.every((one) => isText(one as Given) || typeof one === "function"),
  item: types.json,
};
export const metricName: Param<string> = { ...column, names: "metric" };
/** The column that names an item. */
export const itemColumn: Param<string> = { ...column, names: "item" };
/** A metric over a row: rows without a value for it are left out. */
export const measure: Param<RowFn<number | boolean>> = {
  ...each(param<number | boolean>(types.union(types.num, types.bool), () => false)),
  measures: true,
};
/** A closed set of words. */
export const choice = <const W extends readonly string[]>(...words: W): Param<W[number]> =>
  param(
    types.union(...words.map(types.literal)),
    (value) => typeof value === "string" && words.includes(value),
  );
export const table = param<Table>(types.table(null), tagged("table"));
export const run = param<Run>({ kind: "run", columns: null, axes: [], seeded: false }, tagged("run"));
/** Anything with rows: a table, a run whose rows are taken, a score whose cells are. */
export const rowsOf: Param<Table | Run> = {
  ...param<Table | Run>(types.table(null), tagged("table", "run", "score")),
  read: (value, { note }) => (tagged("score")(value) ? cellsOf(value as Score, note) : value),
};
export const tree = param<Tree>(types.anyTree, tagged("tree"));
export const passages = param<readonly Passage[]>(types.passages, isPassages);
/** Text | Tree | Passage[]: what context operators take. */
export const context = param<string | Tree | readonly Passage[]>(
  types.context,
  (value) => isText(value) || tagged("tree")(value) || isPassages(value),
);
export const model = param<ModelValue>(types.anyModel, tagged("model"));
export const source = param<ModelSource>({ kind: "modelSource" }, tagged("source"));
/** Whose tokens are counted: a model's, or "words". Inside a run it defaults to the asked model. */
export const tokenizer: Param<ModelValue | "words"> = {
  ...either(model, choice("words")),
  doc: 'whose tokens are counted: a model, or "words"; inside a run, the asked model',
  fromRun: true,
};
export const index = param<Index>({ kind: "index" }, tagged("index"));
export const ranker = param<Ranker>({ kind: "ranker" }, tagged("ranker"));
export const interval = param<IntervalMethod>({ kind: "interval" }, tagged("interval"));
export const score = param<Score>({ kind: "score", by: [], metrics: [] }, tagged("score"));
export const shape = param<ShapeValue>({ kind: "shape", shape: null }, tagged("shape"));
export const chart = param<Chart>({ kind: "chart" }, tagged("chart"));
export type { Fields, Reach };
