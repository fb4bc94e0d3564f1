// THE page: how a program becomes a plan.
//
//   Source --parse--> Statement[] --link--> files --scope--> Scope --check--> Checked --lower--> Plan
//             |  |                    |                |                  |        |
//             |  TypeScript cells:    E12x E102        E103               |        budgets: E301 W201, and needs
//             |  outlines, needs                                          everything else, and needs
//             E0xx syntax
//
// What is told of a used file is what its names here rest on, and of each statement and cell the first few, the rest counted.
// Pure and synchronous. What must be known from outside is answered by asking: `needs` lists the questions, the
// caller fetches the answers into `facts` and calls again until `needs` is empty. A broken statement is left out
// with all that rests on it; the healthy rest is planned. A memo makes the next call quicker and changes nothing else.
import type { Statement } from "./syntax/ast.ts";
import { type Budget, budgets as weigh } from "./budget/budget.ts";
import { crowd } from "./syntax/cap.ts";
import { check, type Checked } from "./check/check.ts";
import { collector, type Diagnostic } from "./tell/diagnostic.ts";
import type { Facts, Known, Need } from "./types/known.ts";
import { link, type Linked } from "./names/link.ts";
import { lower } from "./plan/lower.ts";
import type { Memo } from "./syntax/memo.ts";
import { parse } from "./syntax/parse.ts";
import type { Plan } from "./plan/plan.ts";
import { outlinesOf } from "./names/outlines.ts";
import { type Scope, scopeOf } from "./names/scope.ts";
import type { Source, Span } from "./source.ts";

/** A program as far as it is understood before anything is planned: what the language service answers from. */
export interface Analysis {
  /** The cells of the program, then those of the files it uses: what spans lie in. */
  readonly source: Source;
  readonly known: Known;
  readonly facts: Facts;
  /** Of the program's own cells. */
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

  // 6. sound statements -> steps with hashes
  const digest = memo ? (text: string) => memo.digest(text, known.digest) : known.digest;
  const plan = lower(analysis.checked, analysis.scope, { ...known, digest });

  return { ...analysis, plan };
}

/** The first five steps: all that is to be told about a program. */
export function analyse(source: Source, known: Known, facts: Facts = {}, memo?: Memo): Analysis {
  // 1. text -> statements, cell by cell, statement by statement; cells of TypeScript get the names they declare
  const { report, list } = collector();
  const { statements: parsed, diagnostics: syntax } = parse(source, memo);
  const { statements, needs: outlines } = outlinesOf(parsed, facts, report);

  // 2. the files it uses, and which names each of them sees
  const linked = link(source, statements, facts, report, memo);

  // 3. in which order it can be computed
  const scope = scopeOf(statements, linked.views, linked.source, report);

  // 4. names, columns, arguments, properties; questions to the outside
  const all = [...statements, ...linked.used];
  const checked = check(scope, known, facts, spoiled(all, [...syntax, ...linked.syntax]), report);

  // 5. what prompts can need of a window
  const whole = linked.source;
  const { budgets, needs: counts } = weigh({ source: whole, scope, checked, known, facts }, report);
  const needs = [...outlines, ...linked.needs, ...checked.needs, ...counts];

  // what is told of it: all problems at once, the rest of a crowd counted
  // a name may be one that a cell declares which nobody has looked at yet
  const sure = outlines.length > 0 ? list.filter(({ code }) => code !== "E101") : list;
  const told = concerning([...syntax, ...linked.syntax, ...sure], linked, scope).toSorted(bySpan);
  const diagnostics = crowd(told, all);
  return { source: whole, known, facts, statements, scope, checked, budgets, diagnostics, needs };
}

/** Of a used file, what is told is about the declarations that are wanted of it; or about the file, where one is missing. */
function concerning(
  list: readonly Diagnostic[],
  { source, missed }: Linked,
  { order }: Scope,
): readonly Diagnostic[] {
  return list.filter(({ code, span }) => {
    const file = source.cells[span.cell]?.file;
    // a circle of files is nobody's alone
    if (file === undefined || missed.has(file) || code === "E121") return true;
    return order.some((one) => one.span.cell === span.cell && starts(span, one.span));
  });
}

/** Whether one begins in the other. */
const starts = (span: Span, whole: Span): boolean => span.start >= whole.start && span.start <= whole.end;

/** Statements that a syntax error lies in. */
function spoiled(statements: readonly Statement[], syntax: readonly Diagnostic[]): ReadonlySet<Statement> {
  const inside = ({ span }: Statement) =>
    syntax.some(
      (one) =>
        (one.severity === "error" || one.more !== undefined) &&
        one.span.cell === span.cell &&
        starts(one.span, span),
    );
  return new Set(statements.filter(inside));
}

const bySpan = (a: Diagnostic, b: Diagnostic): number =>
  a.span.cell - b.span.cell || a.span.start - b.span.start || (a.code < b.code ? -1 : 1);
