// Where the names of an expression are looked up, and under which key what it computes is remembered.
import { own } from "../dsl/own.ts";
import type { Ex } from "../dsl/plan/plan.ts";
import type { Row, Value } from "./value.ts";

/** Where names are looked up while an expression is evaluated. */
export interface Scope {
  readonly row: Row | null;
  /** Parameters, loop names, axes; an axis value may itself have to be computed. */
  readonly local: (name: string) => Value | Promise<Value> | undefined;
  /** Key of the current combination of some axes ("." is the row), or null where nothing may be remembered. */
  readonly key: ((axes: readonly string[]) => string | null) | null;
}
/** Outside of runs: what mentions nothing is evaluated once. */
export const nowhere: Scope = {
  row: null,
  local: () => undefined,
  key: (axes) => (axes.length === 0 ? "" : null),
};

/** A scope with more names, which hide those around them. What mentions one of them is not remembered. */
export const inside = (scope: Scope, names: ReadonlyMap<string, Value>): Scope => ({
  ...scope,
  local: (name) => (names.has(name) ? names.get(name) : scope.local(name)),
  key: keyWithout(scope, [...names.keys()]),
});

/** Nothing that mentions one of the names is remembered. */
export const keyWithout = ({ key }: Scope, names: readonly string[]): Scope["key"] =>
  key && ((axes) => (axes.some((axis) => names.includes(axis)) ? null : key(axes)));

/** Calls of a body are shared among calls from one place, as far as the arguments they mention depend on the same. */
export function keyAt(ex: Extract<Ex, { op: "invoke" }>, { key }: Scope): Scope["key"] {
  if (!key) return null;
  return (params) => {
    const axes = new Set(params.flatMap((param) => own(ex.per, param) ?? []));
    const outer = key([...axes].toSorted());
    return outer === null ? null : `${placeOf(ex)}(${outer})`;
  };
}

const placesOf = new WeakMap<Ex, number>();
let places = 0;
/** A number for the place a function is called from. */
function placeOf(ex: Ex): number {
  const known = placesOf.get(ex) ?? ++places;
  placesOf.set(ex, known);
  return known;
}
