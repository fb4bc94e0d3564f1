// Calls: operators of the library, prompts applied to arguments; their arguments checked against the signature.
import type { Call, Expr, Name, Ref } from "../syntax/ast.ts";
import { inferApply, inferInvoke } from "./apply.ts";
import { bind, columnName } from "../types/bind.ts";
import { inferColumnArg, notAnAxis, notColumn } from "./column-arg.ts";
import { type Env, type RowScope, withRow } from "./env.ts";
import { inferColumn, nameOf, unknownCallee, whatIs } from "./lookup.ts";
import { functionIn, inferFunction } from "./function.ts";
import type { ParamInfo, Signature } from "../types/known.ts";
import { misfit } from "./misfit.ts";
import { own } from "../own.ts";
import { constant } from "../names/scope.ts";
import { returned } from "./rules.ts";
import { checkCallee, isRefused, noModule } from "./use.ts";
import {
  anyTree,
  columnsOf,
  fits,
  groupedColumns,
  isTable,
  list,
  merge,
  present,
  show,
  shown,
  type Type,
  unknown,
} from "../types/types.ts";
import { saidRange, within } from "../types/range.ts";

/** The type of `left |> call`, or of `call` where `left` is null. */
export function inferCall(left: Expr | null, call: Call, env: Env): Type {
  const [head, ...more] = call.path;
  if (!head || head.text === "") return unknown;
  if (more.length > 0 && !checkCallee(call, env)) {
    inferLoose(left, call, env);
    return unknown;
  }
  const path = [head, ...more].map(({ text }) => text).join(".");
  const host = env.functions.get(path);
  if (isRefused(head, env)) {
    inferLoose(left, call, env);
    return unknown;
  }
  if (host && !host.host?.constant) return inferOperator({ ...host, name: path }, left, call, env);
  const declared = env.types.get(path);
  const callee: Name = { ...head, text: path, span: { ...head.span, end: (more.at(-1) ?? head).span.end } };
  if (declared?.kind === "prompt") return inferApply(callee, declared, left, call, env);
  if (declared?.kind === "fn") return inferInvoke(callee, declared, left, call, env);
  const signature = own(env.known.operators, path);
  if (signature && !env.names.has(path)) return inferOperator(signature, left, call, env);
  inferLoose(left, call, env);
  // a member without a type is broken: its own problem is reported at its place
  if (more.length > 0 && declared) notCallable(callee, env);
  if (more.length > 0) {
    if (!declared) noModule(callee, head, env);
    return unknown;
  }
  const instead = own(env.known.instead, head.text);
  if (env.known.planned.includes(head.text))
    env.report("E602", head.span, { name: head.text, what: "operator", ...(instead && { instead }) });
  else if (env.names.has(head.text)) {
    if (declared) notCallable(head, env);
  } else unknownCallee(head, "operator", callable(env), env);
  return unknown;
}

const notCallable = (name: Name, env: Env): void =>
  env.report("E104", name.span, {
    name: name.text,
    is: whatIs(name.text, env),
    wanted: "an operator, a function or a prompt",
  });

const callable = (env: Env): string[] =>
  [...env.names].filter(([, { kind }]) => kind === "PromptDecl" || kind === "FnDecl").map(([name]) => name);

/** Arguments of a call nobody knows are still looked at, so that all problems of a cell show at once. */
function inferLoose(left: Expr | null, call: Call, env: Env): void {
  const loose = withRow(env, env.row ?? { name: "?", columns: null });
  if (left) env.infer(left, loose);
  for (const arg of call.args) if (arg.value.kind !== "Ref") env.infer(arg.value, loose);
}

function inferOperator(signature: Signature, left: Expr | null, call: Call, env: Env): Type {
  const bound = bind(signature, left, call, env.report, env.asks);
  const types = new Map<string, Type>();
  let subject: RowScope | null = null;
  let items: Type | null = null;
  let axes: readonly string[] | null = null;
  for (const param of signature.params) {
    const given = bound.values.get(param.name);
    if (!given) continue;
    const type = merge(given.map((value) => inferArg(signature, param, value, { subject, items }, env)));
    types.set(param.name, param.many ? list(type) : type);
    if (!subject && isTable(type)) {
      const metrics = type.kind === "score" ? type.metrics : null;
      subject = { name: nameOf(given[0]), columns: columnsOf(type), metrics };
      if (type.kind === "score") axes = type.by;
    } else if (!subject && takesTable(param.type) && type.kind === "unknown")
      subject = { name: nameOf(given[0]), columns: null };
    if (!subject && !items && type.kind === "list") items = type.of;
  }
  const keys = (bound.values.get("by") ?? []).flatMap((value) => columnName(value)?.text ?? []);
  const rest = bound.rest.map(
    ([name, value]) => [name.text, inferRest(signature, name, value, { subject, axes, keys }, env)] as const,
  );
  return returned(signature, { types, rest, bound, call, env });
}

