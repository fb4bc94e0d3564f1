// What a statement sees at the start of its check.
import type { Env } from "../infer/env.ts";
import { infer } from "../infer/infer.ts";
import { seenFrom, strayFrom } from "../names/local.ts";
import type { Scope, View } from "../names/scope.ts";
import type { Statement } from "../syntax/ast.ts";

type Outside = Pick<Env, "known" | "facts" | "types" | "functions" | "shapes"> & {
  readonly scope: Scope;
  readonly view: View;
};

/** A statement at the start of its check: no local names, no row. */
export const seeing = (
  statement: Statement,
  { scope, view, types, functions, known, facts, shapes }: Outside,
  told: Pick<Env, "typed" | "typeOf" | "need" | "report">,
): Env => {
  const { cell } = statement.span;
  // written out member by member: this is made for every statement, and spreading it was a tenth of a check
  return {
    known,
    facts,
    shapes,
    typed: told.typed,
    typeOf: told.typeOf,
    need: told.need,
    report: told.report,
    infer,
    names: seenFrom(view.names, cell),
    types: seenFrom(types, cell),
    elsewhere: view.elsewhere,
    functions,
    file: view.file,
    stray: (name) => scope.labels[strayFrom(view.names.keys(), name, cell) ?? -1],
    skipped: new Set(),
    slot: null,
    locals: new Map(),
    row: null,
    asks: false,
    barred: null,
    present: new Set(),
    depth: 0,
    cell,
  };
};
