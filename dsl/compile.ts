// THE page: how a program becomes a plan.
//
//   Source --parse--> Statement[] --scope--> Scope --check--> Checked --lower--> Plan
//             |                       |                  |        |
//             E0xx syntax             E102 E103          |        budgets: E301 W201, and needs
//                                                        everything else, and needs
//
// Pure and synchronous. What must be known from outside is answered by asking: `needs` lists the questions, the
// caller fetches the answers into `facts` and calls again until `needs` is empty. A broken statement is left out
// with all that rests on it; the healthy rest is planned. A memo makes the next call quicker and changes nothing else.
import type { Statement } from "./ast.ts";
import { type Budget, budgets as weigh } from "./budget.ts";
import { crowd } from "./cap.ts";
import { check, type Checked } from "./check.ts";
import { collector, type Diagnostic } from "./diagnostic.ts";
import type { Facts, Known, Need } from "./known.ts";
import { lower } from "./lower.ts";
import type { Memo } from "./memo.ts";
import { parse } from "./parse.ts";
import type { Plan } from "./plan.ts";
import { type Scope, scopeOf } from "./scope.ts";
import type { Source } from "./source.ts";

/** A program as far as it is understood before anything is planned: what the language service answers from. */
export interface Analysis {
  readonly source: Source;
  readonly known: Known;
  readonly facts: Facts;
  readonly statements: readonly Statement[];
  readonly scope: Scope;
  readonly checked: Checked;
  /** In order of cell and place. */
  readonly diagnostics: readonly Diagnostic[];
  readonly needs: readonly Need[];
  /** What each prompt can need of each model's window, by parts. */
  readonly budgets: readonly Budget[];
}

export interface Compiled extends Analysis {
  readonly plan: Plan;
}

/**
 * Compiles a program.
 * @param known what the language may name: operators, properties, devices
 * @param facts answers to the needs of an earlier call
 * @param memo what earlier calls made
 */
export function compile(source: Source, known: Known, facts: Facts = {}, memo?: Memo): Compiled {
  const analysis = analyse(source, known, facts, memo);

  // 5. sound statements -> steps with hashes
  const digest = memo ? (text: string) => memo.digest(text, known.digest) : known.digest;
  const plan = lower(analysis.checked, analysis.scope, { ...known, digest });

  return { ...analysis, plan };
}

/** The first four steps: all that is to be told about a program. */
export function analyse(source: Source, known: Known, facts: Facts = {}, memo?: Memo): Analysis {
  // 1. text -> statements, cell by cell, statement by statement
  const { statements, diagnostics: syntax } = parse(source, memo);

  // 2. who declares what, in which order it can be computed
  const { report, list } = collector();
  const scope = scopeOf(statements, source, report);

  // 3. names, columns, arguments, properties; questions to the outside
  const checked = check(scope, known, facts, spoiled(statements, syntax), report);

  // 4. what prompts can need of a window
  const { budgets, needs: counts } = weigh({ source, scope, checked, known, facts }, report);
  const needs = [...checked.needs, ...counts];

  // what is told of it: all problems at once, the rest of a crowd counted
  const diagnostics = crowd([...syntax, ...list].toSorted(bySpan), statements);
  return { source, known, facts, statements, scope, checked, budgets, diagnostics, needs };
}

/** Statements that a syntax error lies in. */
function spoiled(statements: readonly Statement[], syntax: readonly Diagnostic[]): ReadonlySet<Statement> {
  const inside = ({ span }: Statement) =>
    syntax.some(
      (one) =>
        (one.severity === "error" || one.more !== undefined) &&
        one.span.cell === span.cell &&
        one.span.start >= span.start &&
        one.span.start <= span.end,
    );
  return new Set(statements.filter(inside));
}

const bySpan = (a: Diagnostic, b: Diagnostic): number =>
  a.span.cell - b.span.cell || a.span.start - b.span.start || (a.code < b.code ? -1 : 1);
