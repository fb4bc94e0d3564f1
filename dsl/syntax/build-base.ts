// What every builder needs: spans, names, literals, and the holes that recovery leaves.
import type { CstNode, IToken } from "chevrotain";
import type { Missing, Name } from "./ast.ts";
import type { Report } from "../tell/diagnostic.ts";
import { unescape } from "./escape.ts";
import type { Span } from "../source.ts";

/** Where the statement lies: cell index, and line and offset of its text in the cell. */
export interface Place {
  readonly cell: number;
  readonly base: number;
  /** 1-based. */
  readonly line: number;
  /** The text of the statement itself. */
  readonly text: string;
  readonly report: Report;
}

/** Put there by recovery: by the parser without a place, by repair.ts without an image. */
const inserted = (token: IToken): boolean => Number.isNaN(token.startOffset) || token.image === "";

/** A node that recovery left without tokens is a point at `orelse`. */
export function span(at: Place, node: CstNode, orelse = 0): Span {
  const { startOffset = NaN, endOffset = NaN } = node.location ?? {};
  if (Number.isNaN(startOffset)) return { cell: at.cell, start: at.base + orelse, end: at.base + orelse };
  const end = Number.isNaN(endOffset) ? startOffset : Math.max(startOffset, endOffset + 1);
  return { cell: at.cell, start: at.base + startOffset, end: at.base + end };
}

export function spanOf(at: Place, token: IToken): Span {
  const start = at.base + token.startOffset;
  return { cell: at.cell, start, end: start + token.image.length };
}

/** The point behind `node`, where something is missing. */
export function behind(at: Place, node: CstNode): Span {
  const { cell, end } = span(at, node);
  return { cell, start: end, end };
}

export const missing = (at: Place, parent: CstNode): Missing => ({
  kind: "Missing",
  span: behind(at, parent),
});

/** Generated CST types promise a child that recovery may have dropped. */
export const first = <T>(list: readonly T[] | undefined): T | undefined => list?.[0];
export const all = <T>(list: readonly T[] | undefined): readonly T[] => list ?? [];

export function name(at: Place, token: IToken | undefined, parent: CstNode): Name {
  if (token === undefined || inserted(token)) return { kind: "Name", text: "", span: behind(at, parent) };
  const text = token.image.startsWith("`") ? token.image.slice(1, -1) : token.image;
  return { kind: "Name", text, span: spanOf(at, token) };
}

export const textOf = (token: IToken | undefined): string =>
  token === undefined || inserted(token) ? "" : unescape(token.image);

const units: { readonly [suffix: string]: number } = { Ki: 1024, Mi: 1024 ** 2, ms: 1, s: 1000, "%": 0.01 };

/** `8Ki` is 8192, `95%` is 0.95, times are in milliseconds. */
export function numberOf(image: string): number {
  const [, digits = "0", suffix = ""] = /^([\d_.]+(?:[eE][+-]?\d+)?)(Ki|Mi|ms|s|%)?/.exec(image) ?? [];
  const value = Number(digits.replaceAll("_", ""));
  // Division keeps 95% at 0.95, where a product with 0.01 is not exact.
  return suffix === "%" ? value / 100 : value * (units[suffix] ?? 1);
}

/** A number as it is written. E010 where no number of the language is that large, small or exact. */
export function written(at: Place, token: IToken): number {
  const value = numberOf(token.image);
  const digits = /^[\d_]+$/.test(token.image) ? token.image.replaceAll("_", "") : null;
  const what = !Number.isFinite(value)
    ? "is too large for a number"
    : value === 0 && /^[\d_.]*[1-9]/.test(token.image)
      ? "is too small for a number"
      : digits !== null && BigInt(digits) !== BigInt(value)
        ? `has more digits than a number holds: it would be ${BigInt(value)}; in quotes it is Text`
        : null;
  if (what !== null) at.report("E010", spanOf(at, token), { what: `'${token.image}' ${what}` });
  return value;
}

/** A count: `[1..6]`, `cuda(0)`. */
export function whole(at: Place, token: IToken | undefined): number {
  if (token === undefined || inserted(token)) return 0;
  const value = numberOf(token.image);
  if (!Number.isInteger(value)) {
    at.report("E010", spanOf(at, token), { what: `'${token.image}' is not a whole number` });
  }
  return value;
}
