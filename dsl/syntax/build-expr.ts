// CST -> AST: expressions. The grammar's flat chains are folded here by precedence.
import type { CstNode, IToken } from "chevrotain";
import type { Arg, BinaryOp, Call, Entry, Expr, Lambda, Name } from "./ast.ts";
import type { Place } from "./build-base.ts";
import { all, first, missing, name, written, span, spanOf, textOf } from "./build-base.ts";
import { template } from "./build-template.ts";
import type * as cst from "./cst.ts";
import { join } from "../source.ts";

interface Op {
  readonly op: BinaryOp;
  /** `not in`. */
  readonly not?: boolean;
}
/** One operand of a chain; `not` where the word stands before it. */
interface Operand {
  readonly value: Expr;
  readonly not?: IToken;
}

export function expr(at: Place, node: cst.ExprCstNode | undefined, parent: CstNode): Expr {
  if (node === undefined) return missing(at, parent);
  const operands = all(node.children.operand).map((each): Operand => {
    const not = first(each.children.NOT);
    return { value: pipe(at, first(each.children.pipe), each), ...(not && { not }) };
  });
  const ops = all(node.children.logic).map((each): Op => {
    // Not the image: repair may have read `=` as `==`.
    const op = (first(each.children.LOGIC)?.tokenType.PATTERN ?? "in") as BinaryOp;
    return { op, not: first(each.children.NOT) !== undefined };
  });
  return fold(padded(at, operands, ops, node), ops, [["or"], ["and"]], (group, inner) =>
    compared(at, group, inner),
  );
}

/** Recovery may leave an operator without its right side. */
function padded(at: Place, operands: readonly Operand[], ops: readonly Op[], node: CstNode): Operand[] {
  const gap = Math.max(0, ops.length + 1 - operands.length);
  return [...operands, ...Array.from({ length: gap }, () => ({ value: missing(at, node) }))];
}

/** Splits a chain at the loosest operators first; what no level splits goes to `tight`. */
function fold(
  operands: readonly Operand[],
  ops: readonly Op[],
  levels: readonly (readonly string[])[],
  tight: (operands: readonly Operand[], ops: readonly Op[]) => Expr,
): Expr {
  const [level, ...rest] = levels;
  if (level === undefined || ops.length === 0) return tight(operands, ops);
  const cuts = ops.flatMap(({ op }, i) => (level.includes(op) ? [i] : []));
  const starts = [0, ...cuts.map((i) => i + 1)];
  const sides = starts.map((from, i) => {
    const to = cuts[i] ?? ops.length;
    return fold(operands.slice(from, to + 1), ops.slice(from, to), rest, tight);
  });
  return sides.reduce((left, right, i) => binaryOf(ops[cuts[i - 1] ?? 0]?.op ?? "and", left, right));
}

const binaryOf = (op: BinaryOp, left: Expr, right: Expr): Expr => ({
  kind: "Binary",
  span: join(left.span, right.span),
  op,
  left,
  right,
});

/** Comparisons, from left to right; `not` reaches over all that follow it. */
function compared(at: Place, operands: readonly Operand[], ops: readonly Op[]): Expr {
  const k = operands.findIndex((operand, i) => i > 0 && operand.not !== undefined);
  const end = k < 0 ? operands.length : k;
  let made = operands[0]!.value;
  for (let i = 1; i < end; i++) made = comparison(ops[i - 1]!, made, operands[i]!.value);
  if (k > 0) made = comparison(ops[k - 1]!, made, compared(at, operands.slice(k), ops.slice(k)));
  const not = operands[0]!.not;
  if (not === undefined) return made;
  return { kind: "Unary", span: join(spanOf(at, not), made.span), op: "not", of: made };
}

function comparison({ op, not }: Op, left: Expr, right: Expr): Expr {
  const made = binaryOf(op, left, right);
  return not ? { kind: "Unary", span: made.span, op: "not", of: made } : made;
}

function pipe(at: Place, node: cst.PipeCstNode | undefined, parent: CstNode): Expr {
  if (node === undefined) return missing(at, parent);
  let made = binary(at, first(node.children.binary), node);
  for (const each of all(node.children.stage)) made = stage(at, made, each);
  return made;
}

function stage(at: Place, left: Expr, node: cst.StageCstNode): Expr {
  const { ID, NAME, args: list, get, index } = node.children;
  const called = first(list);
  const path = [first(ID), ...all(NAME)].map((token) => name(at, token, node));
  const until = called ? span(at, called) : (path.at(-1)?.span ?? span(at, node));
  const call: Call = {
    kind: "Call",
    span: join(path[0]?.span ?? until, until),
    path,
    args: args(at, called),
  };
  const made: Expr = { kind: "Pipe", span: join(left.span, call.span), left, call };
  return inOrder(get, index).reduce<Expr>((of, next) => suffix(at, of, next), made);
}

export function binary(at: Place, node: cst.BinaryCstNode | undefined, parent: CstNode): Expr {
  if (node === undefined) return missing(at, parent);
  const operands = all(node.children.unary).map((each) => ({ value: unary(at, each) }));
  const ops = all(node.children.ARITH).map(({ image }): Op => ({ op: image as BinaryOp }));
  const levels = [["??"], ["+", "-"], ["*", "/", "%"]];
  return fold(padded(at, operands, ops, node), ops, levels, ([only]) => only!.value);
}

