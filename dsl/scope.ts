// Names: which statement declares what, in which order statements must be computed, and who depends on itself.
import type { Expr, Name, Node, ParamDecl, Setting, Statement } from "./ast.ts";
import type { Related, Report } from "./diagnostic.ts";
import { keyOf } from "./local.ts";
import { places } from "./messages.ts";
import type { Source, Span } from "./source.ts";
import { kids, walk } from "./walk.ts";

/** What a declaration is, in the user's words. */
const nouns: { readonly [K in Statement["kind"]]: string | null } = {
  Pragma: null,
  Setting: null,
  Use: null,
  ParamDecl: "a parameter",
  DataDecl: "data",
  LetDecl: "a value",
  FnDecl: "a function",
  ModelDecl: "a model",
  ShapeDecl: "a shape",
  PromptDecl: "a prompt",
  RunDecl: "a run",
  ScoreDecl: "a score",
  ChartDecl: "a chart",
  CheckStmt: null,
  Command: null,
  Bare: null,
  Assign: "a parameter",
};
export const noun = (statement: Statement): string => nouns[statement.kind] ?? "a statement";

/** The name a statement declares, or null. */
export function declares(statement: Statement): Name | null {
  if (nouns[statement.kind] === null || !("name" in statement)) return null;
  return statement.name !== null && statement.name.text !== "" ? statement.name : null;
}

export interface Scope {
  /** Key of a declared name (local.ts) -> its statement; of several, the one that counts. */
  readonly names: ReadonlyMap<string, Statement>;
  /** Parameters whose value another cell injects: name -> the declaration with the default. */
  readonly defaults: ReadonlyMap<string, ParamDecl>;
  /** Every statement after all it refers to, else as written. Members of a circle are left out. */
  readonly order: readonly Statement[];
  readonly settings: ReadonlyMap<string, Setting>;
  /** What messages call each cell. */
  readonly labels: readonly string[];
}

/**
 * Builds the scope of a whole program. Of two definitions in cells that were run one by one, the one run last counts (W102).
 * Reports E102 (defined twice), W102, E103 (circles), E209 (a setting made twice).
 */
export function scopeOf(statements: readonly Statement[], source: Source, report: Report): Scope {
  const names = new Map<string, Statement>();
  const defaults = new Map<string, ParamDecl>();
  for (const statement of statements) {
    const name = declares(statement);
    if (!name) continue;
    const key = keyOf(name.text, statement.span.cell);
    const before = names.get(key);
    // an injected parameter replaces the default it was injected for
    const pair = [before, statement].find((one) => one?.kind === "ParamDecl");
    if (before && pair?.kind === "ParamDecl" && (before.kind === "Assign" || statement.kind === "Assign")) {
      defaults.set(key, pair);
      names.set(key, before.kind === "Assign" ? before : statement);
      continue;
    }
    const both = before?.kind === "Assign" && statement.kind === "Assign";
    names.set(key, before && !both ? counting(before, statement, source, report) : statement);
  }
  return {
    names,
    defaults,
    order: sorted(statements, names, report),
    settings: settingsOf(statements, source, report),
    labels: source.cells.map(({ label }) => label),
  };
}

/** Which of two definitions counts. */
function counting(before: Statement, statement: Statement, source: Source, report: Report): Statement {
  const [a, b] = [before, statement].map(({ span }) => source.cells[span.cell]);
  const alone = before.span.cell === statement.span.cell || a?.ran === undefined || b?.ran === undefined;
  if (alone) {
    twice("E102", statement, before, source, report);
    return statement;
  }
  const [first, last] = a.ran < b.ran ? [before, statement] : [statement, before];
  if (!a.replaced && !b.replaced) twice("W102", last, first, source, report);
  return last;
}

function twice(
  code: "E102" | "W102",
  at: Statement,
  before: Statement,
  source: Source,
  report: Report,
): void {
  const name = declares(at);
  if (!name) return;
  const other = source.cells[before.span.cell]?.label ?? "another cell";
  const span = declares(before)?.span ?? before.span;
  report(code, name.span, { name: name.text, other }, [], [{ span, message: places.defined(name.text) }]);
}

/** Setting -> the statement that makes it; of cells that were run one by one the last one. */
function settingsOf(statements: readonly Statement[], source: Source, report: Report): Scope["settings"] {
  const made = new Map<string, Setting>();
  const ran = ({ span }: Statement): number | undefined => source.cells[span.cell]?.ran;
  for (const one of statements) {
    if (one.kind !== "Setting") continue;
    const before = made.get(one.name.text);
    if (before && ran(one) === ran(before)) report("E209", one.name.span, { name: one.name.text });
    if (!before || (ran(one) ?? 0) >= (ran(before) ?? 0)) made.set(one.name.text, one);
  }
  return made;
}

