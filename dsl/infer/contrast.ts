// `delta`, `deltas` and `compare`: one axis, two of its values, the others held fixed or averaged; items that can be paired.
import type { Call, Expr } from "../syntax/ast.ts";
import { axisValues } from "./axis-values.ts";
import type { Bound } from "../types/bind.ts";
import type { Env } from "./env.ts";
import { inferColumn, nameOf } from "./lookup.ts";
import { near } from "../tell/near.ts";
import { constant } from "../names/scope.ts";
import { bool, columnsOf, int, nullable, num, table, type Type, unknown } from "../types/types.ts";
import { walk } from "../syntax/walk.ts";

/** Reports E302 (no such value, not two of them), E209 (one twice), E303 (nothing that names an item). */
export function checkContrast(
  at: Call,
  score: Type | undefined,
  { values, rest }: Bound,
  env: Env,
  what: "delta" | "deltas" = "delta",
): void {
  const [of] = values.values();
  const subject = of?.[0];
  if (!subject || score?.kind !== "score") return;
  const axes = rest.filter(([name]) => score.by?.includes(name.text) ?? true);
  for (const [name, value] of axes) {
    const known = axisValues(subject, name.text, env);
    const items = value.kind === "List" ? value.items : [value];
    for (const item of known ? items : []) checkValue(name.text, item, known ?? [], nameOf(subject), env);
    checkTwice(items, env);
  }
  const meant = at.args.filter(({ name }) => name && !values.has(name.text));
  if (meant.length > axes.length) return;
  const lists = rest.filter(([, value]) => value.kind === "List");
  const open = rest.some(([, value]) => value.kind !== "List" && constant(value) === undefined);
  const pair = lists[0]?.[1];
  if (!open && (lists.length !== 1 || (pair?.kind === "List" && pair.items.length !== 2)))
    env.report("E302", at.span, twoValues(score.by ?? [], what));
  if (score.paired === false)
    env.report("E303", at.span, { column: "id", table: nameOf(subject), near: undefined, columns: [] });
}

/** A row for each value of the axes that `deltas` does not name. */
export function deltasType(score: Type | undefined, { rest }: Bound): Type {
  if (score?.kind !== "score" || !score.by) return table(null);
  const named = rest.map(([name]) => name.text);
  const free = score.by.filter((axis) => !named.includes(axis));
  const columns = new Map<string, Type>(free.map((axis) => [axis, unknown]));
  for (const name of ["mean", "lo", "hi", "mde", "p", "adjusted"]) columns.set(name, num);
  return table({
    ...Object.fromEntries(columns),
    n: int,
    r: nullable(num),
    needed: nullable(int),
    decisive: bool,
  });
}

/** The metric is read on both sides: what it mentions must be there twice. Reports E201, E303. */
export function checkComparison(types: ReadonlyMap<string, Type>, bound: Bound, env: Env): void {
  const [second] = bound.values.get("b") ?? [];
  const columns = columnsOf(types.get("b") ?? unknown);
  const [metric] = bound.values.get("metric") ?? [];
  const row = { name: nameOf(second), columns };
  if (columns && metric)
    walk(metric, (node) => void (node.kind === "Field" && inferColumn(node.name, row.name, columns, env)));
  if (!bound.values.has("paired"))
    for (const side of ["a", "b"]) {
      const [of] = bound.values.get(side) ?? [];
      const known = columnsOf(types.get(side) ?? unknown);
      if (of && known && !Object.hasOwn(known, "id"))
        env.report("E303", of.span, {
          column: "id",
          table: nameOf(of),
          near: undefined,
          columns: Object.keys(known),
        });
    }
}

/** What `delta` wants, in the words of the checker and of a running program. */
export const twoValues = (by: readonly string[], what: string): { message: string; hint: string } => ({
  message: `'${what}' contrasts one axis by two values, as in ${by[0] ?? "arm"}: ["a", "b"]`,
  hint: axesOf(by),
});

/** Which axes a score has. */
export const axesOf = (by: readonly string[]): string =>
  by.length > 0 ? `axes: ${by.join(", ")}` : "it has no axes; its 'by' names them";

/** A value that an axis does not have. */
export function noValue(
  axis: string,
  score: string,
  value: unknown,
  values: readonly unknown[],
): { readonly message: string; readonly hint: string; readonly near: string | undefined } {
  const words = values.filter((one) => typeof one === "string");
  const meant = typeof value === "string" ? near(value, words) : undefined;
  return {
    message: `'${axis}' of '${score}' has no value ${JSON.stringify(value)}${meant === undefined ? "" : `; did you mean "${meant}"?`}`,
    hint: `values: ${values.map((one) => String(JSON.stringify(one))).join(", ")}`,
    near: meant,
  };
}

function checkValue(axis: string, item: Expr, known: readonly unknown[], score: string, env: Env): void {
  const value = constant(item);
  if (value === undefined || known.some((one) => JSON.stringify(one) === JSON.stringify(value))) return;
  const { message, hint, near: meant } = noValue(axis, score, value, known);
  const fixes =
    meant === undefined
      ? []
      : [{ title: `replace with "${meant}"`, span: item.span, text: JSON.stringify(meant) }];
  env.report("E302", item.span, { message, hint }, fixes);
}

function checkTwice(items: readonly Expr[], env: Env): void {
  const seen = new Set<string>();
  for (const item of items) {
    const value = constant(item);
    if (value === undefined) continue;
    const text = JSON.stringify(value);
    if (seen.has(text)) env.report("E209", item.span, { name: typeof value === "string" ? value : text });
    seen.add(text);
  }
}
