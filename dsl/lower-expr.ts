// Expression -> the plan's expression: names resolved, pipes folded, arguments bound, free axes computed.
import type { Call, Expr, Part } from "./ast.ts";
import { bind, columnName } from "./bind.ts";
import type { Known, ParamInfo } from "./known.ts";
import { own } from "./own.ts";
import type { Ex, PlanAxis, PlanItem, PlanPart } from "./plan.ts";
import type { Type } from "./types.ts";

export interface Lowering {
  readonly known: Known;
  /** Types of the declarations. */
  readonly types: ReadonlyMap<string, Type>;
  readonly declared: ReadonlySet<string>;
  /** Local name -> the axes its value depends on, itself included; "." stands for the row. */
  readonly locals: ReadonlyMap<string, ReadonlySet<string>>;
  /** What token counts default to inside a run. */
  readonly runModel: Ex | null;
}

export const withLocals = (low: Lowering, names: readonly string[]): Lowering => ({
  ...low,
  locals: new Map([...low.locals, ...names.map((name) => [name, new Set([name])] as const)]),
});
/** The local names of a place, with what their values depend on. */
export type Locals = Pick<Lowering, "locals">;
/** An axis in scope: naming it means depending on it and on all its values depend on. */
export const withAxes = <L extends Locals>(low: L, axis: PlanAxis, name: string): L => ({
  ...low,
  locals: new Map([
    ...low.locals,
    [name, new Set([name, ...axis.values.flatMap((value) => [...free(value, low)])])],
  ]),
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
  Ref: (expr, low) =>
    low.locals.has(expr.name.text)
      ? { op: "local", name: expr.name.text }
      : { op: "step", name: expr.name.text },
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
  Get: (expr, low) => ({ op: "get", of: lowerExpr(expr.of, low), name: expr.name.text, at: expr.name.span }),
  Index: (expr, low) => ({
    op: "at",
    of: lowerExpr(expr.of, low),
    from: lowerExpr(expr.at, low),
    to: expr.to ? lowerExpr(expr.to, low) : null,
    at: expr.span,
  }),
};

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
  const name = call.path[0]?.text ?? "";
  const signature = low.declared.has(name) ? undefined : own(low.known.operators, name);
  if (!signature) return lowerApply(name, left, call, low);
  const bound = bind(signature, left, call, silent, low.runModel !== null);
  const args: { [param: string]: Ex } = {};
  for (const param of signature.params) {
    const given = bound.values.get(param.name);
    if (given) args[param.name] = lowerArg(param, given, low);
    else if (param.fromRun && low.runModel) args[param.name] = low.runModel;
  }
  for (const [key, value] of bound.rest) args[key.text] = lowerRest(signature.rest, value, low);
  const axes = new Set(Object.values(args).flatMap((arg) => [...free(arg, low)]));
  return {
    op: "call",
    fn: name,
    version: signature.version,
    args,
    free: [...axes].toSorted(),
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
    : rest?.row
      ? { op: "row", body: lowerExpr(value, low) }
      : lowerExpr(value, low);

const union = (sets: Iterable<ReadonlySet<string>>): Set<string> =>
  new Set([...sets].flatMap((set) => [...set]));

/** The axes an expression mentions; "." where it mentions the row. Fields inside a `row` argument are another row's. */
export function free(ex: Ex, low: Locals): ReadonlySet<string> {
  switch (ex.op) {
    case "field":
      return new Set(["."]);
    case "local":
      return low.locals.get(ex.name) ?? new Set();
    case "call":
      return new Set(ex.free);
    case "row":
      return new Set([...free(ex.body, low)].filter((axis) => axis !== "."));
    case "lambda":
      return new Set([...free(ex.body, low)].filter((axis) => axis !== ex.param));
    default:
      return union(operands(ex).map((operand) => free(operand, low)));
  }
}

/** Direct operands of an expression. */
export function operands(ex: Ex): readonly Ex[] {
  switch (ex.op) {
    case "get":
    case "unary":
      return [ex.of];
    case "at":
      return ex.to ? [ex.of, ex.from, ex.to] : [ex.of, ex.from];
    case "list":
      return ex.items;
    case "record":
      return ex.entries.map(([, value]) => value);
    case "call":
    case "apply":
      return Object.values(ex.args);
    case "row":
    case "lambda":
      return [ex.body];
    case "binary":
      return [ex.left, ex.right];
    case "if":
      return [ex.test, ex.then, ex.else];
    case "text":
      return ex.parts.flatMap(partOperands);
    default:
      return [];
  }
}

const partOperands = (part: PlanPart): readonly Ex[] => {
  switch (part.part) {
    case "text":
      return [];
    case "hole":
      return [part.value];
    case "if":
      return [part.test, ...part.then.flatMap(partOperands), ...part.else.flatMap(partOperands)];
    case "each":
      return [part.of, ...part.body.flatMap(partOperands)];
  }
};

/** The expressions of an item of a prompt. */
export function itemOperands(item: PlanItem): readonly Ex[] {
  switch (item.item) {
    case "message":
      return [item.template];
    case "splice":
      return [item.value];
    case "shots":
      return [item.count, item.from, ...item.messages.map(({ template }) => template)];
  }
}

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
    Object.values(item).forEach(visit);
  };
  visit(value);
  return found;
}
