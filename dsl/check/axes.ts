// The axes of a run: lists of values or records of arms, each used, no value twice.
import type { Expr, RunDecl, Vary } from "../syntax/ast.ts";
import type { Env } from "../infer/env.ts";
import { infer } from "../infer/infer.ts";
import { want } from "../infer/lookup.ts";
import { constant } from "../names/scope.ts";
import { list, merge, type Type, union, unknown } from "../types/types.ts";
import { walk } from "../syntax/walk.ts";

/** E302: an axis that nothing mentions makes copies. A single value makes none. */
export function checkUse(run: RunDecl, env: Env): void {
  for (const { name, in: values } of run.vary) {
    const count =
      values.kind === "List" ? values.items.length : values.kind === "Record" ? values.entries.length : null;
    if (name.text === "" || (count !== null && count < 2)) continue;
    const others = run.vary.flatMap((vary) => (vary.name === name ? [] : [vary.in]));
    if ([...others, ...run.items].some((node) => mentions(node, name.text))) continue;
    env.report("E302", name.span, {
      message: `axis '${name.text}' is varied but never used in '${run.name.text}': the grid would be ${count ?? "made of"} identical copies`,
      hint: "use it, or remove it",
    });
  }
}

/** An axis is read by its name, in later steps also as a column of the row. */
function mentions(root: Expr | RunDecl["items"][number], name: string): boolean {
  let found = false;
  walk(root, (node) => {
    if (node.kind === "Ref" || node.kind === "Field") found ||= node.name.text === name;
    return !found;
  });
  return found;
}

/** E209: a value that stands twice in a written list gives every row twice. */
export function checkRepeats(values: Expr, env: Env): void {
  const seen = new Set<string>();
  for (const item of values.kind === "List" ? values.items : []) {
    const value = constant(item);
    const written = value === undefined ? undefined : JSON.stringify(value);
    const key = item.kind === "Ref" ? `name ${item.name.text}` : written;
    if (key === undefined || key === "name ") continue;
    const name = item.kind === "Ref" ? item.name.text : String(value);
    if (seen.has(key)) env.report("E209", item.span, { name });
    seen.add(key);
  }
}

/** An axis is a list of values, or a record of named arms. */
export function axisType(vary: Vary, env: Env): Type {
  const { in: values } = vary;
  if (values.kind === "Record") {
    const types = values.entries.map((entry) => infer(entry.value, env));
    infer(values, {
      ...env,
      report: (code, ...rest) => void ((code === "E209" || code === "E210") && env.report(code, ...rest)),
    });
    if (types.length === 0)
      env.report("E010", values.span, { what: `axis '${vary.name.text}' has no values` });
    return merge(types);
  }
  const type = infer(values, env);
  if (values.kind === "List" && values.items.length === 0)
    env.report("E010", values.span, { what: `axis '${vary.name.text}' has no values` });
  checkRepeats(values, env);
  if (type.kind === "list") return type.of;
  want(type, union(list(unknown), { kind: "record", fields: {} }), `axis '${vary.name.text}'`, values, env);
  return unknown;
}
