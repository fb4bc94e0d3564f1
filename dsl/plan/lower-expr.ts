// Expression -> the plan's expression: names resolved, pipes folded, arguments bound, free axes computed.
import type { Call, Expr, Get, Part } from "../syntax/ast.ts";
import { bind, columnName } from "../types/bind.ts";
import type { Host, Known, ParamInfo, Signature } from "../types/known.ts";
import type { Span } from "../source.ts";
import type { Checked } from "../check/check.ts";
import { freeOf, type Locals } from "./free.ts";
import { functionIn } from "../infer/function.ts";
import { own } from "../own.ts";
import type { Ex, PlanPart } from "./plan.ts";
import type { Shapes } from "../types/shape.ts";
import { planShape } from "./shape-plan.ts";
import type { Type } from "../types/types.ts";

export interface Lowering extends Locals {
  readonly known: Known;
  readonly declared: ReadonlySet<string>;
  /** Types of what is declared. */
  readonly types: ReadonlyMap<string, Type>;
  readonly shapes: Shapes;
  /** Names of declarations that lie in another file, and the steps they are there. */
  readonly elsewhere: ReadonlyMap<string, string>;
  /** Functions of TypeScript, by the path they are called by. */
  readonly functions: ReadonlyMap<string, Signature>;
  /** What TypeScript cells read and use. */
  readonly scripts: Checked["scripts"];
  /** What token counts default to inside a run. */
  readonly runModel: Ex | null;
}

export const withLocals = (low: Lowering, names: readonly string[]): Lowering => ({
  ...low,
  locals: new Map([...low.locals, ...names.map((name) => [name, new Set([name])] as const)]),
});

const silent = (): void => undefined;
type Rule<K extends Expr["kind"]> = (expr: Extract<Expr, { kind: K }>, low: Lowering) => Ex;
const lit = (value: null | boolean | number | string): Ex => ({ op: "lit", value });

const rules: { readonly [K in Expr["kind"]]: Rule<K> } = {
  Num: (expr) => lit(expr.value),
  Str: (expr) => lit(expr.value),
  Bool: (expr) => lit(expr.value),
  Null: () => lit(null),
  Missing: () => lit(null),
  Template: (expr, low) => lowerTemplate(expr.parts, low),
  Field: (expr) => ({ op: "field", name: expr.name.text, at: expr.span }),
  Ref: ({ name: { text }, span }, low) => {
    if (low.locals.has(text)) return { op: "local", name: text };
    const constant = low.functions.get(text);
    if (constant?.host?.constant) return lowerConstant(constant, span);
    const shape = !low.declared.has(text) || low.types.get(text)?.kind === "shape";
    return shape && low.shapes.has(text)
      ? { op: "shape", shape: planShape(text, low.shapes) }
      : { op: "step", name: stepOf(text, low) };
  },
  List: (expr, low) => ({ op: "list", items: expr.items.map((item) => lowerExpr(item, low)) }),
  Record: (expr, low) => ({
    op: "record",
    entries: expr.entries.map((entry) => [entry.key.text, lowerExpr(entry.value, low)] as const),
  }),
  If: (expr, low) => ({
    op: "if",
    test: lowerExpr(expr.test, low),
    then: lowerExpr(expr.then, low),
    else: lowerExpr(expr.else, low),
  }),
  Lambda: (expr, low) => ({
    op: "lambda",
    param: expr.param.text,
    body: lowerExpr(expr.body, withLocals(low, [expr.param.text])),
  }),
  Unary: (expr, low) => ({ op: "unary", kind: expr.op, of: lowerExpr(expr.of, low), at: expr.span }),
  Binary: (expr, low) => ({
    op: "binary",
    kind: expr.op,
    left: lowerExpr(expr.left, low),
    right: lowerExpr(expr.right, low),
    at: expr.span,
  }),
  Pipe: (expr, low) => lowerCall(expr.left, expr.call, low),
  Call: (expr, low) => lowerCall(null, expr, low),
  Get: (expr, low) => {
    const member = memberOf(expr, low);
    if (member !== null) return { op: "step", name: stepOf(member, low) };
    return { op: "get", of: lowerExpr(expr.of, low), name: expr.name.text, at: expr.name.span };
  },
  Index: (expr, low) => ({
    op: "at",
    of: lowerExpr(expr.of, low),
    from: lowerExpr(expr.at, low),
    to: expr.to ? lowerExpr(expr.to, low) : null,
    at: expr.span,
  }),
};

const stepOf = (name: string, { elsewhere }: Lowering): string => elsewhere.get(name) ?? name;

/** `lib.x` as the name of a declaration; null for a member of a value. */
export function memberOf({ of, name }: Get, { locals, elsewhere }: Lowering): string | null {
  if (of.kind !== "Ref" || locals.has(of.name.text)) return null;
  const path = `${of.name.text}.${name.text}`;
  return elsewhere.has(path) ? path : null;
}

export const lowerExpr = (expr: Expr, low: Lowering): Ex =>
  // the table is total over kinds; TypeScript cannot correlate the key with the node
  (rules[expr.kind] as Rule<Expr["kind"]>)(expr as never, low);

export const lowerTemplate = (parts: readonly Part[], low: Lowering): Ex => ({
  op: "text",
  parts: lowerParts(parts, low),
});