const isUnknown = (value: Expr, env: Env): value is Ref =>
  value.kind === "Ref" && !env.locals.has(value.name.text) && !env.names.has(value.name.text);

/** What an operator goes over: the rows of a table, or the items of a list. */
interface Over {
  readonly subject: RowScope | null;
  readonly items: Type | null;
}
const takesTable = (type: Type): boolean =>
  (type.kind === "union" ? type.of : [type]).some(({ kind }) => kind === "table");

function inferArg(
  signature: Signature,
  param: ParamInfo,
  value: Expr,
  { subject, items }: Over,
  env: Env,
): Type {
  if (param.item) {
    const fn = functionIn(value, env.known, env.types, env.locals);
    // a condition chooses items; of a table there are keys only, and where chooses its rows
    const keysOnly = !items && param.column && param.item.kind === "bool";
    if (keysOnly && value.kind === "Lambda")
      return notColumn(signature, param, value, subject ?? env.row, env);
    if (fn && !keysOnly)
      return inferFunction(fn, param.takes ?? items ?? rowRecord(subject), param.item, signature.name, env);
    if (items || (!param.row && !param.column)) {
      if (isUnknown(value, env)) unknownCallee(value.name, "function", callable(env), env);
      else env.report("E223", value.span, { operator: signature.name, param: param.name });
      return unknown;
    }
  }
  if (param.column) return inferColumnArg(signature, param, value, subject, env);
  const row = subject ?? env.row;
  const over = param.measures ? withoutNull(row) : row;
  const type = env.infer(value, param.row ? withRow(env, over) : env);
  if (fits(type, param.type)) {
    checkRange(param, value, env);
    return type;
  }
  if (misfit(value, type, param.type, `${param.name} of '${signature.name}'`, env)) return unknown;
  const wanted = show(param.type);
  if (param.type.kind === "model" && type.kind !== "model" && value.kind === "Ref")
    env.report("E104", value.span, {
      name: value.name.text,
      is: whatIs(value.name.text, env),
      wanted: "a model",
    });
  else
    env.report("E203", value.span, {
      operator: signature.name,
      param: param.name,
      wanted,
      got: shown(type, param.type),
      ...(present(type).kind === "node" && fits(anyTree, param.type) && { hint: NO_TREE }),
    });
  return unknown;
}

/** What has a shape, and is no Outline. */
const NO_TREE = "it is a record with fields of its own, no Outline: a template names them, {{ x.name }}";

/** E216: a number that is written out, and outside of what the parameter takes. */
function checkRange({ name, range }: ParamInfo, value: Expr, env: Env): void {
  const got = constant(value);
  if (range && typeof got === "number" && !within(range, got))
    env.report("E216", value.span, { name, got, range: saidRange(range) });
}

/** The row where none of its columns is null. */
const withoutNull = (row: RowScope | null): RowScope | null =>
  row && {
    ...row,
    columns:
      row.columns &&
      Object.fromEntries(Object.entries(row.columns).map(([name, type]) => [name, present(type)])),
  };

/** What the extra arguments are about: the table, the axes of a score, the columns grouped by. */
interface Subject {
  readonly subject: RowScope | null;
  readonly axes: readonly string[] | null;
  readonly keys: readonly string[];
}

function inferRest(
  signature: Signature,
  name: Name,
  value: Expr,
  { subject, axes, keys }: Subject,
  env: Env,
): Type {
  const { rest } = signature;
  if (!rest) return unknown;
  if (rest.column) return inferColumnArg(signature, { ...rest, name: name.text }, value, subject, env);
  const row = subject ?? env.row;
  const seen = rest.grouped && row ? { ...row, columns: groupedColumns(row.columns, keys) } : row;
  const fn = rest.item && functionIn(value, env.known, env.types, env.locals);
  const type = fn
    ? functionResult(inferFunction(fn, rowRecord(seen), rest.item ?? unknown, signature.name, env))
    : env.infer(value, rest.row ? withRow(env, seen) : env);
  // extra names that pick axes must be axes of the score
  if (!rest.row && subject?.columns) {
    if (!axes) inferColumn(name, subject.name, subject.columns, env);
    else if (name.text !== "" && !axes.includes(name.text)) notAnAxis(name, subject.name, axes, env);
  }
  if (!fits(type, rest.type) && !misfit(value, type, rest.type, `${name.text} of '${signature.name}'`, env))
    env.report("E203", value.span, {
      operator: signature.name,
      param: name.text,
      wanted: show(rest.type),
      got: shown(type, rest.type),
    });
  return type;
}

/** A row as a function gets it. */
const rowRecord = (row: RowScope | null): Type =>
  row?.columns ? { kind: "record", fields: row.columns } : unknown;
const functionResult = (type: Type): Type => (type.kind === "fn" ? type.returns : unknown);
