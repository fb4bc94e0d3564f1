// What may stand for what. Coercions are only Int -> Num, T -> T?, a word -> Text; a count is an Int, an id a name.
import { own } from "../own.ts";
import {
  columnsOf,
  doesToo,
  type Fields,
  isTable,
  nullable,
  oneOf,
  text,
  type Type,
  unknown,
  wordsOf,
} from "./type.ts";

type Kind = Type["kind"];
type Rule<K extends Kind> = (from: Type, to: Extract<Type, { kind: K }>) => boolean;

/** A base type -> what else it may stand for. */
const wider: { readonly [kind: string]: readonly Kind[] } = {
  int: ["num", "tokens", "id"],
  tokens: ["int", "num"],
  text: ["id"],
  id: ["text"],
  literal: ["text", "id"],
};

/** What never comes out of plain data. */
const MADE: ReadonlySet<Kind> = new Set(["model", "chart", "index", "prompt", "table", "run", "score", "fn"]);

/** Whether `from` may stand where a type of this kind is wanted; a kind without a row takes itself and what `wider` says. */
const rules: { readonly [K in Kind]?: Rule<K> } = {
  list: (from, to) => from.kind === "list" && fits(from.of, to.of),
  literal: (from, to) => from.kind === "literal" && from.value === to.value,
  record: (from, to) => from.kind === "record" && fitsRecord(from, to),
  passage: (from) =>
    from.kind === "passage" || (from.kind === "record" && Object.hasOwn(from.fields, "text")),
  table: (from, to) => isTable(from) && fitsColumns(from, to.columns),
  run: (from, to) =>
    from.kind === "run" && fitsColumns(from, to.columns) && to.axes.every((axis) => from.axes.includes(axis)),
  score: (from, to) => from.kind === "score" && holds(from.by, to.by) && holds(from.metrics, to.metrics),
  tree: (from, to) => from.kind === "tree" && sameShape(from.shape, to.shape),
  shape: (from, to) => from.kind === "shape" && sameShape(from.shape, to.shape),
  // a whole tree has the fields of its shape
  node: (from, to) => (from.kind === "node" || from.kind === "tree") && sameShape(from.shape, to.shape),
  model: (from, to) =>
    from.kind === "model" && (from.does === null || to.does === null || doesToo(from.does, to.does)),
  messages: (from, to) => from.kind === "messages" && fits(from.returns, to.returns),
  prompt: (from, to) =>
    from.kind === "prompt" &&
    fits(from.returns, to.returns) &&
    to.params.every(({ name, type }) => from.params.some((one) => one.name === name && fits(type, one.type))),
  fn: (from, to) => from.kind === "fn" && fits(from.returns, to.returns),
};

/** Whether a value of `from` may stand where `to` is wanted. */
export function fits(from: Type, to: Type): boolean {
  if (from.kind === "unknown" || to.kind === "unknown" || to.kind === "json") return true;
  if (from.kind === "json") return !MADE.has(to.kind);
  if (from.kind === "union") return from.of.every((one) => fits(one, to));
  if (to.kind === "union") return to.of.some((one) => fits(from, one));
  if (to.kind === "optional")
    return from.kind === "null" || fits(from.kind === "optional" ? from.of : from, to.of);
  // the table is partial over kinds; TypeScript cannot correlate the key with the type
  const rule = rules[to.kind] as Rule<Kind> | undefined;
  if (rule) return rule(from, to as never);
  return from.kind === to.kind || (wider[from.kind]?.includes(to.kind) ?? false);
}

const sameShape = (from: string | null, to: string | null): boolean =>
  from === null || to === null || from === to;

const holds = (from: readonly string[] | null, to: readonly string[] | null): boolean =>
  from === null || to === null || to.every((name) => from.includes(name));

type RecordType = Extract<Type, { kind: "record" }>;

/** Records are closed, unless they say what their other keys hold: no key may be missing, and none more than wanted. */
const fitsRecord = (from: RecordType, { fields: to, rest }: RecordType): boolean =>
  Object.entries(to).every(([name, type]) => {
    const given = own(from.fields, name);
    return given ? fits(given, type) : type.kind === "optional";
  }) &&
  Object.entries(from.fields).every(
    ([name, type]) => Object.hasOwn(to, name) || (rest !== undefined && fits(type, rest)),
  ) &&
  (from.rest === undefined || (rest !== undefined && fits(from.rest, rest)));

/** A table may have more columns than are wanted. */
function fitsColumns(from: Type, wanted: Fields | null): boolean {
  const columns = columnsOf(from);
  if (!columns || !wanted) return true;
  return Object.entries(wanted).every(([name, type]) => {
    const given = own(columns, name);
    return given !== undefined && fits(given, type);
  });
}

/** More words than this in one list are data, not a choice. */
const WORDS = 32;

/** The type of "one of these", for list items and branches. */
export function merge(types: readonly Type[]): Type {
  const [first] = types;
  if (!first) return unknown;
  const values = types.filter(({ kind }) => kind !== "null");
  if (values.length > 0 && values.length < types.length) return nullable(merge(values));
  const words = types.map(wordsOf);
  if (!words.includes(null) && !types.some(({ kind }) => kind === "optional")) {
    const all = [...new Set(words.flatMap((some) => some ?? []))];
    return all.length > WORDS ? text : oneOf(all.map((value) => ({ kind: "literal", value })));
  }
  if (types.every((type) => fits(type, first))) return first;
  const wide = types.find((one) => types.every((type) => fits(type, one)));
  if (wide) return wide;
  return mergeParts(types) ?? oneOf(types);
}

/** Lists by their items, optional values by what they hold, records of the same keys key by key. */
function mergeParts(types: readonly Type[]): Type | null {
  if (types.some(({ kind }) => kind === "optional"))
    return nullable(merge(types.map((type) => (type.kind === "optional" ? type.of : type))));
  const lists = types.flatMap((type) => (type.kind === "list" ? [type.of] : []));
  if (lists.length === types.length) return { kind: "list", of: merge(lists) };
  const records = types.flatMap((type) => (type.kind === "record" && !type.rest ? [type.fields] : []));
  const names = Object.keys(records[0] ?? {});
  const alike = records.every(
    (fields) =>
      Object.keys(fields).length === names.length && names.every((name) => Object.hasOwn(fields, name)),
  );
  if (records.length < types.length || !alike) return null;
  const fields = names.map((name) => [name, merge(records.map((one) => own(one, name) ?? unknown))] as const);
  return { kind: "record", fields: Object.fromEntries(fields) };
}