const lowerParts = (parts: readonly Part[], low: Lowering): PlanPart[] =>
  parts.map((part): PlanPart => {
    switch (part.kind) {
      case "TextPart":
        return { part: "text", text: part.text };
      case "Hole":
        return { part: "hole", value: lowerExpr(part.value, low), at: part.span };
      case "IfPart":
        return {
          part: "if",
          test: lowerExpr(part.test, low),
          then: lowerParts(part.then, low),
          else: lowerParts(part.else, low),
        };
      case "EachPart": {
        const names = part.index ? [part.item.text, part.index.text] : [part.item.text];
        const body = lowerParts(part.body, withLocals(low, names));
        return {
          part: "each",
          item: part.item.text,
          index: part.index?.text ?? null,
          of: lowerExpr(part.of, low),
          body,
        };
      }
    }
  });

function lowerCall(left: Expr | null, call: Call, low: Lowering): Ex {
  const name = call.path.map(({ text }) => text).join(".");
  const known = low.functions.get(name);
  const host = known?.host?.constant ? undefined : known;
  const declared = host ? undefined : low.types.get(name);
  if (declared?.kind === "fn") return lowerInvoke(name, declared, left, call, low);
  const signature = host ?? (low.declared.has(name) ? undefined : own(low.known.operators, name));
  if (!signature) return lowerApply(stepOf(name, low), left, call, low);
  const bound = bind(signature, left, call, silent, low.runModel !== null);
  const args: { [param: string]: Ex } = {};
  for (const param of signature.params) {
    const given = bound.values.get(param.name);
    if (given) args[param.name] = lowerArg(param, given, low);
    else if (param.fromRun && low.runModel) args[param.name] = low.runModel;
    else if (isShape(param.type) && low.types.get("Outline")?.kind === "shape")
      args[param.name] = { op: "shape", shape: planShape("Outline", low.shapes) };
  }
  for (const [key, value] of bound.rest) args[key.text] = lowerRest(signature.rest, value, low);
  return {
    op: "call",
    fn: host?.host ? `${host.host.file}:${host.host.export}` : name,
    version: signature.version,
    ...hosted(host?.host),
    args,
    free: freeOf(args, low),
    at: call.span,
  };
}

/** What stands for the code of a function of TypeScript. */
const hosted = (host: Host | undefined): Pick<Extract<Ex, { op: "call" }>, "host" | "script"> =>
  host ? { host: host.key, ...(host.script && { script: { op: "step", name: host.file } as const }) } : {};

/** A value that a TypeScript cell exports: it is got where it is wanted, as a function without arguments is called. */
function lowerConstant({ name, version, host }: Signature, at: Span): Ex {
  const fn = `${host?.file ?? ""}:${host?.export ?? name}`;
  return { op: "call", fn, version, ...hosted(host), args: {}, free: [], at };
}

/** A shape that is left out is Outline: the program's own, where it declares one. */
const isShape = (type: Type): boolean =>
  type.kind === "shape" || (type.kind === "optional" && isShape(type.of));

function lowerInvoke(
  fn: string,
  { params }: Extract<Type, { kind: "fn" }>,
  left: Expr | null,
  call: Call,
  low: Lowering,
): Ex {
  const infos = params.map((param): ParamInfo => ({ ...param, doc: "" }));
  const bound = bind({ name: fn, params: infos }, left, call, silent, false);
  const args: { [param: string]: Ex } = {};
  for (const [name, [value]] of bound.values) if (value) args[name] = lowerExpr(value, low);
  const per = Object.entries(args).map(([name, arg]) => [name, freeOf({ arg }, low)] as const);
  return {
    op: "invoke",
    fn: stepOf(fn, low),
    args,
    free: freeOf(args, low),
    per: Object.fromEntries(per),
    at: call.span,
  };
}

/** Applying a prompt: positional arguments need the prompt's parameter names, which the run time knows. */
function lowerApply(prompt: string, left: Expr | null, call: Call, low: Lowering): Ex {
  const args: { [param: string]: Ex } = {};
  let position = 0;
  if (left) args[`#${position++}`] = lowerExpr(left, low);
  for (const arg of call.args) args[arg.name?.text ?? `#${position++}`] = lowerExpr(arg.value, low);
  return { op: "apply", prompt, args, at: call.span };
}

function lowerArg(param: ParamInfo, given: readonly Expr[], low: Lowering): Ex {
  const one = (value: Expr): Ex => {
    const fn = param.item && functionIn(value, low.known, low.types, low.locals);
    if (fn) return lowerExpr(fn, low);
    if (param.column) {
      const name = columnName(value);
      return name ? lit(name.text) : lowerExpr(value, low);
    }
    return param.row ? { op: "row", body: lowerExpr(value, low) } : lowerExpr(value, low);
  };
  const [first] = given;
  return param.many || !first ? { op: "list", items: given.map(one) } : one(first);
}

const lowerRest = (rest: ParamInfo | undefined, value: Expr, low: Lowering): Ex =>
  rest?.column
    ? lit(columnName(value)?.text ?? "")
    : rest
      ? lowerArg({ ...rest, many: false }, [value], low)
      : lowerExpr(value, low);

/** Names of the steps a value of the plan refers to. */
export function named(value: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (item: unknown): void => {
    if (Array.isArray(item)) return item.forEach(visit);
    if (typeof item !== "object" || item === null) return;
    if ("op" in item && item.op === "step" && "name" in item && typeof item.name === "string")
      found.add(item.name);
    if ("op" in item && item.op === "apply" && "prompt" in item && typeof item.prompt === "string")
      found.add(item.prompt);
    if ("op" in item && item.op === "invoke" && "fn" in item && typeof item.fn === "string")
      found.add(item.fn);
    Object.values(item).forEach(visit);
  };
  visit(value);
  return found;
}
