// A value in one line, and the type of a column as the language calls it.
import { failedText } from "../failed.ts";
import {
  type Failed,
  type Json,
  kindOf,
  type Passage,
  type Run,
  type Table,
  type Tree,
  type Value,
} from "../value.ts";
import { counted, cut, number } from "./bundle.ts";

/** A value in one line of at most so many characters. */
export function brief(value: Value, most: number): string {
  if (typeof value === "string") return cut(value, most);
  if (typeof value === "number") return number(value);
  if (value === null || typeof value === "boolean") return String(value);
  const kind = kindOf(value);
  if (kind === "tree") return cut(`tree: ${(value as Tree).scope}`, most);
  if (kind === "passage") return cut(`${(value as Passage).id}: ${(value as Passage).text}`, most);
  if (kind === "failed") return cut(failedText(value as Failed), most);
  const { text, whole } = jsonOf(value, most);
  return whole ? text : cut(`${text}…`, most);
}

/** Tables inside of a value are told by their size. */
export function sized(value: Value): string | null {
  const kind = kindOf(value);
  const table = kind === "run" ? (value as Run).table : kind === "table" ? (value as Table) : null;
  return table && cut(`${counted(table.size, "row")} (${table.names.join(", ")})`, 500);
}

/** JSON in one line, written as far as so many characters go; what is not whole is no JSON. */
function jsonOf(value: Value, most: number): { readonly text: string; readonly whole: boolean } {
  let room = most;
  const write = (inner: Value): string => {
    if (room < 0) return "";
    if (typeof inner !== "object" || inner === null)
      return take(JSON.stringify(typeof inner === "string" ? inner.slice(0, room + 1) : inner));
    const told = sized(inner);
    if (told !== null) return take(JSON.stringify(told));
    room -= 2;
    const parts: string[] = [];
    const entries: Iterable<readonly [string | null, Value]> = Array.isArray(inner)
      ? (inner as readonly Value[]).map((item) => [null, item] as const)
      : Object.entries(inner as { readonly [key: string]: Value });
    for (const [key, item] of entries) {
      if (room < 0) break;
      if (parts.length > 0) room--;
      parts.push(key === null ? write(item) : `${take(`${JSON.stringify(key)}:`)}${write(item)}`);
    }
    return Array.isArray(inner) ? `[${parts.join(",")}]` : `{${parts.join(",")}}`;
  };
  const take = (text: string): string => {
    room -= text.length;
    return text;
  };
  const text = write(value);
  return { text, whole: room >= 0 };
}

/** Types of a column's values as the language calls them; whole numbers beside others are numbers. */
export function typeOf(values: Iterable<Value>): string {
  const kinds = new Set<string>();
  for (const value of values) if (value !== null) kinds.add(kindName(value));
  for (const kind of kinds)
    if (kind.startsWith("Int") && kinds.has(kind.replace("Int", "Num"))) kinds.delete(kind);
  return kinds.size === 1 ? ([...kinds][0] ?? "Null") : kinds.size === 0 ? "Null" : "Json";
}

/**
 * The type of a column by what its values look like and by what the checker knows: that of an empty one, and that numbers which
 * happen to be whole here are not so everywhere.
 */
export function columnType(found: string, checked: string | undefined): string {
  if (checked === undefined) return found;
  const whole = (type: string): string => type.replaceAll(/\bNum\b/g, "Int");
  return found === "Null" || found === whole(checked) ? checked : found;
}

function kindName(value: Value): string {
  if (typeof value === "number") return Number.isInteger(value) ? "Int" : "Num";
  if (typeof value === "string") return "Text";
  if (typeof value === "boolean") return "Bool";
  if (Array.isArray(value)) {
    const of = typeOf(value as readonly Value[]);
    return `${of === "Null" ? "Json" : of}[]`;
  }
  const kind = kindOf(value);
  return kind === undefined ? "Json" : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

/** A value as JSON where it is plain data and takes at most so many characters; else in one line. */
export function plainly(value: Value, most: number): Json {
  if (typeof value === "string") return cut(value, most);
  if (typeof value !== "object" || value === null) return value;
  if (kindOf(value) !== undefined) return brief(value, most);
  const { text, whole } = jsonOf(value, most);
  // read again, since what was written tells of a table inside and does not hold it
  return whole ? (JSON.parse(text) as Json) : brief(value, most);
}
