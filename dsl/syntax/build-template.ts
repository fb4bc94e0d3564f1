// CST -> AST: templates, and the removal of the indent that all their lines share.
import type { IToken } from "chevrotain";
import type { Expr, Part, Template } from "./ast.ts";
import type { Place } from "./build-base.ts";
import { all, first, name, span, spanOf } from "./build-base.ts";
import type * as cst from "./cst.ts";

type Owner = cst.HoleCstNode | cst.IfBlockCstNode | cst.EachBlockCstNode;
type ExprOf = (at: Place, node: cst.ExprCstNode | undefined, parent: Owner) => Expr;
type Piece = IToken | Owner;

export function template(at: Place, node: cst.TemplateCstNode, expr: ExprOf): Template {
  const body = first(node.children.parts);
  const text = layout(body);
  return {
    kind: "Template",
    span: span(at, node),
    parts: body ? parts(at, body, { expr, text }) : [],
  };
}

interface How {
  readonly expr: ExprOf;
  /** The final text of each text token. */
  readonly text: ReadonlyMap<IToken, string>;
}

const isToken = (piece: Piece): piece is IToken => "image" in piece;
const startOf = (piece: Piece): number =>
  isToken(piece) ? piece.startOffset : (piece.location?.startOffset ?? NaN);

function pieces(node: cst.PartsCstNode | undefined): readonly Piece[] {
  const { TEXT, hole, ifBlock, eachBlock } = node?.children ?? {};
  return [...all(TEXT), ...all(hole), ...all(ifBlock), ...all(eachBlock)]
    .filter((piece) => !Number.isNaN(startOf(piece)))
    .toSorted((a, b) => startOf(a) - startOf(b));
}

const parts = (at: Place, node: cst.PartsCstNode | undefined, how: How): readonly Part[] =>
  pieces(node).flatMap((piece): Part[] => {
    if (!isToken(piece)) return [block(at, piece, how)];
    const text = how.text.get(piece) ?? "";
    return text === "" ? [] : [{ kind: "TextPart", span: spanOf(at, piece), text }];
  });

function block(at: Place, node: Owner, how: How): Part {
  const where = span(at, node);
  if (node.name === "hole") {
    return { kind: "Hole", span: where, value: how.expr(at, first(node.children.expr), node) };
  }
  if (node.name === "ifBlock") {
    const [then, other] = all(node.children.parts);
    return {
      kind: "IfPart",
      span: where,
      test: how.expr(at, first(node.children.expr), node),
      then: parts(at, then, how),
      else: parts(at, other, how),
    };
  }
  const [item, index] = all(node.children.ID);
  return {
    kind: "EachPart",
    span: where,
    item: name(at, item, node),
    index: index ? name(at, index, node) : null,
    of: how.expr(at, first(node.children.expr), node),
    body: parts(at, first(node.children.parts), how),
  };
}

/** All text tokens in source order; `null` stands for a hole or a directive. */
export function flat(node: cst.PartsCstNode | undefined): (IToken | null)[] {
  return pieces(node).flatMap((piece): (IToken | null)[] => {
    if (isToken(piece)) return [piece];
    const inside = piece.name === "hole" ? [] : all(piece.children.parts);
    return [null, ...inside.flatMap((body) => [...flat(body), null])];
  });
}

/** Removes the shared indent, one blank line at either end, and the backslash of `\{{`. */
function layout(node: cst.PartsCstNode | undefined): ReadonlyMap<IToken, string> {
  const run = flat(node);
  const texts = run.map((token) => (token === null ? null : token.image.replaceAll("\r\n", "\n")));
  const [head, tail] = [texts[0], texts.at(-1)];
  const opened = typeof head === "string" && /^[ \t]*\n/.test(head);
  const closed = typeof tail === "string" && /\n[ \t]*$/.test(tail);
  const indent = sharedIndent(texts);
  const result = new Map<IToken, string>();
  run.forEach((token, i) => {
    if (token === null) return;
    let text = texts[i] ?? "";
    if (indent !== "") text = text.replaceAll(`\n${indent}`, "\n");
    // A blank line may be shorter than the indent.
    text = text.replace(/\n[ \t]+(?=\n)/g, "\n");
    if (opened && i === 0) text = text.replace(/^[ \t]*\n/, "");
    if (closed && i === texts.length - 1) text = text.replace(/(^|\n)[ \t]*$/, "");
    result.set(token, text.replace(/\\(\{\{|""")/g, "$1"));
  });
  return result;
}

/** The longest white space that starts every line but the first and the blank ones. */
export function sharedIndent(texts: readonly (string | null)[]): string {
  let shared: string | undefined;
  texts.forEach((text, i) => {
    const lines = (text ?? "").split("\n");
    lines.forEach((line, n) => {
      if (n === 0) return;
      const last = n === lines.length - 1;
      const blank = line.trim() === "" && (!last || i === texts.length - 1);
      if (blank) return;
      const own = /^[ \t]*/.exec(line)?.[0] ?? "";
      shared = shared === undefined ? own : common(shared, own);
    });
  });
  return shared ?? "";
}

function common(a: string, b: string): string {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return a.slice(0, n);
}
