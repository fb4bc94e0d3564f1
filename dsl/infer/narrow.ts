// What a condition says about null: behind `x != null`, x is there.
import type { Expr } from "../syntax/ast.ts";
import type { Env } from "./env.ts";

/** The same place where a condition is known to be true, or false: what it compared with null is there, or not told. */
export function narrowed(env: Env, test: Expr, holds: boolean): Env {
  const paths = presentIn(test, holds);
  return paths.length === 0 ? env : { ...env, present: new Set([...env.present, ...paths]) };
}

/** Whether a condition around it has made sure that this is not null. */
export function isPresent(expr: Expr, { present }: Env): boolean {
  const path = present.size > 0 ? pathOf(expr) : null;
  return path !== null && present.has(path);
}

/** A name, a column, or a member of one: `.facts.tokens`. Null for what may differ when it is computed again. */
function pathOf(expr: Expr): string | null {
  if (expr.kind === "Ref") return expr.name.text;
  if (expr.kind === "Field") return `.${expr.name.text}`;
  const of = expr.kind === "Get" ? pathOf(expr.of) : null;
  return of !== null && expr.kind === "Get" ? `${of}.${expr.name.text}` : null;
}

function presentIn(test: Expr, holds: boolean): readonly string[] {
  const bare = pathOf(test);
  // in a template, {{#if x}}
  if (bare !== null) return holds ? [bare] : [];
  if (test.kind === "Unary" && test.op === "not") return presentIn(test.of, !holds);
  if (test.kind !== "Binary") return [];
  const { op, left, right } = test;
  if (op === (holds ? "and" : "or")) return [...presentIn(left, holds), ...presentIn(right, holds)];
  if (op !== (holds ? "!=" : "==")) return [];
  const other = left.kind === "Null" ? right : right.kind === "Null" ? left : null;
  const path = other && pathOf(other);
  return path === null ? [] : [path];
}
