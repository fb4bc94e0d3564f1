// Looking up columns and names, and saying what is wrong when they are not there or do not fit.
import type { Expr, Name } from "../syntax/ast.ts";
import type { Env } from "./env.ts";
import { misfit } from "./misfit.ts";
import type { Params } from "../tell/messages.ts";
import { kin, near, swap } from "../tell/near.ts";
import { own } from "../own.ts";
import { noun } from "../names/scope.ts";
import { type Fields, fits, show, shown, type Type, unknown } from "../types/types.ts";

/** Reports E204, or something more exact, unless `got` may stand for `wanted`. */
export function want(got: Type, wanted: Type, what: string, at: Expr, env: Env): void {
  if (fits(got, wanted) || misfit(at, got, wanted, what, env)) return;
  env.report("E204", at.span, { what, wanted: show(wanted), got: shown(got, wanted) });
}

/** The type of a column; E201 when the table is known not to have it. */
export function inferColumn(name: Name, table: string, columns: Fields | null, env: Env): Type {
  if (columns === null || name.text === "") return unknown;
  const found = Object.hasOwn(columns, name.text) ? columns[name.text] : undefined;
  if (found) return found;
  const names = Object.keys(columns);
  const meant = near(name.text, names);
  env.report(
    "E201",
    name.span,
    { table, column: name.text, near: meant, columns: names },
    swap(name.span, meant),
  );
  return unknown;
}

/** E101 with the nearest of the names that would do here. */
export function unknownName(name: Name, what: string, inScope: readonly string[], env: Env): void {
  const meant = own(CONSTANTS, name.text);
  if (meant === undefined) return report(name, { what, inScope }, inScope, env);
  const told = { what, name: name.text, near: meant, inScope: [] };
  env.report("E101", name.span, told, swap(name.span, meant));
}

/** Values as other languages spell them. */
const CONSTANTS: { readonly [name: string]: string } = {
  True: "true",
  TRUE: "true",
  False: "false",
  FALSE: "false",
  None: "null",
  NULL: "null",
  nil: "null",
  undefined: "null",
};

/** The same for what is called. Operators are many: told are those named alike, or what does the same under another name. */
export function unknownCallee(name: Name, what: string, declared: readonly string[], env: Env): void {
  const operators = Object.keys(env.known.operators);
  const inScope = [...kin(name.text, operators), ...declared];
  const instead = own(env.known.instead, name.text);
  report(name, { what, inScope, callee: { instead } }, instead ? [] : [...declared, ...operators], env);
}

function report(
  name: Name,
  about: Pick<Params["E101"], "what" | "inScope" | "callee">,
  candidates: readonly string[],
  env: Env,
): void {
  const stray = env.stray(name.text);
  const meant = stray === undefined ? near(name.text, candidates) : undefined;
  env.report("E101", name.span, { ...about, name: name.text, near: meant, stray }, swap(name.span, meant));
}

/** What messages call the table an expression is about. */
export const nameOf = (expr: Expr | undefined): string =>
  expr?.kind === "Ref"
    ? expr.name.text
    : expr?.kind === "Pipe"
      ? nameOf(expr.left)
      : expr?.kind === "Get" && expr.of.kind === "Ref"
        ? `${expr.of.name.text}.${expr.name.text}`
        : "the table";

/** What kind of thing a name is, for "is X, but Y is wanted". */
export function whatIs(name: string, env: Env): string {
  const statement = env.names.get(name);
  return statement ? noun(statement) : env.locals.has(name) ? "a local name" : "an operator";
}
