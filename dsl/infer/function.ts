// Functions: declared ones, and what may stand where an operator takes one: a lambda, or the name of a function or operator.
import type { Expr, FnDecl, Lambda, Name } from "../syntax/ast.ts";
import { FORBIDDEN } from "../types/bind.ts";
import { type Env, withLocals } from "./env.ts";
import type { Known } from "../types/known.ts";
import { want } from "./lookup.ts";
import { own } from "../own.ts";
import { checkParams } from "./params.ts";
import { resolve } from "../types/resolve.ts";
import { type Type, unknown, widened } from "../types/types.ts";

/** A declared function: its body sees its parameters and declarations, no row and no axis. */
export function checkFn(fn: FnDecl, env: Env): Type {
  const params = checkParams(fn.params, env);
  const inner = withLocals(
    env,
    params.map(({ name, type }) => [name, type] as const),
  );
  const found = env.infer(fn.body, inner);
  if (!fn.returns) return { kind: "fn", params, returns: widened(found) };
  const returns = resolve(fn.returns, env);
  want(found, returns, `what '${fn.name.text}' gives`, fn.body, inner);
  return { kind: "fn", params, returns };
}

/** Deeper calls inside calls are taken at what their parameters say. */
const DEEP = 4;

/** What a function gives for tables that have more columns than its parameters say: they go through it. */
export function resultOver(name: string, given: ReadonlyMap<string, Type>, env: Env, declared: Type): Type {
  const fn = env.names.get(name);
  if (fn?.kind !== "FnDecl" || env.elsewhere.has(name) || fn.returns || env.depth >= DEEP) return declared;
  const silent = () => undefined;
  const inner: Env = {
    ...env,
    locals: given,
    row: null,
    slot: null,
    asks: false,
    barred: null,
    present: new Set(),
    report: silent,
    typed: silent,
    depth: env.depth + 1,
  };
  return widened(env.infer(fn.body, inner));
}

/** The function that an argument is: a lambda as written, `f` as `it => f(it)`; null where it is no function. */
export function functionIn(
  value: Expr,
  known: Known,
  types: ReadonlyMap<string, Type>,
  locals: ReadonlyMap<string, unknown>,
): Lambda | null {
  if (value.kind === "Lambda") return value;
  const path = pathOf(value);
  if (!path || locals.has(path[0].text)) return null;
  const { span } = value;
  const name = path.map(({ text }) => text).join(".");
  const declared = types.get(name);
  const callable = declared ? declared.kind === "fn" : own(known.operators, name) !== undefined;
  if (!callable) return null;
  const it = { kind: "Name", span, text: "it" } as const;
  const arg = { kind: "Arg", span, name: null, value: { kind: "Ref", span, name: it } } as const;
  return { kind: "Lambda", span, param: it, body: { kind: "Call", span, path, args: [arg] } };
}

/** A name, or a member of a module: `f`, `lab.f`. */
function pathOf(value: Expr): readonly [Name, ...Name[]] | null {
  if (value.kind === "Ref") return [value.name];
  return value.kind === "Get" && value.of.kind === "Ref" ? [value.of.name, value.name] : null;
}

/** The type of a function over items, whose result must fit `wanted`. Reports E204 and what is wrong inside. */
export function inferFunction(fn: Lambda, item: Type, wanted: Type, operator: string, env: Env): Type {
  const { param, body } = fn;
  if (FORBIDDEN.has(param.text)) env.report("E210", param.span, { name: param.text, as: "name" });
  const inner = withLocals(env, [[param.text, item]]);
  const returns = env.infer(body, inner);
  want(returns, wanted, `what the function of '${operator}' gives`, body, inner);
  const type: Type = {
    kind: "fn",
    params: [{ name: param.text, type: item, optional: false }],
    returns: returns.kind === "literal" ? widened(returns) : returns,
  };
  env.typed(fn, type, env);
  return type;
}

/** E222: a function where a value is wanted. */
export function strayFunction(lambda: Lambda, env: Env): Type {
  env.report("E222", lambda.span, { names: takers(env.known) });
  return unknown;
}

/** A list of anything; passages are given to other operators. */
const takesList = (type: Type): boolean =>
  (type.kind === "union" ? type.of : [type]).some((one) => one.kind === "list" && one.of.kind !== "passage");

/** Operators that take a function over the items of a list. */
const takers = ({ operators }: Known): readonly string[] =>
  Object.values(operators)
    .filter(
      ({ params }) =>
        params.some(({ item, takes }) => item && !takes) && params.some(({ type }) => takesList(type)),
    )
    .map(({ name }) => name);
