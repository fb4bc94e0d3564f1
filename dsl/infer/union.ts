// Tables one under the other: what they make, and what keeps them from it.
import type { Call, Expr } from "../syntax/ast.ts";
import type { Env } from "./env.ts";
import { own } from "../own.ts";
import { constant } from "../names/scope.ts";
import { columnsOf, merge, table, text, type Type, unknown } from "../types/types.ts";

/** Of runs a run with one more axis, of anything else a table. Reports E312. */
export function unionType(
  as: Expr | undefined,
  rest: readonly (readonly [string, Type])[],
  call: Call,
  env: Env,
): Type {
  const name = as ? constant(as) : "run";
  const parts = rest.map(([label, type]) => [label, columnsOf(type)] as const);
  const known = parts.flatMap(([label, columns]) => (columns ? [[label, columns] as const] : []));
  if (typeof name !== "string" || known.length < parts.length) return table(null);
  const wrong = disagree(
    name,
    known.map(([label, columns]) => [label, Object.keys(columns)] as const),
  );
  if (wrong) {
    env.report("E312", call.span, wrong);
    return unknown;
  }
  const all = Object.keys(known[0]?.[1] ?? {});
  const merged = all.map(
    (column) => [column, merge(known.map(([, of]) => own(of, column) ?? unknown))] as const,
  );
  const columns = { [name]: text, ...Object.fromEntries(merged) };
  const runs = rest.flatMap(([, type]) => (type.kind === "run" ? [type] : []));
  if (runs.length < rest.length) return table(columns);
  const axes = [name, ...new Set(runs.flatMap((run) => run.axes))];
  return { kind: "run", columns, axes, seeded: runs.some(({ seeded }) => seeded) };
}

/** Why tables, by label with their columns, make no union; null where they do. `as` is the axis that tells them apart. */
export function disagree(
  as: string,
  parts: readonly (readonly [label: string, columns: readonly string[]])[],
): { readonly message: string; readonly hint: string } | null {
  if (parts.length < 2)
    return {
      message: "'union' needs two runs or tables at least",
      hint: 'label each: union(a: first, b: second, as: "run")',
    };
  const all = [...new Set(parts.flatMap(([, columns]) => columns))];
  if (all.includes(as))
    return {
      message: `'union' makes a column '${as}', which is there already`,
      hint: 'name another: as: "..."',
    };
  const odd = all.filter((column) => parts.some(([, columns]) => !columns.includes(column)));
  const holders = (column: string): string =>
    parts.flatMap(([label, columns]) => (columns.includes(column) ? [`'${label}'`] : [])).join(", ");
  return odd.length === 0
    ? null
    : {
        message: `the columns of ${parts.map(([label]) => `'${label}'`).join(" and ")} differ: ${odd.map((column) => `'${column}' is in ${holders(column)} alone`).join(", ")}`,
        hint: "make them alike: select(...) the same columns of each, or derive(...) what is missing",
      };
}
