// Where the rows of a table come from, and how many there are, as far as the program says so.
import type { Call, Expr, Statement } from "../syntax/ast.ts";
import { bind } from "../types/bind.ts";
import type { Known, RowsRule, Signature } from "../types/known.ts";
import { own } from "../own.ts";
import { constant } from "../names/scope.ts";

export interface Names {
  readonly names: ReadonlyMap<string, Statement>;
  readonly known: Known;
  /** Names followed on the way here: a circle leads nowhere. */
  readonly passed?: ReadonlySet<string>;
}

/** One restriction of a table to some of its rows. */
interface Cut {
  readonly by: string;
  /** The call without places: equal texts, equal rows. */
  readonly text: string;
  readonly range: readonly [from: number, to: number] | null;
}

/**
 * Whether two tables may share rows: they come from one source, and nothing in the program keeps them apart. What does:
 * the two halves of a `holdout`, slices that do not meet, and conditions, which are taken to differ on purpose.
 */
export function overlap(a: Expr, b: Expr, env: Names): boolean {
  const [one, other] = [origin(a, env), origin(b, env)];
  if (!one || !other || one[0]?.text !== other[0]?.text) return false;
  const at = one.findIndex((cut, i) => cut.text !== other[i]?.text);
  const [x, y] = [one[at], other[at]];
  return !x || !y || !apart(x, y);
}

const apart = (x: Cut, y: Cut): boolean =>
  x.by === y.by &&
  (x.by === "half" ||
    x.by === "where" ||
    (x.range !== null && y.range !== null && (x.range[1] <= y.range[0] || y.range[1] <= x.range[0])));

/** How many rows a table has at most; null where the program does not say. */
export function mostRows(expr: Expr, env: Names): number | null {
  const next = declared(expr, env);
  if (next) return mostRows(next, past(expr, env));
  if (expr.kind === "Get") return mostRows(expr.of, env);
  const call = called(expr, env);
  return call?.signature.rows ? rules[call.signature.rows](call, env) : null;
}

/** Rows that are written out, as plain data; null for any other table. */
export function writtenRows(
  expr: Expr,
  env: Names,
): readonly { readonly [column: string]: unknown }[] | null {
  const next = declared(expr, env);
  if (next) return writtenRows(next, past(expr, env));
  const call = called(expr, env);
  const rows = call?.signature.rows === "written" ? subject(call) : undefined;
  const all = rows && constant(rows);
  return Array.isArray(all) ? (all as { [column: string]: unknown }[]) : null;
}

/** A literal, or a name that stands for one. */
export function known(expr: Expr, env: Names): unknown {
  const value = constant(expr);
  if (value !== undefined || expr.kind !== "Ref" || env.passed?.has(expr.name.text)) return value;
  const statement = env.names.get(expr.name.text);
  const holds =
    statement?.kind === "LetDecl" || statement?.kind === "ParamDecl" || statement?.kind === "Assign";
  return holds ? known(statement.value, past(expr, env)) : undefined;
}

/** The source, and each restriction on the way, in order. */
function origin(expr: Expr, env: Names): readonly Cut[] | null {
  const next = declared(expr, env);
  if (next) return origin(next, past(expr, env));
  if (expr.kind === "Get") {
    const of = origin(expr.of, env);
    return of && [...of, { by: "half", text: expr.name.text, range: null }];
  }
  const call = called(expr, env);
  if (!call) return null;
  const { signature, args } = call;
  if (signature.family === "read") return [{ by: "read", text: written(expr), range: null }];
  const of = subject(call);
  const before = of && origin(of, env);
  if (!before) return null;
  const others = [...args].filter(([, value]) => value !== of);
  const cut = { by: signature.name, text: written([signature.name, others]), range: rangeOf(call, env) };
  return signature.rows === "all" ? before : [...before, cut];
}

function rangeOf({ signature, args }: Operation, env: Names): Cut["range"] {
  if (signature.rows !== "slice") return null;
  const from = args.has("from") ? number(args.get("from"), env) : 0;
  const to = args.has("to") ? number(args.get("to"), env) : Infinity;
  return from === null || to === null || from < 0 || to < 0 ? null : [from, to];
}

/** What a name was declared with, where it holds rows. */
export function declared(expr: Expr, { names, passed }: Names): Expr | null {
  const followed = expr.kind === "Ref" && !passed?.has(expr.name.text);
  const statement = followed ? names.get(expr.name.text) : undefined;
  if (statement?.kind === "DataDecl" || statement?.kind === "LetDecl") return statement.value;
  return statement?.kind === "RunDecl" ? statement.over : null;
}

/** The same names, but for the one that is followed here. */
export const past = (expr: Expr, { names, known, passed = new Set() }: Names): Names => ({
  names,
  known,
  passed: expr.kind === "Ref" ? new Set([...passed, expr.name.text]) : passed,
});

type Args = ReadonlyMap<string, Expr>;
interface Operation {
  readonly signature: Signature;
  readonly args: Args;
  /** The extra named arguments. */
  readonly rest: readonly (readonly [string, Expr])[];
}

/** An operator and its arguments by parameter, `left |> f()` and `f(left)` alike. */
export function called(expr: Expr, { known: library, names }: Names): Operation | null {
  const call: Call | null = expr.kind === "Pipe" ? expr.call : expr.kind === "Call" ? expr : null;
  const [head, ...more] = call?.path ?? [];
  const signature = head && more.length === 0 && !names.has(head.text) && own(library.operators, head.text);
  if (!call || !signature) return null;
  const { values, rest } = bind(
    signature,
    expr.kind === "Pipe" ? expr.left : null,
    call,
    () => undefined,
    true,
  );
  const args = [...values].flatMap(([name, [value]]) => (value ? [[name, value] as const] : []));
  return { signature, args: new Map(args), rest: rest.map(([name, value]) => [name.text, value] as const) };
}

/** The table it works on. */
export const subject = ({ signature, args }: Operation): Expr | undefined =>
  args.get(signature.params[0]?.name ?? "");

const least = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
const number = (expr: Expr | undefined, env: Names): number | null => {
  const value = expr && known(expr, env);
  return typeof value === "number" ? value : null;
};
/** A count; of a negative one nothing is known but that it is refused when the program runs. */
const count = (expr: Expr | undefined, env: Names): number | null => {
  const n = number(expr, env);
  return n !== null && n < 0 ? null : n;
};
const before = (call: Operation, env: Names): number | null => {
  const of = subject(call);
  return of ? mostRows(of, env) : null;
};

const rules: { readonly [R in RowsRule]: (call: Operation, env: Names) => number | null } = {
  all: before,
  fewer: before,
  first: (call, env) => least(before(call, env), count(call.args.get("n"), env)),
  slice: (call, env) => {
    const [from, to] = rangeOf(call, env) ?? [0, Infinity];
    const n = Math.max(0, Math.min(to, before(call, env) ?? Infinity) - from);
    return n === Infinity ? null : n;
  },
  written: (call) => {
    const rows = subject(call);
    return rows?.kind === "List" ? rows.items.length : null;
  },
  // n for each combination of the items of the other lists
  drawn: ({ args }, env) =>
    [...args].reduce<number | null>((product, [name, value]) => {
      const given = known(value, env);
      const times = name === "n" ? number(value, env) : Array.isArray(given) ? given.length : 1;
      return product === null || times === null || given === undefined ? null : product * times;
    }, 1),
};

/** As text, without places: equal texts, equal calls. */
const written = (value: unknown): string =>
  JSON.stringify(value, (key, item: unknown) => (key === "span" ? undefined : item));