function unary(at: Place, node: cst.UnaryCstNode): Expr {
  const of = postfix(at, first(node.children.postfix), node);
  const minus = first(node.children.MINUS);
  return minus ? { kind: "Unary", span: join(spanOf(at, minus), of.span), op: "-", of } : of;
}

type Suffix = cst.GetCstNode | cst.ArgsCstNode | cst.IndexCstNode;

function inOrder(...lists: readonly (readonly Suffix[] | undefined)[]): readonly Suffix[] {
  const start = (node: Suffix): number => node.location?.startOffset ?? NaN;
  return lists
    .flatMap((list) => all(list))
    .filter((node) => !Number.isNaN(start(node)))
    .toSorted((a, b) => start(a) - start(b));
}

export function postfix(at: Place, node: cst.PostfixCstNode | undefined, parent: CstNode): Expr {
  if (node === undefined) return missing(at, parent);
  const made = primary(at, first(node.children.primary), node);
  const { get, args: calls, index } = node.children;
  return inOrder(get, calls, index).reduce<Expr>((of, next) => suffix(at, of, next), made);
}

function suffix(at: Place, of: Expr, node: Suffix): Expr {
  const where = join(of.span, span(at, node));
  if (node.name === "get") {
    return { kind: "Get", span: where, of, name: name(at, first(node.children.NAME), node) };
  }
  if (node.name === "index") {
    const [from, to] = all(node.children.expr);
    const upper = node.children.RANGE ? expr(at, to, node) : null;
    return { kind: "Index", span: where, of, at: expr(at, from, node), to: upper };
  }
  const path = pathOf(of);
  if (path !== undefined) return { kind: "Call", span: where, path, args: args(at, node) };
  if (of.kind !== "Missing") at.report("E014", of.span, { member: of.kind === "Get" ? of.name.text : "" });
  return { kind: "Missing", span: where };
}

/** `lab.f` as names; nothing else can be called. */
function pathOf(of: Expr): readonly Name[] | undefined {
  if (of.kind === "Ref") return [of.name];
  const path = of.kind === "Get" ? pathOf(of.of) : undefined;
  return path && of.kind === "Get" ? [...path, of.name] : undefined;
}

const args = (at: Place, node: cst.ArgsCstNode | undefined): readonly Arg[] =>
  all(node?.children.arg).map((arg) => ({
    kind: "Arg",
    span: span(at, arg),
    name: arg.children.COLON ? name(at, first(arg.children.NAME), arg) : null,
    value: arg.children.lambda
      ? lambda(at, arg.children.lambda[0]!)
      : expr(at, first(arg.children.expr), arg),
  }));

const lambda = (at: Place, node: cst.LambdaCstNode): Lambda => ({
  kind: "Lambda",
  span: span(at, node),
  param: name(at, first(node.children.ID), node),
  body: expr(at, first(node.children.expr), node),
});

function primary(at: Place, node: cst.PrimaryCstNode | undefined, parent: CstNode): Expr {
  if (node === undefined) return missing(at, parent);
  const { template: texts, rowField, list, record, ifExpr, group } = node.children;
  const where = span(at, node);
  if (texts) return template(at, texts[0]!, expr);
  if (rowField) {
    return { kind: "Field", span: where, name: name(at, first(rowField[0]!.children.NAME), rowField[0]!) };
  }
  if (list) {
    const items = all(list[0]!.children.expr).map((item) => expr(at, item, node));
    return { kind: "List", span: where, items };
  }
  if (record) {
    return {
      kind: "Record",
      span: where,
      entries: all(record[0]!.children.entry).map((each) => entry(at, each)),
    };
  }
  if (ifExpr) return choice(at, ifExpr[0]!);
  // Parentheses leave no node, but the span tells where they were.
  if (group) return { ...expr(at, first(group[0]!.children.expr), group[0]!), span: where };
  return atom(at, node);
}

function atom(at: Place, node: cst.PrimaryCstNode): Expr {
  const { NUM, STR, TRUE, FALSE, NULL, ID, EMPTY } = node.children;
  const where = span(at, node);
  const [number, string, id] = [first(NUM), first(STR), first(ID)];
  if (number) return { kind: "Num", span: where, value: written(at, number), raw: number.image };
  if (string) return { kind: "Str", span: where, value: textOf(string) };
  if (TRUE ?? FALSE) return { kind: "Bool", span: where, value: TRUE !== undefined };
  if (NULL) return { kind: "Null", span: where };
  if (EMPTY) return { kind: "List", span: where, items: [] };
  if (id && id.image !== "") return { kind: "Ref", span: where, name: name(at, id, node) };
  return { kind: "Missing", span: where };
}

function entry(at: Place, node: cst.EntryCstNode): Entry {
  const quoted = first(node.children.STR);
  const key: Name = quoted
    ? { kind: "Name", span: spanOf(at, quoted), text: textOf(quoted) }
    : name(at, first(node.children.NAME), node);
  return { kind: "Entry", span: span(at, node), key, value: expr(at, first(node.children.expr), node) };
}

function choice(at: Place, node: cst.IfExprCstNode): Expr {
  const [test, then, other] = all(node.children.expr);
  return {
    kind: "If",
    span: span(at, node),
    test: expr(at, test, node),
    then: expr(at, then, node),
    else: expr(at, other, node),
  };
}
