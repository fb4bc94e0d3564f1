// What every layout rule needs: the tree's children in order, tokens with their comments, brackets around items.
import type { CstNode, IToken, TokenType } from "chevrotain";
import {
  above,
  broken,
  type Comment,
  concat,
  type Doc,
  ends,
  group,
  hard,
  indent,
  line,
  soft,
  trail,
  words,
} from "./doc.ts";
import * as t from "../syntax/tokens.ts";
import type { Trivia } from "./trivia.ts";

export type Element = IToken | CstNode;

/** A statement that is laid out. */
export interface How {
  readonly width: number;
  readonly trivia: Trivia;
  /** The layout of any tree. */
  readonly of: (node: CstNode) => Doc;
}

export const isToken = (element: Element | undefined): element is IToken =>
  element !== undefined && "image" in element;
export const isComma = (element: Element | undefined): element is IToken =>
  isToken(element) && t.is(element, t.COMMA);
const startOf = (element: Element): number =>
  isToken(element) ? element.startOffset : (element.location?.startOffset ?? NaN);

/** Tokens and subtrees of a tree, in order of place. */
export function elements({ children }: CstNode): readonly Element[] {
  const found: Element[] = [];
  for (const list of Object.values(children)) for (const each of list) if (isPlaced(each)) found.push(each);
  return found.length < 2 ? found : found.sort((a, b) => startOf(a) - startOf(b));
}

/** Rules that took no token have no place. */
const isPlaced = (element: Element): boolean => !Number.isNaN(startOf(element));

export function firstToken(element: Element): IToken {
  let at = element;
  while (!isToken(at)) at = elements(core(at))[0]!;
  return at;
}

/** The only child, found without a list of all: most trees of an expression wrap one other. */
function only({ children }: CstNode): Element | undefined {
  let found: Element | undefined;
  for (const name in children) {
    const list = children[name]!;
    if (found !== undefined || list.length > 1) return undefined;
    found = list[0];
  }
  return found;
}

/** The tree below `node` that is not just a wrapping of one other: what an expression really is. */
export function core(node: CstNode): CstNode {
  let at = node;
  for (let inner = only(at); inner !== undefined && !isToken(inner) && isPlaced(inner); inner = only(at))
    at = inner;
  return at;
}

/** Directives of templates and `[]` may be written with blanks inside; everything else is as it is. */
const inner: readonly TokenType[] = [t.IF, t.EACH, t.ELSE, t.END, t.EMPTY];
export const spelling = (token: IToken): string =>
  inner.some((type) => t.is(token, type)) ? token.image.replace(/[ \t]+/g, "") : token.image;

/** A token with the comments that belong to it. */
export function word({ trivia }: How, token: IToken): Doc {
  const { before, behind, blank } = trivia.of(token);
  const written = concat(spelling(token), behind === "" ? "" : trail(behind));
  return above(before, written, blank);
}

export const doc = (how: How, element: Element): Doc =>
  isToken(element) ? word(how, element) : how.of(element);
/** Elements with a blank between. */
export const spaced = (how: How, list: readonly Element[]): Doc =>
  words(...list.map((each) => doc(how, each)));

/** One of several things between brackets. */
export interface Item {
  readonly doc: Doc;
  readonly first: IToken;
  /** The comma written behind it. */
  readonly comma?: IToken | undefined;
}

export function itemsOf(how: How, list: readonly Element[]): readonly Item[] {
  return list.flatMap((each, i): Item[] => {
    const after = list[i + 1];
    if (isComma(each)) return [];
    return [{ doc: doc(how, each), first: firstToken(each), comma: isComma(after) ? after : undefined }];
  });
}

export interface Style {
  /** `{ a }`, but `[a]`. */
  readonly pad: boolean;
  /** Commas between items, and behind the last one where they stand on lines of their own. */
  readonly commas: boolean;
  /** Always one item to a line. */
  readonly tall?: boolean;
}

/** Brackets on one line, or one item to a line. Comments before the closing one stay inside. */
export function brackets(
  how: How,
  open: IToken,
  items: readonly Item[],
  close: IToken,
  { pad, commas, tall = false }: Style,
): Doc {
  const edge = tall ? hard() : items.length > 0 && pad ? line() : soft();
  const { before, behind } = how.trivia.of(close);
  const closing = concat(spelling(close), behind === "" ? "" : trail(behind));
  let moved: readonly Comment[] = [];
  const inside = items.map((item, i): Doc => {
    const { blankAbove } = how.trivia.of(item.first);
    const start = i === 0 ? edge : tall ? hard(blankAbove) : line(blankAbove);
    const [comma, later] = commaOf(how, item, i === items.length - 1, commas);
    const made = concat(start, above(moved, item.doc), comma);
    moved = later;
    return made;
  });
  const left = [...moved, ...before].map(({ text, blank }) => concat(hard(blank), remark(text)));
  const start = word(how, open);
  const end = left.length > 0 || (items.length === 0 && ends(start)) ? hard() : items.length > 0 ? edge : "";
  return group(start, indent(...inside, ...left), end, closing);
}

/** A comment where a line is free for it. */
const remark = (text: string): Doc => above([{ text, blank: false }], "");

/** The comma behind an item, and the comments around it that find no place there: they go above the next item. */
function commaOf(
  how: How,
  { doc: item, comma }: Item,
  last: boolean,
  wanted: boolean,
): readonly [Doc, readonly Comment[]] {
  const { before, behind } = comma ? how.trivia.of(comma) : { before: [], behind: "" };
  const mark = !wanted ? "" : last ? broken(",") : ",";
  if (behind === "") return [mark, before];
  if (ends(item) || before.length > 0) return [mark, [...before, { text: behind, blank: false }]];
  return [concat(mark, trail(behind)), []];
}
