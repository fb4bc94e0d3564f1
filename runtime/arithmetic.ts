// Operators between values, members and indices: what `+`, `.name` and `[i]` do.
import { describe } from "./operator.ts";
import { typeError } from "./problem.ts";
import { rows, type Table } from "./table.ts";
import { bare, kindOf, type Run, type Value } from "./value.ts";

type Rule = (left: Value, right: Value) => Value | undefined;
const numeric =
  (compute: (a: number, b: number) => number): Rule =>
  (a, b) =>
    typeof a === "number" && typeof b === "number" ? compute(a, b) : undefined;
const ordered =
  (holds: (order: number) => boolean): Rule =>
  (a, b) => {
    if (typeof a === "number" && typeof b === "number") return holds(a - b);
    return typeof a === "string" && typeof b === "string" ? holds(a < b ? -1 : a > b ? 1 : 0) : undefined;
  };

/** undefined: the operands do not go with the operator. */
const rules: { readonly [op: string]: Rule } = {
  "+": (a, b) => (typeof a === "string" && typeof b === "string" ? a + b : numeric((x, y) => x + y)(a, b)),
  "-": (a, b) => (b === null && typeof a === "number" ? -a : numeric((x, y) => x - y)(a, b)),
  "*": numeric((a, b) => a * b),
  "/": numeric((a, b) => a / b),
  "%": numeric((a, b) => a % b),
  "<": ordered((order) => order < 0),
  "<=": ordered((order) => order <= 0),
  ">": ordered((order) => order > 0),
  ">=": ordered((order) => order >= 0),
  "==": (a, b) => same(a, b),
  "!=": (a, b) => !same(a, b),
  in: (a, b) =>
    Array.isArray(b)
      ? b.some((item) => same(a, item))
      : typeof a === "string" && typeof b === "string"
        ? b.includes(a)
        : undefined,
  and: (a, b) => (typeof a === "boolean" && typeof b === "boolean" ? b : undefined),
  or: (a, b) => (typeof a === "boolean" && typeof b === "boolean" ? b : undefined),
  "??": (_, b) => b,
  not: (a) => (typeof a === "boolean" ? !a : undefined),
};

/** `left op right`; unary operators have `right` null. A division by zero is an error, never Infinity. */
export function arithmetic(op: string, left: Value, right: Value): Value {
  const value = rules[op]?.(left, right);
  if (value === undefined)
    throw typeError("E211", `'${op}' does not work on ${describe(left)} and ${describe(right)}`);
  if (typeof value === "number" && !Number.isFinite(value))
    throw typeError("E211", `'${op}' gives no number here: division by zero`);
  return value;
}

/** Deep equality of plain values. */
const same = (a: Value, b: Value): boolean =>
  a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));

/** `of.name`. Only own members: nothing of an object's prototype can be reached. */
export function member(of: Value, name: string): Value {
  if (typeof of !== "object" || of === null || Array.isArray(of) || kindOf(of) === "table")
    throw typeError("E208", `${describe(of)} has no '${name}'`);
  const value = Object.getOwnPropertyDescriptor(of, name)?.value as Value | undefined;
  if (value === undefined || (name === "kind" && kindOf(of) !== undefined))
    throw typeError("E208", `${describe(of)} has no '${name}'`);
  return value;
}

/** `of[from]` or `of[from .. to]` (end not included) of a list or of the characters of a text, `of[from]` of a table; negative positions count from the end. */
export function index(of: Value, from: Value, to: Value | undefined): Value {
  if (to === undefined && TABLES.has(kindOf(of))) return rowAt(of as Table | Run, from);
  if (!Array.isArray(of) && typeof of !== "string") throw typeError("E208", `${describe(of)} has no [ ]`);
  if (typeof from !== "number" || (to !== undefined && typeof to !== "number"))
    throw typeError("E204", "an index must be Int");
  // text by code points, which is what 'len' counts
  const items: readonly Value[] = typeof of === "string" ? Array.from(of) : (of as readonly Value[]);
  if (to !== undefined)
    return typeof of === "string" ? Array.from(of).slice(from, to).join("") : items.slice(from, to);
  const value = items.at(from);
  if (value === undefined) throw typeError("E215", `there is no item ${from} among ${items.length}`);
  return value;
}

const TABLES: ReadonlySet<string | undefined> = new Set(["table", "run"]);

/** A row as a record. */
function rowAt(of: Table | Run, from: Value): Value {
  if (typeof from !== "number") throw typeError("E204", "an index must be Int");
  const all = rows(of.kind === "run" ? of.table : of);
  const row = all.at(from);
  if (!row) throw typeError("E215", `there is no row ${from} among ${all.length}`);
  return bare(Object.entries(row));
}
