// What an expression may see: declarations, local names, the row in context, and what the outside has told.
import type { Expr, Statement } from "../syntax/ast.ts";
import type { Report } from "../tell/diagnostic.ts";
import type { Facts, Known, Need, Signature } from "../types/known.ts";
import type { Shapes } from "../types/shape.ts";
import type { Fields, Type } from "../types/types.ts";

/** A kind of name, and the statements that declare it. */
export interface Slot {
  readonly what: string;
  readonly kinds: readonly Statement["kind"][];
}
export const slots = {
  model: { what: "model", kinds: ["ModelDecl"] },
  table: { what: "table", kinds: ["DataDecl", "RunDecl"] },
} as const satisfies { readonly [name: string]: Slot };

/** The row in context. `columns` null: there is a row, but its columns are not known. */
export interface RowScope {
  readonly name: string;
  readonly columns: Fields | null;
  /** Of a score: what it measures. */
  readonly metrics?: readonly string[] | null;
}

export interface Env {
  readonly known: Known;
  readonly facts: Facts;
  readonly report: Report;
  /** The one function from expression to type; here so that calls can use it without a circle of imports. */
  readonly infer: (expr: Expr, env: Env) => Type;
  /** Asks the caller for a fact. */
  readonly need: (need: Need) => void;
  readonly names: ReadonlyMap<string, Statement>;
  /** What messages call the other cell that a name is local to; undefined where there is none. */
  readonly stray: (name: string) => string | undefined;
  /** Types of the declarations checked so far; a name without one is broken or circular. */
  readonly types: ReadonlyMap<string, Type>;
  readonly shapes: Shapes;
  /** Those of the names whose declaration lies in another file, where other names are seen. */
  readonly elsewhere: ReadonlySet<string>;
  /** Functions of TypeScript, by the path they are called by. */
  readonly functions: ReadonlyMap<string, Signature>;
  /** The file it stands in; "" is the program itself. */
  readonly file: string;
  /** Declarations left out because a set is not at hand. */
  readonly skipped: Set<string>;
  /** What a bare name stands for here, where the place itself says so: an unknown one is told among its kind. */
  readonly slot: Slot | null;
  readonly locals: ReadonlyMap<string, Type>;
  readonly row: RowScope | null;
  /** Inside a run that asks a model: token counts default to that model's. */
  readonly asks: boolean;
  /** What a condition around this place has made sure of not being null: `x`, `.column`, `.column.member`. */
  readonly present: ReadonlySet<string>;
  /** How many functions deep the types of arguments were put in for those of parameters. */
  readonly depth: number;
  /** Inside `over`: the axes of the run, which are not in scope there. */
  readonly barred: { readonly run: string; readonly axes: ReadonlySet<string> } | null;
  readonly cell: number;
  /** Told the type of every expression and what it may see, for hovers and completion. */
  readonly typed: (expr: Expr, type: Type, env: Env) => void;
  /** What was told about an expression. */
  readonly typeOf: (expr: Expr) => Type | undefined;
}

export const withRow = (env: Env, row: RowScope | null): Env => ({
  ...env,
  row,
  present: kept(env.present, (path) => !path.startsWith(".")),
});
export function withLocals(env: Env, added: Iterable<readonly [string, Type]>): Env {
  const locals = [...added];
  const hidden = new Set(locals.map(([name]) => name));
  const present = kept(env.present, (path) => !hidden.has(path.split(".")[0] ?? ""));
  return { ...env, locals: new Map([...env.locals, ...locals]), present };
}

const kept = (paths: ReadonlySet<string>, keep: (path: string) => boolean): ReadonlySet<string> =>
  paths.size === 0 ? paths : new Set([...paths].filter(keep));
