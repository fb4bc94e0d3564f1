// Which columns of the row an expression reads. The fields of an argument over rows are another row's.
import { operands } from "./free.ts";
import type { Ex } from "./plan.ts";

/** All columns it mentions. */
export function reads(ex: Ex): ReadonlySet<string> {
  if (ex.op === "field") return new Set([ex.name]);
  if (ex.op === "row") return new Set();
  return new Set(operands(ex).flatMap((operand) => [...reads(operand)]));
}

/**
 * Those whose null it does not take care of itself: with `??`, or by comparing them with null. Of `.facts.tokens` the whole
 * path, since that may be a column of its own.
 */
export function needs(ex: Ex): ReadonlySet<string> {
  if (ex.op === "field") return new Set([ex.name]);
  if (ex.op === "get" && ex.of.op === "field") return new Set([`${ex.of.name}.${ex.name}`]);
  if (ex.op === "row") return new Set();
  if (ex.op === "binary" && ex.kind === "??") return needs(ex.right);
  if (comparesNull(ex)) return new Set();
  const all = operands(ex).flatMap((operand) => [...needs(operand)]);
  return new Set(ex.op === "if" ? all.filter((column) => !tested(ex.test).has(column)) : all);
}

const isNull = (ex: Ex): boolean => ex.op === "lit" && ex.value === null;
const comparesNull = (ex: Ex): boolean => ex.op === "binary" && (isNull(ex.left) || isNull(ex.right));

/** Columns that a condition compares with null. */
const tested = (ex: Ex): ReadonlySet<string> =>
  comparesNull(ex) ? reads(ex) : new Set(operands(ex).flatMap((operand) => [...tested(operand)]));
