// Columns that the program makes itself, and who makes each: axes, steps, metrics, `derive`, `rename`.
import type { Call, Expr, Name, RunDecl, ScoreDecl, Statement } from "../syntax/ast.ts";
import type { Analysis } from "../compile.ts";
import { keyOf } from "../names/local.ts";
import type { Span } from "../source.ts";
import { calleeOf, type Callee } from "./callee.ts";

/** Something with a name of the user's own. */
export interface Named {
  readonly name: string;
  readonly kind: "declaration" | "axis" | "step" | "metric" | "parameter" | "local" | "column";
  /** What it is, in words. */
  readonly noun: string;
  /** Where it is declared. */
  readonly span: Span;
  readonly node: Name;
  /** Null for columns that a call makes. */
  readonly statement: Statement | null;
}
/** A column, and what its name adds to that of its maker: the `_lo` of a metric. */
export interface Made {
  readonly of: Named;
  readonly suffix: string;
}
export type Columns = ReadonlyMap<string, Made>;
export const noColumns: Columns = new Map();

/** What is known while a program is walked. */
export interface Makers {
  readonly analysis: Analysis;
  readonly named: Map<Name, Named>;
  readonly columns: Map<Statement, Columns>;
}

const nouns: { readonly [K in Named["kind"]]: string } = {
  declaration: "a declaration",
  axis: "an axis",
  step: "a column of the run",
  metric: "a metric",
  parameter: "a parameter",
  local: "a local name",
  column: "a column",
};

/** One for each declaring name, however often it is met. */
export function namedBy(
  node: Name,
  kind: Named["kind"],
  statement: Statement | null,
  { named }: Makers,
): Named {
  const known = named.get(node);
  if (known) return known;
  const made: Named = { name: node.text, kind, noun: nouns[kind], span: node.span, node, statement };
  named.set(node, made);
  return made;
}

/** The columns of a table that the program made. */
export function columnsMade(of: Expr, makers: Makers): Columns {
  if (of.kind === "Ref") {
    const statement = makers.analysis.scope.names.get(keyOf(of.name.text, of.span.cell));
    return statement ? columnsOf(statement, makers) : noColumns;
  }
  if (of.kind === "Pipe") return byVerb(of.call, of.left, makers);
  return of.kind === "Call" ? byVerb(of, null, makers) : noColumns;
}

function columnsOf(statement: Statement, makers: Makers): Columns {
  const known = makers.columns.get(statement);
  if (known) return known;
  // a table that rests on itself has no columns while they are looked for
  makers.columns.set(statement, noColumns);
  const made =
    statement.kind === "DataDecl" || statement.kind === "LetDecl"
      ? columnsMade(statement.value, makers)
      : statement.kind === "RunDecl"
        ? byRun(statement, makers)
        : statement.kind === "ScoreDecl"
          ? byScore(statement, makers)
          : noColumns;
  makers.columns.set(statement, made);
  return made;
}

function byRun(run: RunDecl, makers: Makers): Columns {
  const columns = new Map(columnsMade(run.over, makers));
  const add = (name: Name, kind: "axis" | "step"): void =>
    void columns.set(name.text, { of: namedBy(name, kind, run, makers), suffix: "" });
  for (const { name } of run.vary) add(name, "axis");
  for (const item of run.items) if (item.kind === "RunStep") add(item.name, "step");
  return columns;
}

function byScore(score: ScoreDecl, makers: Makers): Columns {
  const of = columnsMade(score.of, makers);
  const columns = new Map<string, Made>();
  for (const { name } of score.by) {
    const made = of.get(name.text);
    if (made) columns.set(name.text, made);
  }
  for (const item of score.items)
    if (item.kind === "Metric")
      for (const suffix of ["", "_lo", "_hi"])
        columns.set(item.name.text + suffix, { of: namedBy(item.name, "metric", score, makers), suffix });
  return columns;
}

/** Rules whose extra named arguments are new columns. */
const adding: ReadonlySet<string> = new Set(["derive", "rename", "aggregate"]);
export const ruleOf = ({ signature }: Callee): string =>
  signature?.returns.kind === "rule" ? signature.returns.rule : "";
export const addsColumns = (callee: Callee): boolean => adding.has(ruleOf(callee));

function byVerb(call: Call, left: Expr | null, makers: Makers): Columns {
  const callee = calleeOf(call.path, makers.analysis);
  const [first, second] = [...(left ? [left] : []), ...call.args.map(({ value }) => value)];
  if (!callee || !first) return noColumns;
  const columns = new Map(columnsMade(first, makers));
  const rule = ruleOf(callee);
  for (const { name, value } of call.args) {
    if (name === null || !addsColumns(callee) || callee.params.some((param) => param.name === name.text))
      continue;
    if (rule === "rename" && (value.kind === "Field" || value.kind === "Ref"))
      columns.delete(value.name.text);
    columns.set(name.text, { of: namedBy(name, "column", null, makers), suffix: "" });
  }
  if (second && (rule === "join" || rule === "left_join"))
    for (const [name, made] of columnsMade(second, makers)) if (!columns.has(name)) columns.set(name, made);
  return columns;
}
