// Values that go to TypeScript and come back: plain copies, tested against the declared types.
import type { Type } from "../../dsl/types/types.ts";
import { show } from "../../dsl/types/types.ts";
import { bare, type Value } from "../value.ts";

/** A copy that the function may change: nothing of the program's own is handed out. */
export function outward(value: Value): unknown {
  if (Array.isArray(value)) return value.map((item) => outward(item as Value));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, outward(item as Value)]));
}

export type Taken = { readonly value: Value } | { readonly wrong: string };

/** A value of the given type, undefined read as null; or what is wrong with it, with the way to it: `.scores[2] ...`. */
export function inward(value: unknown, type: Type, at = ""): Taken {
  const wrong = (): Taken => ({ wrong: `${at === "" ? "it" : at} is ${named(value)}, not ${show(type)}` });
  const given = value === undefined ? null : value;
  switch (type.kind) {
    case "optional":
      return given === null ? { value: null } : inward(given, type.of, at);
    case "union": {
      const found = type.of.map((one) => inward(given, one, at)).find((one) => "value" in one);
      return found ?? wrong();
    }
    case "list":
      return Array.isArray(given) ? listed(given, type.of, at) : wrong();
    case "record":
      return isPlain(given) ? recorded(given, type.fields, at) : wrong();
    case "json":
    case "unknown":
      return anything(given, at);
    default:
      return tests[type.kind]?.(given, type) ? { value: given as Value } : wrong();
  }
}

const tests: { readonly [kind: string]: (value: unknown, type: Type) => boolean } = {
  text: (value) => typeof value === "string",
  num: (value) => typeof value === "number" && Number.isFinite(value),
  int: (value) => Number.isSafeInteger(value),
  bool: (value) => typeof value === "boolean",
  null: (value) => value === null,
  id: (value) => typeof value === "string" || Number.isSafeInteger(value),
  literal: (value, type) => type.kind === "literal" && value === type.value,
};

function listed(items: readonly unknown[], of: Type, at: string): Taken {
  const values: Value[] = [];
  // an array with holes has them as null
  for (let i = 0; i < items.length; i++) {
    const one = inward(items[i], of, `${at}[${i}]`);
    if ("wrong" in one) return one;
    values.push(one.value);
  }
  return { value: values };
}

function recorded(given: object, fields: { readonly [name: string]: Type }, at: string): Taken {
  const entries: (readonly [string, Value])[] = [];
  const own = given as { readonly [key: string]: unknown };
  const more = Object.keys(own).find((key) => !Object.hasOwn(fields, key) && own[key] !== undefined);
  if (more !== undefined) return { wrong: `${at}.${more} is not declared` };
  for (const [name, type] of Object.entries(fields)) {
    const one = inward(Object.hasOwn(own, name) ? own[name] : null, type, `${at}.${name}`);
    if ("wrong" in one) return one;
    entries.push([name, one.value]);
  }
  return { value: bare(entries) };
}

const DEEP = 100;

function anything(given: unknown, at: string, deep = 0): Taken {
  if (given === undefined || given === null) return { value: null };
  if (["string", "boolean"].includes(typeof given)) return { value: given as Value };
  if (typeof given === "number" && Number.isFinite(given)) return { value: given };
  if (deep > DEEP || (!Array.isArray(given) && !isPlain(given)))
    return { wrong: `${at === "" ? "it" : at} is ${named(given)}, and no plain data` };
  const entries: (readonly [string, Value])[] = [];
  for (const [key, item] of Object.entries(given)) {
    const one = anything(item, Array.isArray(given) ? `${at}[${key}]` : `${at}.${key}`, deep + 1);
    if ("wrong" in one) return one;
    entries.push([key, one.value]);
  }
  return { value: Array.isArray(given) ? entries.map(([, item]) => item) : bare(entries) };
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A value in a few words. */
function named(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  if (isPlain(value)) return "a record";
  const { constructor: made } = value as { readonly constructor?: { readonly name?: string } };
  return `a ${made?.name ?? "object"}`;
}
