// How a call's type follows from its arguments, one rule per row.
import { columnName } from "../types/bind.ts";
import { checkComparison, checkContrast, deltasType } from "./contrast.ts";
import type { RuleName, Signature } from "../types/known.ts";
import { bothOrders, reported, withCanaries } from "./judging.ts";
import { inferColumn, nameOf } from "./lookup.ts";
import { own } from "../own.ts";
import { constant } from "../names/scope.ts";
import { fileColumns, modelFolder, type Named, placeNamed } from "./outside.ts";
import { structurized } from "./structured.ts";
import { unionType } from "./union.ts";
import {
  columnsOf,
  type Fields,
  groupedColumns,
  int,
  isTable,
  list,
  merge,
  nullable,
  num,
  present,
  show,
  table,
  text,
  type Type,
  unknown,
  widened,
} from "../types/types.ts";

interface Given extends Named {
  readonly rest: readonly (readonly [string, Type])[];
}
type Rule = (given: Given, signature: Signature) => Type;

const first = ({ types }: Given): Type => [...types.values()][0] ?? unknown;
const subject = (given: Given) => ({
  of: first(given),
  name: nameOf([...given.bound.values.values()][0]?.[0]),
  call: given.call,
  env: given.env,
});
/** Column names given as arguments after the first. */
const named = ({ bound }: Given): string[] =>
  [...bound.values.values()]
    .slice(1)
    .flatMap((values) => values.flatMap((value) => columnName(value)?.text ?? []));
const kept = (columns: Fields | null, keep: (name: string) => boolean): Type =>
  table(columns && Object.fromEntries(Object.entries(columns).filter(([name]) => keep(name))));

const [maybeInt, maybeText] = [int, text].map((of): Type => ({ kind: "optional", of })) as [Type, Type];
/** What is told of an answer by `spent`; columns of the run come before these of the same name. */
const spending: Fields = {
  step: text,
  model: text,
  provider: text,
  dtype: maybeText,
  prompt_tokens: maybeInt,
  known_tokens: maybeInt,
  output_tokens: maybeInt,
  drafted_tokens: maybeInt,
  accepted_tokens: maybeInt,
  prompt_chars: int,
  output_chars: int,
  first_ms: maybeInt,
  ms: maybeInt,
  tokens_per_s: { kind: "optional", of: num },
  memory: maybeInt,
};

const rules: { readonly [R in RuleName]: Rule } = {
  same: (given) => {
    const type = first(given);
    return isTable(type) ? table(columnsOf(type)) : type.kind === "literal" ? { kind: "text" } : type;
  },
  derive: (given) => {
    const columns = columnsOf(first(given));
    const added = given.rest.map(([name, type]) => [name, widened(type)] as const);
    return table(columns && { ...columns, ...Object.fromEntries(added) });
  },
  select: (given) => kept(columnsOf(first(given)), (name) => named(given).includes(name)),
  drop: (given) => kept(columnsOf(first(given)), (name) => !named(given).includes(name)),
  // new: .old
  rename: (given) => {
    const columns = columnsOf(first(given));
    if (!columns) return table(null);
    const renamed = new Map(
      given.bound.rest.map(([name, value]) => [columnName(value)?.text ?? "", name.text]),
    );
    return table(
      Object.fromEntries(Object.entries(columns).map(([name, type]) => [renamed.get(name) ?? name, type])),
    );
  },
  count: (given) => {
    if (!isTable(first(given))) return int;
    const columns = columnsOf(first(given));
    return table(
      columns && {
        ...Object.fromEntries(named(given).map((name) => [name, own(columns, name) ?? unknown])),
        n: int,
      },
    );
  },
  inline: (given) => {
    const type = first(given);
    return table(type.kind === "list" ? recordFields(type.of) : null);
  },
  model: modelFolder,
  location: placeNamed,
  file: fileColumns,
  fallback: fileColumns,
  element: (given) => {
    const type = first(given);
    return type.kind === "list" ? type.of : unknown;
  },
  // of a list of texts one each
  vectors: (given) => (first(given).kind === "list" ? list(list(num)) : list(num)),
  // of a table its rows, else a way to score
  ranked: (given, signature) => {
    if (!given.types.has("rows")) return { kind: "ranker" };
    for (const { name, type } of signature.params)
      if ((name === "to" || name === "on") && !given.types.has(name))
        given.env.report("E206", given.call.span, {
          operator: signature.name,
          missing: name,
          wanted: show(present(type)),
        });
    return rules.same(given, signature);
  },
  holdout: (given, signature) => {
    const half = rules.same(given, signature);
    return { kind: "record", fields: { train: half, test: half } };
  },
  union: ({ bound, rest, call, env }) => unionType(bound.values.get("as")?.[0], rest, call, env),
  compare: ({ types, bound, env }) => {
    checkComparison(types, bound, env);
    return { kind: "estimate" };
  },
  delta: (given) => {
    checkContrast(given.call, first(given), given.bound, given.env);
    return { kind: "estimate" };
  },
  deltas: (given) => {
    checkContrast(given.call, first(given), given.bound, given.env, "deltas");
    return deltasType(first(given), given.bound);
  },
  concat: (given) => merge([...given.types.values()]),
  join: (given, signature) =>
    first(given).kind === "list" ? text : joined(given, signature, (type) => type),
  left_join: (given, signature) => joined(given, signature, nullable),
  judged: (given) => {
    const [run, qrels] = [columnsOf(first(given)), columnsOf(given.types.get("with") ?? unknown)];
    const of = (columns: Fields | null, name: string): Type => own(columns, name) ?? unknown;
    return table({ id: { kind: "id" }, ranking: of(run, "ranking"), relevant: of(qrels, "relevant") });
  },
  both_orders: (given) => bothOrders(subject(given), given.rest.length, given.types.get("with") ?? null),
  canaries: (given) => withCanaries(subject(given)),
  settled: (given) => reported("settled", first(given), columnNames(given, "by")),
  figures: (given) => reported("figures", first(given), columnNames(given, "by")),
  canary_report: (given) => reported("canary_report", first(given), columnNames(given, "by")),
  row_number: (given) => {
    const columns = columnsOf(first(given));
    return table(columns && { ...columns, [wordOf(given, "as") ?? "id"]: int });
  },
  fold: (given) => {
    const columns = columnsOf(first(given));
    const folded = columnNames(given, "columns");
    const [key, value] = [wordOf(given, "key") ?? "key", wordOf(given, "value") ?? "value"];
    if (!columns) return table(null);
    const kept = Object.entries(columns).filter(([name]) => !folded.includes(name));
    const values = folded.flatMap((name) => own(columns, name) ?? []);
    return table({ ...Object.fromEntries(kept), [key]: text, [value]: merge(values) });
  },
  // one column per value of the key: known when the rows are
  pivot: () => table(null),
  group: (given) => table(groupedColumns(columnsOf(first(given)), columnNames(given, "by"))),
  aggregate: (given) => {
    const columns = columnsOf(first(given));
    const keys = columnNames(given, "by");
    const added = given.rest.map(([name, type]) => [name, widened(type)] as const);
    return table(
      columns && {
        ...Object.fromEntries(keys.map((name) => [name, own(columns, name) ?? unknown])),
        ...Object.fromEntries(added),
      },
    );
  },
  spent: (given) => {
    const run = first(given);
    if (run.kind !== "run") return table(null);
    const keys = ["id", ...run.axes, ...(run.seeded ? ["seed"] : [])];
    const own = Object.entries(run.columns ?? {}).filter(([name]) => keys.includes(name));
    return table(run.columns && { ...spending, ...Object.fromEntries(own) });
  },
  map: (given) => {
    const fn = [...given.types.values()].find(({ kind }) => kind === "fn");
    return list(fn?.kind === "fn" ? fn.returns : unknown);
  },
  shaped: structurized,
  unroll: (given) => {
    const columns = columnsOf(first(given));
    const [name] = named(given);
    const type = name === undefined ? undefined : own(columns, name);
    const [column] = given.bound.values.get("column") ?? [];
    if (column && type && !["list", "json", "unknown", "null"].includes(present(type).kind))
      given.env.report("E203", column.span, {
        operator: "unroll",
        param: "column",
        wanted: "a column of lists",
        got: show(type),
      });
    return table(
      columns && name !== undefined && type?.kind === "list" ? { ...columns, [name]: type.of } : columns,
    );
  },
};

