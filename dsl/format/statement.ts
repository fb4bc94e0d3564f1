// Layout of statements: their heads, and blocks with one item to a line.
import type { CstNode, TokenType } from "chevrotain";
import { beside, broken, concat, type Doc, hard, indent, widthOf, words } from "./doc.ts";
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
  spelling,
  type Item,
  spaced,
} from "./base.ts";
import { brace, bracket, enclosed, expressions, labelled, type Layout, tailed, tokenAt } from "./expr.ts";
import { template } from "./template.ts";
import * as t from "../syntax/tokens.ts";
import { kw } from "../syntax/tokens.ts";

/** The layout of any tree of the grammar; what only wraps one other tree is laid out as that. */
export function layout(how: How, tree: CstNode): Doc {
  const node = core(tree);
  const rule = Object.hasOwn(rules, node.name) ? rules[node.name]! : spaced;
  return rule(how, elements(node));
}

const indexOf = (list: readonly Element[], type: TokenType): number =>
  list.findIndex((each) => isToken(each) && t.is(each, type));

/** Splits before the first token of this type. */
function cut(list: readonly Element[], type: TokenType): readonly [readonly Element[], readonly Element[]] {
  const at = indexOf(list, type);
  return at < 0 ? [list, []] : [list.slice(0, at), list.slice(at)];
}

/** Head and tail apart at a word: `check x as "y"`. */
const parting =
  (type: TokenType): Layout =>
  (how, list) => {
    const [head, tail] = cut(list, type);
    return tail.length === 0 ? spaced(how, head) : tailed(spaced(how, head), spaced(how, tail));
  };

/** `name(params) -> T = body`: the parameters stand right behind the name. */
const declared: Layout = (how, [word, name, params, ...list]) =>
  words(concat(spaced(how, [word!, name!]), doc(how, params!)), ...list.map((each) => doc(how, each)));

/** Items of a property or field, whose comma is inside of it. */
function members(how: How, list: readonly Element[]): readonly Item[] {
  return list.map((each): Item => {
    const inner = isToken(each) ? [each] : elements(each);
    const last = inner.at(-1);
    const comma = isComma(last) ? last : undefined;
    return { doc: doc(how, each), first: firstToken(each), comma };
  });
}

const withoutComma = (list: readonly Element[]): readonly Element[] =>
  isComma(list.at(-1)) ? list.slice(0, -1) : list;

/** `{ a: 1, b: 2 }`: commas everywhere, though the grammar asks for none. */
const listed: Layout = (how, list) =>
  brackets(how, tokenAt(list, 0), members(how, list.slice(1, -1)), tokenAt(list, -1), brace);

/** The block of a statement, from its `{` on: on one line with a single item at most, without commas. */
function block(how: How, list: readonly Element[]): Doc {
  const items = members(how, list.slice(1, -1).map(unwrapped));
  const tall = items.length > 1 || list.some(spansLines);
  return brackets(how, tokenAt(list, 0), items, tokenAt(list, -1), { pad: true, commas: false, tall });
}

/** `runItem` and its like only choose; what is in them counts. */
const choosing: readonly string[] = ["promptItem", "runItem", "scoreItem"];
const unwrapped = (element: Element): Element =>
  !isToken(element) && choosing.includes(element.name) ? (elements(element)[0] ?? element) : element;

function spansLines(element: Element): boolean {
  if (isToken(element)) return t.is(element, t.TEXT) && element.image.includes("\n");
  return elements(element).some(spansLines);
}

/** A head and its block; a head that is broken has the block on a line of its own. */
const blocked = (head: Doc, last: Doc): Doc => beside(head, last, concat(head, hard(), last));

const withBlock =
  (head: Layout): Layout =>
  (how, list) => {
    const [before, body] = cut(list, t.LBRACE);
    return words(head(how, before), block(how, body));
  };