/** Depth-first: a statement is placed after its references; meeting one that is still open is a circle. */
function sorted(
  statements: readonly Statement[],
  names: ReadonlyMap<string, Statement>,
  report: Report,
): Statement[] {
  const done = new Set<Statement>();
  // a chain of references is as long as the program, so it is kept in a list and not on the stack
  const open: { readonly statement: Statement; readonly targets: Statement[] }[] = [];
  const opened = new Map<Statement, number>();
  const circular = new Set<Statement>();
  const order: Statement[] = [];
  const place = (statement: Statement): void => {
    if (done.has(statement)) return;
    const at = opened.get(statement);
    if (at !== undefined) return circle(open.slice(at).map((each) => each.statement));
    opened.set(statement, open.length);
    const { cell } = statement.span;
    const targets = [...references(statement)].flatMap((name) => names.get(keyOf(name, cell)) ?? []);
    open.push({ statement, targets: targets.toReversed() });
  };
  const close = (statement: Statement): void => {
    open.pop();
    opened.delete(statement);
    done.add(statement);
    if (!circular.has(statement)) order.push(statement);
  };
  const circle = (members: readonly Statement[]): void => {
    for (const member of members) circular.add(member);
    const chain = members.map((member) => declares(member)?.text ?? "?");
    const first = members[0];
    if (first) {
      const params = { chain: [...chain, chain[0] ?? "?"] };
      report("E103", declares(first)?.span ?? first.span, params, [], links(members, params.chain));
    }
  };
  for (const statement of statements) {
    place(statement);
    for (let last = open.at(-1); last; last = open.at(-1)) {
      const target = last.targets.pop();
      if (target) place(target);
      else close(last.statement);
    }
  }
  return order;
}

/** Where each member of a circle mentions the next one; of long circles the ends. */
function links(members: readonly Statement[], chain: readonly string[]): Related[] {
  const all = members.map((member, at) => {
    const [name = "?", next = "?"] = chain.slice(at, at + 2);
    return { span: mention(member, next), message: places.rests(name, next) };
  });
  return all.length > 8 ? [...all.slice(0, 4), ...all.slice(-4)] : all;
}

/** Where a statement first mentions a name. */
function mention(statement: Statement, name: string): Span {
  let found: Span | undefined;
  walk(statement, (node) => {
    const named = node.kind === "Call" ? node.path[0] : "name" in node ? node.name : null;
    const refers = node.kind === "Ref" || node.kind === "Call" || node.kind === "TypeName";
    if (refers && named?.text === name) found ??= named.span;
  });
  return found ?? statement.span;
}

const referred = new WeakMap<Statement, ReadonlySet<string>>();

/**
 * Names of other declarations a statement refers to; its own local names hide declarations where they are in scope. Shapes may
 * name each other in circles, so they refer to nothing. Found once per statement.
 */
export function references(statement: Statement): ReadonlySet<string> {
  const known = referred.get(statement);
  if (known) return known;
  const found = referencesOf(statement);
  referred.set(statement, found);
  return found;
}

function referencesOf(statement: Statement): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: Node, hidden: ReadonlySet<string>): void => {
    // a name before ( is a function, whatever local name there is
    if (node.kind === "Call") found.add(node.path[0]?.text ?? "");
    else if ((node.kind === "Ref" || node.kind === "TypeName") && !hidden.has(node.name.text))
      found.add(node.name.text);
    const binder = binders[node.kind] as ((node: Node) => Binding) | undefined;
    const { names, within } = binder?.(node) ?? { names: [], within: [] };
    const inside = names.length > 0 ? new Set([...hidden, ...names.map(({ text }) => text)]) : hidden;
    const bodies = new Set<Node>(within);
    for (const kid of kids(node)) visit(kid, bodies.has(kid) ? inside : hidden);
  };
  if (statement.kind !== "ShapeDecl") visit(statement, new Set());
  return found;
}

/** Names that a node brings into scope, and which of its children see them. */
interface Binding {
  readonly names: readonly Name[];
  readonly within: readonly Node[];
}
const binders: { readonly [K in Node["kind"]]?: (node: Extract<Node, { kind: K }>) => Binding } = {
  Lambda: ({ param, body }) => ({ names: [param], within: [body] }),
  EachPart: ({ item, index, body }) => ({ names: index ? [item, index] : [item], within: body }),
  FnDecl: ({ params, body }) => ({ names: params.map(({ name }) => name), within: [body] }),
  PromptDecl: ({ params, items }) => ({ names: params.map(({ name }) => name), within: items }),
  // axes are not in scope in 'over', where naming one is an error of its own
  RunDecl: ({ over, vary, items }) => ({
    names: vary.map(({ name }) => name),
    within: [over, ...vary, ...items],
  }),
};

/** A literal expression's value: numbers, strings, booleans, null, lists and records of these; undefined otherwise. */
export function constant(expr: Expr): unknown {
  switch (expr.kind) {
    case "Num":
    case "Str":
    case "Bool":
      return expr.value;
    case "Null":
      return null;
    case "Unary": {
      const value = constant(expr.of);
      return expr.op === "-" && typeof value === "number" ? -value : undefined;
    }
    case "List": {
      const items = expr.items.map(constant);
      return items.includes(undefined) ? undefined : items;
    }
    case "Record": {
      const entries = expr.entries.map((entry) => [entry.key.text, constant(entry.value)] as const);
      return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries);
    }
    default:
      return undefined;
  }
}
