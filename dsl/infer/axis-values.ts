// The values of an axis, as far as the program writes them out.
import type { Expr } from "../syntax/ast.ts";
import { called, declared, type Names, past, subject } from "./origin.ts";
import { constant } from "../names/scope.ts";

/** The values of an axis of a score, a run or a table; null where they are computed, or come from a file. */
export function axisValues(of: Expr, axis: string, env: Names): readonly unknown[] | null {
  if (of.kind === "Ref" && env.passed?.has(of.name.text)) return null;
  const statement = of.kind === "Ref" ? env.names.get(of.name.text) : undefined;
  if (statement?.kind === "ScoreDecl") return axisValues(statement.of, axis, past(of, env));
  const vary =
    statement?.kind === "RunDecl" ? statement.vary.find(({ name }) => name.text === axis) : undefined;
  if (vary) return labels(vary.in);
  const next = declared(of, env);
  if (next) return axisValues(next, axis, past(of, env));
  const call = called(of, env);
  if (!call) return null;
  const { signature, args, rest } = call;
  if (signature.name === "union") {
    const as = args.get("as");
    if ((as ? constant(as) : "run") === axis) return rest.map(([label]) => label);
    return merged(rest.map(([, part]) => axisValues(part, axis, env)));
  }
  if (signature.name === "both_orders" && axis === "order") return ["given", "swapped"];
  if (signature.rows === "written") return written(subject(call), axis);
  const before = signature.rows === undefined ? undefined : subject(call);
  return before ? axisValues(before, axis, env) : null;
}

/** Arms by their keys; items that are no plain data by their names. */
function labels(values: Expr): readonly unknown[] | null {
  if (values.kind === "Record") return values.entries.map(({ key }) => key.text);
  if (values.kind !== "List") return null;
  const items = values.items.map((item) => (item.kind === "Ref" ? item.name.text : constant(item)));
  return items.includes(undefined) ? null : items;
}

/** A column of rows that are written out. */
function written(rows: Expr | undefined, column: string): readonly unknown[] | null {
  const records = rows?.kind === "List" ? rows.items : [];
  const values = records.map((row) => {
    const entry = row.kind === "Record" ? row.entries.find(({ key }) => key.text === column) : undefined;
    return entry && constant(entry.value);
  });
  return values.length === 0 || values.includes(undefined) ? null : [...new Set(values)];
}

const merged = (all: readonly (readonly unknown[] | null)[]): readonly unknown[] | null =>
  all.includes(null) ? null : [...new Set(all.flatMap((values) => values ?? []))];
