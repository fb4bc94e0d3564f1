// Names: which statement declares what, in which order statements must be computed, and who depends on itself.
import type { Arg, Expr, Name, Node, Script, Setting, Statement } from "../syntax/ast.ts";
import type { Related, Report } from "../tell/diagnostic.ts";
import { keyOf } from "./local.ts";
import { places } from "../tell/messages.ts";
import { declares, gives, type View } from "./names.ts";
import { type Sight, sightsOf } from "./scripts.ts";
import type { Source, Span } from "../source.ts";
import { kids, walk } from "../syntax/walk.ts";

export * from "./names.ts";

/** The names of the program's own cells, and what they rest on in other files. */
export interface Scope extends View {
  /** Every statement after all it refers to, else as written. Members of a circle are left out. */
  readonly order: readonly Statement[];
  readonly settings: ReadonlyMap<string, Setting>;
  /** What messages call each cell. */
  readonly labels: readonly string[];
  /** Members of circles -> the one at which their circle is told. */
  readonly circular: ReadonlyMap<Statement, Statement>;
  /** What each TypeScript cell sees of the others and of the program. */
  readonly sights: ReadonlyMap<Script, Sight>;
  readonly views: readonly View[];
  /** The file of each cell; "" is the program itself. */
  readonly files: readonly string[];
}

/**
 * Orders the program's own statements, and of the files they use what is wanted. Reports E103 (circles), E209 (a
 * setting made twice).
 * @param views of each file, the program itself first
 */
export function scopeOf(
  statements: readonly Statement[],
  views: readonly [View, ...View[]],
  source: Source,
  report: Report,
): Scope {
  const [own] = views;
  const files = source.cells.map(({ file = "" }) => file);
  const view = (statement: Statement): View => viewOf({ ...own, views, files }, statement);
  const hard = (statement: Statement): Statement[] => targetsOf(statement, view(statement));
  const sights = sightsOf(statements, own, source, hard);
  const targets = (statement: Statement): Statement[] => {
    const sight = statement.kind === "Script" ? sights.get(statement) : undefined;
    return sight ? [...new Set([...sight.cells.values(), ...sight.values.values()])] : hard(statement);
  };
  return {
    ...own,
    views,
    files,
    sights,
    ...sorted(statements, targets, ({ span }) => source.cells[span.cell]?.ran ?? 0, report),
    settings: settingsOf(statements, source, report),
    labels: source.cells.map(({ label }) => label),
  };
}

/** What the file of a statement sees. */
export const viewOf = (
  scope: View & Pick<Scope, "views" | "files">,
  { span }: Pick<Statement, "span">,
): View => scope.views.find(({ file }) => file === (scope.files[span.cell] ?? "")) ?? scope;

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
  targetsOf: (statement: Statement) => readonly Statement[],
  ran: (statement: Statement) => number,
  report: Report,
): Pick<Scope, "order" | "circular"> {
  const done = new Set<Statement>();
  // a chain of references is as long as the program, so it is kept in a list and not on the stack
  const open: { readonly statement: Statement; readonly targets: Statement[] }[] = [];
  const opened = new Map<Statement, number>();
  const circular = new Map<Statement, Statement>();
  const order: Statement[] = [];
  const place = (statement: Statement): void => {
    if (done.has(statement)) return;
    const at = opened.get(statement);
    if (at !== undefined) return circle(open.slice(at).map((each) => each.statement));
    opened.set(statement, open.length);
    const targets = targetsOf(statement);
    open.push({ statement, targets: targets.toReversed() });
  };
  const close = (statement: Statement): void => {
    open.pop();
    opened.delete(statement);
    done.add(statement);
    if (!circular.has(statement)) order.push(statement);
  };
  const circle = (met: readonly Statement[]): void => {
    // it is the cell that was run last that closes a circle, and that is to hear of it
    const last = met.reduce((at, one, each) => (ran(one) > ran(met[at] ?? one) ? each : at), 0);
    const members = [...met.slice(last), ...met.slice(0, last)];
    const chain = members.map((member) => declares(member)?.text ?? "?");
    const first = members[0];
    if (!first) return;
    for (const member of members) circular.set(member, first);
    const params = { chain: [...chain, chain[0] ?? "?"] };
    report("E103", declares(first)?.span ?? first.span, params, [], links(members, params.chain));
  };
  for (const statement of statements) {
    place(statement);
    for (let last = open.at(-1); last; last = open.at(-1)) {
      const target = last.targets.pop();
      if (target) place(target);
      else close(last.statement);
    }
  }
  return { order, circular };
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

/** What a statement is computed after: all it names; a `use`, what is wanted of the module. */
function targetsOf(statement: Statement, { names }: View): Statement[] {
  const { cell } = statement.span;
  if (statement.kind !== "Use")
    return [...references(statement)].flatMap((name) => names.get(keyOf(name, cell)) ?? []);
  return [...names].flatMap(([path, target]) =>
    gives(statement, path) && target !== statement ? [target] : [],
  );
}

const referred = new WeakMap<Statement, ReadonlySet<string>>();

/**
 * Names of other declarations a statement refers to; its own local names hide declarations where they are in scope. Shapes may
 * name each other in circles, so they refer to nothing. A member of
 * a module is `lib.x`, besides `lib`. Found once per statement.
 */
export function references(statement: Statement): ReadonlySet<string> {
  const known = referred.get(statement);
  if (known) return known;
  const found = referencesOf(statement);
  referred.set(statement, found);
  return found;
}

/** Of `lab.f` both `lab` and `lab.f`. */
const paths = (path: readonly Name[]): string[] =>
  path.map((_, at) =>
    path
      .slice(0, at + 1)
      .map(({ text }) => text)
      .join("."),
  );

function referencesOf(statement: Statement): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: Node, hidden: ReadonlySet<string>): void => {
    // a name before ( is a function, whatever local name there is
    if (node.kind === "Call") for (const path of paths(node.path)) found.add(path);
    else if (node.kind === "Get" && node.of.kind === "Ref" && !hidden.has(node.of.name.text))
      found.add(`${node.of.name.text}.${node.name.text}`);
    else if ((node.kind === "Ref" || node.kind === "TypeName") && !hidden.has(node.name.text))
      found.add(node.name.text);
    // chart f1 = quality |> line(y: f1): a channel names a column, and a chart is no column of itself
    if (node.kind === "Arg" && isChannel(node, statement)) return;
    const binder = binders[node.kind] as ((node: Node) => Binding) | undefined;
    const { names, within } = binder?.(node) ?? { names: [], within: [] };
    const inside = names.length > 0 ? new Set([...hidden, ...names.map(({ text }) => text)]) : hidden;
    const bodies = new Set<Node>(within);
    for (const kid of kids(node)) visit(kid, bodies.has(kid) ? inside : hidden);
  };
  if (statement.kind !== "ShapeDecl") visit(statement, new Set());
  return found;
}

const isChannel = ({ name, value }: Arg, statement: Statement): boolean =>
  statement.kind === "ChartDecl" &&
  name !== null &&
  value.kind === "Ref" &&
  value.name.text === statement.name?.text;

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
