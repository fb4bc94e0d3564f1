// What the budget knows of names: terms, the places they are read in, and which axis values are at hand.
import type { Expr, RunDecl, Statement } from "../syntax/ast.ts";
import type { Facts, Known } from "../types/known.ts";
import type { Type } from "../types/types.ts";

/** What names mean everywhere in a program. */
export interface House {
  readonly names: ReadonlyMap<string, Statement>;
  readonly known: Known;
  readonly facts: Facts;
  readonly typeOf: ReadonlyMap<Expr, Type>;
  /** The file whose names these are. */
  readonly file: string;
}
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
