// What is found out while checking, by file: of each name its type, whether it is broken, left out, or still asked about.
import type { Statement, Use } from "../syntax/ast.ts";
import type { Report } from "../tell/diagnostic.ts";
import { nameIn } from "../names/local.ts";
import { gives, type Scope, type View } from "../names/scope.ts";
import type { Shapes } from "../types/shape.ts";
import { shapesOf } from "../types/shapes.ts";
import type { Signature } from "../types/known.ts";
import type { Type } from "../types/types.ts";
import { typesOf } from "../infer/use.ts";

/** What is found out about the names that one file sees. */
export interface Seen {
  readonly view: View;
  readonly shapes: Shapes;
  readonly types: Map<string, Type>;
  /** Functions of TypeScript: those of files, and those that cells export. */
  readonly functions: Map<string, Signature>;
  /** Types of broken statements too, as far as they can be told. */
  readonly guesses: Map<string, Type>;
  /** Names that have an error or rest on one -> the name that has it, as this file calls it. */
  readonly broken: Map<string, string>;
  /** Names left out because a set is not at hand -> the name that reads it. */
  readonly skipped: Map<string, string>;
  /** Names about which a question is open. */
  readonly pending: Set<string>;
}

/** The names of every file, with nothing found out yet but the circles. */
export function seenBy(scope: Scope): {
  readonly own: Seen;
  readonly at: (view: View) => Seen;
  /** Under which names, in which files, a statement is seen. */
  readonly binders: (statement: Statement) => readonly (readonly [Seen, string])[];
} {
  const nothing = (view: View): Seen => ({
    view,
    // a tree of another file keeps its shape; of one name, the file's own counts
    shapes: shapesOf([...scope.views.flatMap(({ names }) => [...names.values()]), ...view.names.values()]),
    types: new Map(),
    functions: new Map(view.functions),
    guesses: new Map(),
    broken: new Map(),
    skipped: new Map(),
    pending: new Set(),
  });
  const seen = new Map(scope.views.map((view) => [view.file, nothing(view)]));
  const own = seen.get("") ?? nothing(scope);
  const binders = new Map<Statement, (readonly [Seen, string])[]>();
  for (const each of seen.values())
    for (const [name, statement] of each.view.names)
      binders.set(statement, [...(binders.get(statement) ?? []), [each, name]]);
  for (const statement of scope.circular.keys())
    for (const [each, name] of binders.get(statement) ?? []) each.broken.set(name, name);
  return {
    own,
    at: ({ file }) => seen.get(file) ?? own,
    binders: (statement) => binders.get(statement) ?? [],
  };
}

/** A `use`: of what it brings in, each name may be sound, broken or open by itself. */
export function seeUse(use: Use, { view, types, guesses, broken, pending }: Seen): void {
  const used = view.uses.get(use)?.kind;
  for (const [name, type] of typesOf(use, view, types)) {
    types.set(name, type);
    guesses.set(name, type);
  }
  for (const [name, statement] of view.names) {
    if (statement !== use) continue;
    if (used === "pending") pending.add(name);
    else if (used === "lost" || !(types.has(name) || view.functions.has(name))) broken.set(name, name);
  }
}

/** What W111 and W112 say of a name that is left out: the first cause, and the name that leads there. */
export const causeOf = (
  causes: ReadonlyMap<string, string>,
  key: string,
): { readonly because: string; readonly by: string | null } => {
  const root = causes.get(key) ?? key;
  return { because: nameIn(root), by: root === key ? null : nameIn(key) };
};

/** The statement that has the error which a broken name rests on. */
export const rootOf = ({ view, broken }: Seen, key: string): Statement | undefined =>
  view.names.get(broken.get(key) ?? key);

/** W120: at each `use`, which of its names have an error in their own file. */
export function tellBroken({ view, broken }: Seen, report: Report): void {
  for (const [use, used] of view.uses) {
    if (used.kind !== "program" || use.kind !== "Use") continue;
    const names = [...broken.keys()].filter((name) => gives(use, name) && view.names.get(name) !== use);
    if (names.length > 0) report("W120", use.path.span, { path: use.from, names, scripts: used.scripts });
  }
}
