// `of[at]` and `of[at .. to]`: items of a list, characters of a text, a row of a table; and what other languages write so.
import type { Expr, Index } from "../syntax/ast.ts";
import type { Env } from "./env.ts";
import { want } from "./lookup.ts";
import { fits, int, isTable, show, text, type Type, unknown } from "../types/types.ts";

export function inferIndex(expr: Index, env: Env): Type {
  const of = env.infer(expr.of, env);
  const hint = written(of, expr);
  if (hint !== null) {
    env.report("E208", expr.span, { what: show(of), name: "[ ]", near: undefined, names: [], hint });
    return unknown;
  }
  for (const at of [expr.at, expr.to]) if (at) want(env.infer(at, env), int, "an index", at, env);
  if (of.kind === "list") return expr.to ? of : of.of;
  if (of.kind === "unknown") return unknown;
  // a row of a table; several are a table, which slice makes
  if ((of.kind === "table" || of.kind === "run") && !expr.to)
    return of.columns ? { kind: "record", fields: of.columns } : unknown;
  if (fits(of, text) || of.kind === "json") return expr.to || fits(of, text) ? of : unknown;
  env.report("E208", expr.span, { what: show(of), name: "[ ]", near: undefined, names: [] });
  return unknown;
}

/** How to write what other languages write as an index of a table or record; null where it is one here. */
function written(of: Type, { at, to }: Index): string | null {
  if (of.kind === "record" && at.kind === "Str" && !to) return `a member is named with a dot: .${at.value}`;
  if (!isTable(of)) return null;
  if (at.kind === "Str") return `a column is chosen by select: |> select(.${at.value})`;
  if (isCondition(at)) return "rows are chosen by where: |> where(...)";
  return to ? "several rows are chosen by slice: |> slice(from, to)" : null;
}

const ARITHMETIC: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "??"]);
const isCondition = (expr: Expr): boolean => expr.kind === "Binary" && !ARITHMETIC.has(expr.op);
