// Operators between two values: what they take, what they give, comparisons that can never hold.
import type { Binary, BinaryOp, Expr } from "../syntax/ast.ts";
import type { Fix } from "../tell/diagnostic.ts";
import type { Env } from "./env.ts";
import { tellWord } from "./misfit.ts";
import { narrowed } from "./narrow.ts";
import {
  bool,
  fits,
  int,
  merge,
  num,
  present,
  show,
  text,
  type Type,
  unknown,
  wordsOf,
} from "../types/types.ts";

/** The type of `left op right`. Reports E211, E305, and E213 for a word that the other side never is. */
export function inferBinary(expr: Binary, env: Env): Type {
  const { op } = expr;
  const left = env.infer(expr.left, env);
  const right = env.infer(
    expr.right,
    op === "and" || op === "or" ? narrowed(env, expr.left, op === "and") : env,
  );
  if (left.kind === "unknown" || right.kind === "unknown") return resultOf(op, left, right);
  if (left.kind === "estimate" || right.kind === "estimate") {
    env.report("E305", expr.span, { op }, numbersOf(expr, left));
    return unknown;
  }
  const found = typeOf(op, left, right);
  if (!found) env.report("E211", expr.span, { op, left: show(left), right: show(right) });
  else checkWords(expr, left, right, env);
  return found ?? unknown;
}

/** The numbers of an Estimate, to be put behind it. */
function numbersOf(at: Binary, left: Type): readonly Fix[] {
  const { cell, end } = (left.kind === "estimate" ? at.left : at.right).span;
  return ["mean", "lo", "hi"].map((name) => ({
    title: `say .${name}`,
    span: { cell, start: end, end },
    text: `.${name}`,
  }));
}

const COMPARE = new Set<BinaryOp>(["<", "<=", ">", ">="]);
const EQUAL = new Set<BinaryOp>(["==", "!="]);
const LOGIC = new Set<BinaryOp>(["and", "or"]);

/** Null where the two do not go with the operator. */
function typeOf(op: BinaryOp, left: Type, right: Type): Type | null {
  const numbers = fits(left, num) && fits(right, num);
  const texts = fits(left, text) && fits(right, text);
  if (LOGIC.has(op)) return fits(left, bool) && fits(right, bool) ? bool : null;
  if (op === "in") return right.kind === "list" || fits(right, text) || right.kind === "json" ? bool : null;
  if (op === "??") return left.kind === "null" ? right : merge([present(left), right]);
  if (EQUAL.has(op)) {
    const [one, other] = [present(left), present(right)];
    const same = (fits(one, text) && fits(other, text)) || fits(one, other) || fits(other, one);
    return left.kind === "null" || right.kind === "null" || same ? bool : null;
  }
  if (COMPARE.has(op)) return numbers || texts ? bool : null;
  if (op === "+" && texts) return text;
  return numbers ? resultOf(op, left, right) : null;
}

function resultOf(op: BinaryOp, left: Type, right: Type): Type {
  if (COMPARE.has(op) || EQUAL.has(op) || LOGIC.has(op) || op === "in") return bool;
  if (left.kind === "unknown" || right.kind === "unknown") return unknown;
  return op !== "/" && fits(left, int) && fits(right, int) ? int : num;
}

/** E213: one of several words, compared with a word that is none of them. */
function checkWords({ op, left, right }: Binary, a: Type, b: Type, env: Env): void {
  if (EQUAL.has(op)) {
    checkWord(left, a, right, b, env);
    checkWord(right, b, left, a, env);
  } else if (op === "in" && right.kind === "List")
    for (const item of right.items) checkWord(left, a, item, env.typeOf(item) ?? unknown, env);
}

function checkWord(one: Expr, type: Type, other: Expr, given: Type, env: Env): void {
  const words = wordsOf(type);
  if (!words || words.length < 2 || given.kind !== "literal" || words.includes(given.value)) return;
  tellWord(other, given.value, words, nameOf(one), env);
}

/** The side of a comparison in the user's words. */
const nameOf = (expr: Expr): string =>
  expr.kind === "Ref"
    ? `'${expr.name.text}'`
    : expr.kind === "Field"
      ? `'.${expr.name.text}'`
      : expr.kind === "Get"
        ? `'${expr.name.text}'`
        : "the other side";