const run: Layout = (how, list) => {
  const [before, body] = cut(list, t.LBRACE);
  const axes = before.filter((each) => !isToken(each) && each.name === "vary");
  const head = spaced(
    how,
    before.filter((each) => !axes.includes(each)),
  );
  if (axes.length === 0) return blocked(head, block(how, body));
  return concat(
    head,
    indent(...axes.map((axis) => concat(hard(), doc(how, axis)))),
    hard(),
    block(how, body),
  );
};

const score: Layout = (how, list) => {
  const [before, body] = cut(list, t.LBRACE);
  const last = before.at(-1);
  const by = last !== undefined && !isToken(last) && last.name === "by" ? last : undefined;
  const of = spaced(how, by ? before.slice(0, -1) : before);
  return blocked(by ? tailed(of, doc(how, by)) : of, block(how, body));
};

/** Two columns for `  vary arm in {`, two more for its arms, one for the comma. */
const MARGIN = 5;

/** The arms of an axis stand in columns, where each fits on its line. */
const vary: Layout = (how, list) => {
  const record = core(list.at(-1) as CstNode);
  if (record.name !== "record") return spaced(how, list);
  const inner = elements(record);
  const arms = inner.slice(1, -1).filter((each): each is CstNode => !isToken(each));
  const parts = arms.map((arm) => {
    const [key, colon, value] = elements(arm);
    // comments around the key take no part in its column
    const columns = [key!, colon!].reduce((sum, each) => sum + spelling(firstToken(each)).length, 0);
    return { key: concat(doc(how, key!), doc(how, colon!)), columns, value: doc(how, value!) };
  });
  const wide = Math.max(0, ...parts.map(({ columns }) => columns));
  const aligned = parts.every(({ value }) => MARGIN + wide + 1 + widthOf(value, true) <= how.width);
  const items = arms.map((arm, i): Item => {
    const { key, columns, value } = parts[i]!;
    const gap = aligned ? broken(" ".repeat(wide - columns)) : "";
    const after = inner[inner.indexOf(arm) + 1];
    return {
      doc: words(concat(key, gap), value),
      first: firstToken(arm),
      comma: isComma(after) ? after : undefined,
    };
  });
  const made = brackets(how, tokenAt(inner, 0), items, tokenAt(inner, -1), brace);
  return words(spaced(how, list.slice(0, -1)), made);
};

/** What is asked, and of whom: the model on a line of its own where the line is full. */
const ask: Layout = (how, list) => {
  const [head, tail] = cut(list, kw.with);
  const asked = head[1];
  // a call that is broken ends with its bracket, and there is room behind it
  const called = asked !== undefined && !isToken(asked) && core(asked).name === "postfix";
  const [first, second] = [spaced(how, head), spaced(how, tail)];
  return called && widthOf(first) > how.width - 4 ? words(first, second) : tailed(first, second);
};

const rules: { readonly [rule: string]: Layout } = {
  ...expressions,
  template,
  useNames: (how, list) => {
    const [names, from] = cut(list, kw.from);
    return words(enclosed(how, names, brace), spaced(how, from));
  },
  typed: labelled,
  fnDecl: declared,
  modelDecl: parting(kw.on),
  device: (how, list) => concat(...list.map((each) => doc(how, each))),
  props: listed,
  prop: (how, list) => labelled(how, withoutComma(list)),
  shapeBody: listed,
  field: (how, list) => labelled(how, withoutComma(list)),
  card: (how, list) => concat(...list.map((each) => doc(how, each))),
  promptDecl: withBlock((how, before) => declared(how, before)),
  shots: withBlock(spaced),
  runDecl: run,
  vary,
  ask,
  step: parting(kw.when),
  scoreDecl: score,
  by: (how, [word, ...list]) => words(doc(how, word!), enclosed(how, list, bracket)),
  column: (how, list) => concat(...list.map((each) => doc(how, each))),
  chartDecl: parting(kw.with),
  checkStmt: parting(kw.as),
  command: parting(kw.for),
};
