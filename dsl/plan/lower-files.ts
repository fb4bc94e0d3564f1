// What lowering has to know about the files of a program: ids of steps in other files, the TypeScript that is called.
import type { Expr, Statement } from "../syntax/ast.ts";
import type { Checked } from "../check/check.ts";
import type { Known } from "../types/known.ts";
import { type Lowering, memberOf } from "./lower-expr.ts";
import type { PlanModule, Step } from "./plan.ts";
import { keyOf, seenFrom } from "../names/local.ts";
import { declares, type Scope, viewOf } from "../names/scope.ts";

/** The name a statement declares; of another file than the program's own, with the file before it. */
export function stepId(statement: Statement, scope: Scope): string | undefined {
  const name = declares(statement)?.text;
  if (name === undefined) return undefined;
  const { file } = viewOf(scope, statement);
  return `${file === "" ? "" : `${file}:`}${keyOf(name, statement.span.cell)}`;
}

export function lowering(statement: Statement, scope: Scope, checked: Checked, known: Known): Lowering {
  const view = viewOf(scope, statement);
  const names = seenFrom(view.names, statement.span.cell);
  const { types, functions, shapes } = checked.seen.get(view.file) ?? {
    ...checked,
    functions: view.functions,
  };
  const elsewhere = [...names].flatMap(([name, declared]) => {
    const id = viewOf(scope, declared).file === "" ? undefined : stepId(declared, scope);
    return id === undefined ? [] : [[name, id] as const];
  });
  return {
    known,
    types: seenFrom(types, statement.span.cell),
    shapes,
    declared: new Set(names.keys()),
    elsewhere: new Map(elsewhere),
    functions,
    scripts: checked.scripts,
    locals: new Map(),
    runModel: null,
  };
}

export const filesOf = (
  statements: readonly Statement[],
  scope: Scope,
): { readonly [cell: number]: string } =>
  Object.fromEntries(
    statements.flatMap((statement) => {
      const { file } = viewOf(scope, statement);
      return file === "" ? [] : [[statement.span.cell, file] as const];
    }),
  );

/** Items that are not plain data go by the names they were written with; a member of a module without its alias. */
export function labels(items: readonly Expr[], low: Lowering): (string | null)[] {
  const written = items.map((item) =>
    item.kind === "Ref" ? item.name.text : item.kind === "Get" ? memberOf(item, low) : null,
  );
  const short = written.map((name) => name?.split(".").at(-1) ?? null);
  return short.map((name, at) =>
    short.indexOf(name) === short.lastIndexOf(name) ? name : (written[at] ?? null),
  );
}

/** The TypeScript that the steps call. */
export function modulesOf(steps: readonly Step[], scope: Scope): PlanModule[] {
  const called = hosts(steps);
  const modules = new Map<string, PlanModule>();
  for (const { uses } of scope.views)
    for (const [use, used] of uses) {
      if (used.kind !== "host" || modules.has(used.file)) continue;
      const { operators, digest } = used.fact;
      const functions = operators.filter(({ name }) => called.has(`${used.file}:${name}`));
      if (functions.length > 0) modules.set(used.file, { file: used.file, digest, functions, at: use.span });
    }
  return [...modules.values()];
}

/** Names of the TypeScript functions that a value of the plan calls. */
export function hosts(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) hosts(item, found);
  else if (typeof value === "object" && value !== null) {
    if ("host" in value && "fn" in value && typeof value.fn === "string") found.add(value.fn);
    for (const item of Object.values(value)) hosts(item, found);
  }
  return found;
}