/** The type a call returns. */
export function returned(signature: Signature, given: Given): Type {
  const { returns } = signature;
  return returns.kind === "rule" ? rules[returns.rule](given, signature) : returns;
}

/** Names given to a parameter that takes columns. */
const columnNames = ({ bound }: Given, param: string): string[] =>
  (bound.values.get(param) ?? []).flatMap((value) => columnName(value)?.text ?? []);

/** The word given to a parameter, where it is written out. */
function wordOf({ bound }: Given, param: string): string | undefined {
  const [value] = bound.values.get(param) ?? [];
  const word = value && constant(value);
  return typeof word === "string" ? word : undefined;
}

/** Columns of both tables. The keys must be in the second one too (E201), and nothing else in both (E214). */
function joined(given: Given, signature: Signature, kind: (type: Type) => Type): Type {
  const { types, bound, env, call } = given;
  if (columnNames(given, "by").length === 0 && isTable(first(given)))
    env.report("E206", call.span, {
      operator: signature.name,
      missing: "by",
      wanted: "a column that both have",
    });
  const [left, right] = [columnsOf(first(given)), columnsOf(types.get("with") ?? unknown)];
  if (!left || !right) return table(null);
  const [other] = bound.values.get("with") ?? [];
  const keys = (bound.values.get("by") ?? []).flatMap((value) => columnName(value) ?? []);
  for (const key of keys) inferColumn(key, nameOf(other), right, env);
  const added = Object.entries(right).filter(([name]) => !keys.some((key) => key.text === name));
  const twice = added.find(([name]) => Object.hasOwn(left, name));
  const sound = keys.length > 0 && keys.every(({ text: name }) => Object.hasOwn(right, name));
  if (twice && sound)
    env.report("E214", (other ?? call).span, {
      maker: `'${signature.name}'`,
      name: twice[0],
      table: nameOf([...bound.values.values()][0]?.[0]),
    });
  return table({ ...left, ...Object.fromEntries(added.map(([name, type]) => [name, kind(type)])) });
}

/** Columns of rows written out: of each the type that all its values fit; optional where a row has none. */
function recordFields(type: Type): Fields | null {
  const rows = (type.kind === "union" ? type.of : [type]).map((one) =>
    one.kind === "record" ? one.fields : null,
  );
  const names = new Set(rows.flatMap((row) => Object.keys(row ?? {})));
  const column = (name: string): Type => {
    const found = rows.flatMap((row) => own(row, name) ?? []).filter(({ kind }) => kind !== "null");
    if (found.length === 0) return { kind: "null" };
    const of = merge(found.map(widened));
    return found.length < rows.length && of.kind !== "optional" ? { kind: "optional", of } : of;
  };
  return rows.includes(null) ? null : Object.fromEntries([...names].map((name) => [name, column(name)]));
}
