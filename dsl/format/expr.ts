// Layout of expressions and types: chains broken before their operators, one stage and one argument to a line.
import type { CstNode, IToken } from "chevrotain";
import { beside, concat, type Doc, fill, group, hard, indent, line, soft, words } from "./doc.ts";
import {
  brackets,
  core,
  doc,
  type Element,
  elements,
  firstToken,
  type How,
  isComma,
  isToken,
  itemsOf,
  spaced,
  type Style,
  word,
} from "./base.ts";
import * as t from "../syntax/tokens.ts";

export type Layout = (how: How, list: readonly Element[]) => Doc;

const tight: Layout = (how, list) => concat(...list.map((each) => doc(how, each)));
export const bracket: Style = { pad: false, commas: true };
export const brace: Style = { pad: true, commas: true };

/** `open item, item close`. */
export const enclosed = (how: How, list: readonly Element[], style: Style): Doc =>
  brackets(how, tokenAt(list, 0), itemsOf(how, list.slice(1, -1)), tokenAt(list, -1), style);
export const tokenAt = (list: readonly Element[], at: number): IToken => list.at(at) as IToken;

/** `name: value`, `name: Type = value`. */
export const labelled: Layout = (how, [name, ...list]) => {
  const [mark, ...rest] = list.map((each) => doc(how, each));
  const sticks = isToken(list[0]) && t.is(list[0], t.COLON);
  return sticks
    ? words(concat(doc(how, name!), mark!), ...rest)
    : words(doc(how, name!), mark ?? "", ...rest);
};

/** `head with tail` on one line if the head fits there, else the tail on a line of its own. */
export const tailed = (head: Doc, tail: Doc): Doc => beside(head, tail, concat(head, indent(hard(), tail)));

const operatorOf = (element: Element): string => firstToken(element).image;

/** A chain split at its loosest operators; `levels` from loose to tight, what is on none of them is not broken. */
function chain(how: How, list: readonly Element[], levels: readonly (readonly string[])[]): Doc {
  const [loosest, ...tighter] = levels;
  if (list.length === 1 || loosest === undefined) return spaced(how, list);
  const cuts = list.flatMap((each, i) => (i % 2 === 1 && loosest.includes(operatorOf(each)) ? [i] : []));
  if (cuts.length === 0) return chain(how, list, tighter);
  const operands = [-1, ...cuts].map((cut, i) => chain(how, list.slice(cut + 1, cuts[i]), tighter));
  const rest = cuts.map((cut, i) => concat(line(), words(doc(how, list[cut]!), operands[i + 1] ?? "")));
  return group(operands[0] ?? "", indent(...rest));
}

const logic: readonly (readonly string[])[] = [["or"], ["and"]];
const arithmetic: readonly (readonly string[])[] = [["??"], ["+", "-"], ["*", "/", "%"]];

const pipe: Layout = (how, [first, ...list]) => {
  const stages = list.flatMap((each, i) => {
    const [bar, stage] = [each, list[i + 1]];
    return i % 2 === 0 && stage ? [concat(line(), words(doc(how, bar), doc(how, stage)))] : [];
  });
  return group(doc(how, first!), indent(...stages));
};

/** One list, record or template takes the brackets of the call on its own lines. */
const hugged = ["list", "record", "template"];

const args: Layout = (how, list) => {
  const [open, arg, comma, ...more] = list;
  const sole = list.length === 3 || (isComma(comma) && more.length === 1);
  if (!sole || open === undefined || arg === undefined || isToken(arg) || !hugs(arg)) {
    return enclosed(how, list, bracket);
  }
  const bare = [open, list.at(-1)!, ...(isComma(comma) ? [comma] : [])].every((each) => {
    const { before, behind } = how.trivia.of(firstToken(each));
    return before.length === 0 && (behind === "" || each === list.at(-1));
  });
  return bare ? concat(doc(how, open), doc(how, arg), doc(how, list.at(-1)!)) : enclosed(how, list, bracket);
};

function hugs(arg: CstNode): boolean {
  const value = elements(arg).at(-1);
  return value !== undefined && !isToken(value) && hugged.includes(core(value).name);
}

/** Numbers fill their lines; anything else has one of its own. */
const list: Layout = (how, all) => {
  const inside = all.slice(1, -1);
  const items = inside.filter((each) => !isComma(each));
  const plain = items.length > 8 && items.every(isNumber) && all.every((each) => isBare(how, each));
  if (!plain) return enclosed(how, all, bracket);
  const numbers = items.map((each, i) => concat(doc(how, each), i < items.length - 1 ? "," : ""));
  return group(doc(how, all[0]!), indent(soft(), fill(numbers)), soft(), doc(how, all.at(-1)!));
};

const isNumber = (element: Element): boolean => {
  const inner = isToken(element) ? [element] : elements(core(element));
  return (
    t.is(inner.at(-1) as IToken, t.NUM) ||
    (inner.length === 2 && core(inner[1] as CstNode).name === "primary" && isNumber(inner[1]!))
  );
};
const isBare = (how: How, element: Element): boolean => {
  const { before, behind } = how.trivia.of(firstToken(element));
  return before.length === 0 && behind === "";
};

/** `if a then b`, and each `else` on a line of its own. */
const choice: Layout = (how, all) => {
  const [first, ...others] = branches(how, all);
  return group(first ?? "", indent(...others.map((each) => concat(line(), each))));
};

function branches(
  how: How,
  [start, test, then, value, otherwise, other]: readonly Element[],
): readonly Doc[] {
  const head = words(doc(how, start!), doc(how, test!));
  const branch = group(head, indent(line(), words(doc(how, then!), doc(how, value!))));
  const word = doc(how, otherwise!);
  const next = core(other as CstNode);
  if (next.name !== "ifExpr") return [branch, words(word, doc(how, other!))];
  const [more, ...rest] = branches(how, elements(next));
  return [branch, words(word, more ?? ""), ...rest];
}

const index: Layout = (how, list) => {
  const [open, at, range, to, close] =
    list.length === 3 ? [list[0], list[1], undefined, undefined, list[2]] : list;
  const slice = range && to ? concat(" ", words(doc(how, range), doc(how, to))) : "";
  return concat(doc(how, open!), doc(how, at!), slice, doc(how, close!));
};

export const expressions: { readonly [rule: string]: Layout } = {
  expr: (how, list) => chain(how, list, logic),
  logic: spaced,
  operand: spaced,
  pipe,
  stage: tight,
  binary: (how, list) => chain(how, list, arithmetic),
  unary: tight,
  postfix: tight,
  get: tight,
  index,
  args,
  arg: labelled,
  lambda: spaced,
  primary: tight,
  group: (how, [open, inner, close]) =>
    group(word(how, open as IToken), indent(soft(), doc(how, inner!)), soft(), doc(how, close!)),
  rowField: tight,
  list,
  record: (how, list) => enclosed(how, list, brace),
  entry: labelled,
  ifExpr: choice,
  type: (how, [first, ...list]) => {
    const more = list.flatMap((bar, i) =>
      i % 2 === 0 ? [concat(line(), words(doc(how, bar), doc(how, list[i + 1]!)))] : [],
    );
    return group(doc(how, first!), indent(...more));
  },
  typeAtom: tight,
  typeName: (how, [name, ...list]) =>
    concat(doc(how, name!), list.length > 0 ? enclosed(how, list, bracket) : ""),
  recordType: (how, list) => enclosed(how, list, brace),
  typeField: labelled,
  params: (how, list) => enclosed(how, list, bracket),
  param: labelled,
};
