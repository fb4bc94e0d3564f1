// Every name of a program and what it stands for, each where it is written: what definition, references and rename go by.
import type { Call, Column, Expr, Field, Name, Node, RunDecl, ScoreDecl, Statement } from "../syntax/ast.ts";
import type { Analysis } from "../compile.ts";
import { keyOf, nameIn } from "../names/local.ts";
import { noun } from "../names/scope.ts";
import type { Span } from "../source.ts";
import { isTable } from "../types/types.ts";
import { kids } from "../syntax/walk.ts";
import { calleeOf, paramOf, type Site } from "./callee.ts";
import {
  addsColumns,
  type Columns,
  columnsMade,
  type Made,
  type Makers,
  type Named,
  namedBy,
  noColumns,
} from "./made.ts";

export interface Occurrence extends Made {
  /** Backticks included. */
  readonly span: Span;
  /** A reserved word may stand here as it is. */
  readonly loose: boolean;
}

const found = new WeakMap<Analysis, readonly Occurrence[]>();

/** All occurrences, declarations among them, in order of cell and place. Found once per analysis. */
export function occurrences(analysis: Analysis): readonly Occurrence[] {
  const known = found.get(analysis);
  if (known) return known;
  const names: Names = {
    analysis,
    named: new Map(),
    columns: new Map(),
    list: [],
    globals: globalsOf(analysis),
  };
  for (const statement of analysis.statements) visitStatement(statement, names);
  const list = names.list.toSorted((a, b) => a.span.cell - b.span.cell || a.span.start - b.span.start);
  found.set(analysis, list);
  return list;
}

/** The occurrence that an offset of a cell lies in or directly behind. */
export const occurrenceAt = (analysis: Analysis, cell: number, offset: number): Occurrence | undefined =>
  occurrences(analysis).find(({ span }) => span.cell === cell && span.start <= offset && offset <= span.end);

export const occurrencesOf = (named: Named, analysis: Analysis): readonly Occurrence[] =>
  occurrences(analysis).filter(({ of }) => of === named);

interface Names extends Makers {
  readonly list: Occurrence[];
  /** By the keys of declarations. */
  readonly globals: ReadonlyMap<string, Named>;
}
interface Scope {
  readonly statement: Statement;
  readonly locals: ReadonlyMap<string, Named>;
  /** Columns of the row in context that the program made. */
  readonly row: Columns;
}

function globalsOf({ scope }: Analysis): ReadonlyMap<string, Named> {
  const globals = new Map<string, Named>();
  for (const [key, statement] of scope.names) {
    const name = nameIn(key);
    const node = declaring(statement).find(({ text }) => text === name);
    if (node)
      globals.set(key, {
        name,
        kind: "declaration",
        noun: noun(statement),
        span: node.span,
        node,
        statement,
      });
  }
  return globals;
}

/** Names that a statement adds to the program. */
function declaring(statement: Statement): readonly Name[] {
  if (statement.kind === "Use") return [...(statement.as ? [statement.as] : []), ...statement.names];
  return "name" in statement && statement.name && statement.kind !== "Setting" ? [statement.name] : [];
}

function visitStatement(statement: Statement, names: Names): void {
  const scope: Scope = { statement, locals: new Map(), row: noColumns };
  for (const name of declaring(statement)) addGlobal(name, names);
  if (statement.kind === "RunDecl") visitRun(statement, scope, names);
  else if (statement.kind === "ScoreDecl") visitScore(statement, scope, names);
  else if (statement.kind === "PromptDecl" || statement.kind === "FnDecl") visitBody(statement, scope, names);
  else visitKids(statement, scope, names);
}

function visitKids(node: Node, scope: Scope, names: Names): void {
  for (const kid of kids(node)) if (kid.kind !== "Name") visit(kid, scope, names);
}

function visitRun(run: RunDecl, outer: Scope, names: Names): void {
  visit(run.over, outer, names);
  let scope: Scope = { ...outer, row: columnsMade(run.over, names) };
  const see = (name: Name, kind: "axis" | "step"): Named => {
    const of = declare(name, kind, run, names);
    scope = { ...scope, row: new Map([...scope.row, [name.text, { of, suffix: "" }]]) };
    return of;
  };
  for (const vary of run.vary) {
    visit(vary.in, scope, names);
    const axis = see(vary.name, "axis");
    scope = { ...scope, locals: new Map([...scope.locals, [vary.name.text, axis]]) };
  }
  for (const item of run.items) {
    if (item.kind === "RunStep") {
      visit(item.value, scope, names);
      if (item.when) visit(item.when, scope, names);
      see(item.name, "step");
    } else visit(item, item.kind === "Prop" ? outer : scope, names);
  }
}

function visitScore(score: ScoreDecl, outer: Scope, names: Names): void {
  visit(score.of, outer, names);
  const scope: Scope = { ...outer, row: columnsMade(score.of, names) };
  for (const column of score.by) visit(column, scope, names);
  for (const item of score.items) {
    visit(item, scope, names);
    if (item.kind === "Metric") declare(item.name, "metric", score, names);
  }
}

