// What the budget knows of names: terms, the places they are read in, and which axis values are at hand.
import type { Expr, RunDecl, Statement } from "../syntax/ast.ts";
import type { Facts, Known } from "../types/known.ts";
import type { Type } from "../types/types.ts";

/** What names mean in a file of a program, as one of its cells sees it. */
export interface House {
  /** Members of a used file are `lib.x`. */
  readonly names: ReadonlyMap<string, Statement>;
  readonly known: Known;
  readonly facts: Facts;
  readonly typeOf: ReadonlyMap<Expr, Type>;
  /** The file whose names these are; "" is the program itself. */
  readonly file: string;
  /** Where a declaration stands: there its own names and paths are looked up. */
  readonly homeOf: (declared: Statement) => House;
}
export const typesIn =
  ({ typeOf }: House) =>
  (expr: Expr): Type | undefined =>
    typeOf.get(expr);
/** An expression, and where its names are looked up. */
export interface Term {
  readonly expr: Expr;
  readonly place: Place;
}
export interface Place {
  readonly house: House;
  readonly locals: ReadonlyMap<string, Local>;
  readonly row: RowOf | null;
}
/** Whose columns `.x` means: those of a run before its item number `before`, or those of a table. */
export type RowOf =
  | { readonly kind: "run"; readonly run: RunDecl; readonly before: number }
  | { readonly kind: "table"; readonly table: Term };
export type Local =
  | { readonly kind: "term"; readonly term: Term }
  | { readonly kind: "axis"; readonly name: string; readonly values: readonly Term[] }
  /** A name whose values are not known: of `{{#each}}`, of a lambda, an axis over something computed. */
  | { readonly kind: "open" };
/** Axis -> position of the value it has in the case at hand. */
export type Chosen = ReadonlyMap<string, number>;
/** What a term can be, and which axis values make it so. */
export interface Case {
  readonly term: Term;
  readonly chosen: Chosen;
}

export const none: Chosen = new Map();
export const topOf = (house: House): Place => ({ house, locals: new Map(), row: null });

/** The declaration that an expression names, `x` or `lib.x`; undefined where it is a local name, or names none. */
export function declaredBy({ expr, place }: Term): Statement | undefined {
  if (expr.kind === "Ref")
    return place.locals.has(expr.name.text) ? undefined : place.house.names.get(expr.name.text);
  if (expr.kind !== "Get" || expr.of.kind !== "Ref" || place.locals.has(expr.of.name.text)) return undefined;
  return place.house.names.get(`${expr.of.name.text}.${expr.name.text}`);
}
