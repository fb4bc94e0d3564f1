// What a model wrote, read as what its prompt returns.
import type { Type } from "../dsl/types/types.ts";
import { show } from "../dsl/types/types.ts";
import { tooDeep } from "./data/depth.ts";
import { bare, plainly, type Value } from "./value.ts";

/**
 * The value of an answer; undefined where it is none. Text is taken as it is. Everything else is read strictly: white space
 * around the answer goes, and then the whole of it must be
 * - a word (`"yes" | "no"`): that word, upper and lower case as written;
 * - Int, Num: a decimal number as JSON writes it, with nothing beside it;
 * - Bool: `true` or `false`;
 * - Json: one JSON value;
 * - a record or a list: one JSON value of that type, without a key too many; keys of optional fields may be missing.
 */
export function readAnswer(text: string, type: Type): Value | undefined {
  if (type.kind === "text") return text;
  const answer = text.trim();
  if (type.kind === "literal") return answer === type.value ? answer : undefined;
  if (type.kind === "union") return firstOf(type.of, (one) => readAnswer(text, one));
  if (type.kind === "optional") return answer === "null" ? null : readAnswer(text, type.of);
  const json = parsed(answer);
  return json === undefined ? undefined : conform(json, type);
}

/** What an answer is not, for notes: `none of "yes", "no"`, `no Int`. */
export function notA(type: Type): string {
  const words = type.kind === "union" && type.of.every(({ kind }) => kind === "literal");
  return words ? `none of ${type.of.map(show).join(", ")}` : `no ${show(type)}`;
}

function parsed(text: string): Value | undefined {
  try {
    const value = JSON.parse(text) as Value;
    return tooDeep(value) ? undefined : plainly(value);
  } catch {
    return undefined;
  }
}

/** A JSON value as a type; undefined where it is not of it. */
function conform(value: Value, type: Type): Value | undefined {
  const when = (holds: boolean): Value | undefined => (holds ? value : undefined);
  switch (type.kind) {
    case "json":
    case "unknown":
      return value;
    case "null":
      return when(value === null);
    case "text":
      return when(typeof value === "string");
    case "literal":
      return when(value === type.value);
    case "bool":
      return when(typeof value === "boolean");
    case "num":
      return when(Number.isFinite(value));
    case "int":
      return when(Number.isSafeInteger(value));
    case "optional":
      return value === null ? null : conform(value, type.of);
    case "union":
      return firstOf(type.of, (one) => conform(value, one));
    case "list":
      return Array.isArray(value) ? all(value.map((item: Value) => conform(item, type.of))) : undefined;
    case "record":
      return record(value, type.fields);
    default:
      return undefined;
  }
}

function record(value: Value, fields: { readonly [name: string]: Type }): Value | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const given = value as { readonly [key: string]: Value };
  if (Object.keys(given).some((key) => !Object.hasOwn(fields, key))) return undefined;
  const values = Object.entries(fields).map(([name, type]) =>
    Object.hasOwn(given, name)
      ? conform(given[name] ?? null, type)
      : type.kind === "optional"
        ? null
        : undefined,
  );
  const read = all(values);
  return read && bare(Object.keys(fields).map((name, at) => [name, read[at] ?? null]));
}

/** All of them, or none where one is missing. */
const all = (values: readonly (Value | undefined)[]): readonly Value[] | undefined =>
  values.every((value) => value !== undefined) ? values : undefined;

function firstOf(types: readonly Type[], read: (type: Type) => Value | undefined): Value | undefined {
  for (const type of types) {
    const value = read(type);
    if (value !== undefined) return value;
  }
  return undefined;
}