function visitBody(of: Extract<Statement, { params: unknown }>, outer: Scope, names: Names): void {
  const locals = new Map<string, Named>();
  for (const param of of.params) {
    locals.set(param.name.text, declare(param.name, "parameter", of, names));
    visitKids(param, outer, names);
  }
  if (of.returns) visit(of.returns, outer, names);
  for (const item of of.kind === "FnDecl" ? [of.body] : of.items) visit(item, { ...outer, locals }, names);
}

type Visit<K extends Node["kind"]> = (node: Extract<Node, { kind: K }>, scope: Scope, names: Names) => void;

/** What is more than the sum of its children. */
const visits: { readonly [K in Node["kind"]]?: Visit<K> } = {
  Ref: (node, scope, names) => addReference(node.name, scope, names),
  Field: addColumn,
  Column: addColumn,
  Pipe: (node, scope, names) => {
    visit(node.left, scope, names);
    visitCall(node.call, node.left, scope, names);
  },
  Call: (node, scope, names) => visitCall(node, null, scope, names),
  TypeName: (node, scope, names) => {
    if (globalOf(node.name, names)?.statement?.kind === "ShapeDecl") addGlobal(node.name, names);
    visitKids(node, scope, names);
  },
  Lambda: (node, scope, names) => visitInside([node.param], [node.body], scope, names),
  EachPart: (node, scope, names) => {
    visit(node.of, scope, names);
    visitInside(node.index ? [node.item, node.index] : [node.item], node.body, scope, names);
  },
  Shots: (node, scope, names) => {
    visit(node.count, scope, names);
    visit(node.from, scope, names);
    const row = columnsMade(node.from, names);
    for (const message of node.messages) visit(message, { ...scope, row }, names);
  },
};

function visit(node: Node, scope: Scope, names: Names): void {
  // TypeScript cannot correlate the key with the node
  ((visits[node.kind] as Visit<Node["kind"]> | undefined) ?? visitKids)(node as never, scope, names);
}

/** A body that has names of its own. */
function visitInside(own: readonly Name[], body: readonly Node[], scope: Scope, names: Names): void {
  const added = own.map((name) => [name.text, declare(name, "local", scope.statement, names)] as const);
  const locals = new Map([...scope.locals, ...added]);
  for (const node of body) visit(node, { ...scope, locals }, names);
}

function visitCall(call: Call, left: Expr | null, scope: Scope, names: Names): void {
  const [head] = call.path;
  if (head) addReference(head, scope, names);
  const callee = calleeOf(call.path, names.analysis);
  const site: Site | undefined = callee && { call, left, callee };
  const subject = site && subjectOf(site, names.analysis);
  const row = subject ? columnsMade(subject, names) : scope.row;
  for (const arg of call.args) {
    const param = site && paramOf(site, arg);
    if (arg.name && site) addArgument(arg.name, site, row, names);
    const column = param?.column && (arg.value.kind === "Ref" || arg.value.kind === "Field");
    if (column) add(arg.value.name, row.get(arg.value.name.text), arg.value.kind === "Field", names);
    else visit(arg.value, param?.row ? { ...scope, row } : scope, names);
  }
}

/** The table that the columns named in a call belong to. */
function subjectOf({ call, left }: Site, { checked }: Analysis): Expr | undefined {
  const given = [...(left ? [left] : []), ...call.args.map(({ value }) => value)];
  return given.find((value) => {
    const type = checked.typeOf.get(value);
    return type !== undefined && isTable(type);
  });
}

/** The name of an argument: a parameter of a prompt or function, an axis of a score, a new column. */
function addArgument(name: Name, { call, callee }: Site, row: Columns, names: Names): void {
  const [head] = call.path;
  const of = head && callee.is !== "operator" ? keyOf(head.text, head.span.cell) : "";
  const target = names.analysis.scope.names.get(of);
  if (target && "params" in target) {
    const param = target.params.find((one) => one.name.text === name.text);
    if (param) add(name, { of: namedBy(param.name, "parameter", target, names), suffix: "" }, true, names);
  } else if (callee.rest && !callee.params.some((param) => param.name === name.text)) {
    const made = addsColumns(callee)
      ? { of: namedBy(name, "column", null, names), suffix: "" }
      : row.get(name.text);
    add(name, made, true, names);
  }
}

function addReference(name: Name, { locals }: Scope, names: Names): void {
  const local = locals.get(name.text);
  if (local) add(name, { of: local, suffix: "" }, false, names);
  else addGlobal(name, names);
}

function addColumn(node: Field | Column, { row }: Scope, names: Names): void {
  add(node.name, row.get(node.name.text), true, names);
}

function addGlobal(name: Name, names: Names): void {
  const of = globalOf(name, names);
  if (of) add(name, { of, suffix: "" }, false, names);
}

const globalOf = ({ text, span }: Name, { globals }: Names): Named | undefined =>
  globals.get(keyOf(text, span.cell));

function declare(name: Name, kind: Named["kind"], statement: Statement, names: Names): Named {
  const of = namedBy(name, kind, statement, names);
  add(name, { of, suffix: "" }, false, names);
  return of;
}

function add(name: Name, made: Made | undefined, loose: boolean, names: Names): void {
  if (made && name.text !== "") names.list.push({ span: name.span, ...made, loose });
}
