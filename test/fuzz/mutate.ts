// Broken programs without end: cell `i` of a seed is some statements of the corpus after a few edits, the same on every machine.
import type { IToken } from "chevrotain";
import { segment } from "../../dsl/syntax/segment.ts";
import { lexer } from "../../dsl/syntax/tokens.ts";
import { cells } from "../dsl/corpus.ts";

export type Random = (below: number) => number;

/** mulberry32. */
export function generator(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Up to four neighbouring statements: large enough to see one edit spread, small enough to be quick. */
const bases: readonly string[] = cells
  .filter(({ text }) => !/^\s*%/.test(text))
  .flatMap(({ text }) => {
    const pieces = segment(text);
    return pieces.map(({ start }, i) => text.slice(start, pieces[Math.min(i + 3, pieces.length - 1)]!.end));
  });
const known = new Map<string, readonly IToken[]>();

function tokensOf(text: string): readonly IToken[] {
  const found = known.get(text);
  if (found !== undefined) return found;
  const { tokens } = lexer.tokenize(text, "code");
  if (bases.includes(text)) known.set(text, tokens);
  return tokens;
}

// prettier-ignore
const noise = [
  ..."(){}[]\"'`.,:;=|<>+-*/%&#@\\\n \t0aZ", '"""', "{{", "}}", "{{#if", "{{#end}}", "{{#each x in", "|>", "//", "///", "..", "=>",
  "\r", "\r\n", "é", "中", "😀", "\u0000", "\u00a0", "\ufeff", "\u2028", "\u202e", "\u200d", "\ud800", "\udc00", "e\u0301\u0302\u0303",
  "9".repeat(40), "1e999", "4k", "__proto__", "constructor", "toString", "data ", "\ndata x = 1\n", "\nprompt ", "%%ts", "\n  let q = ",
];

type Edit = (text: string, random: Random) => string;
const splice = (text: string, at: number, drop: number, put: string): string =>
  text.slice(0, at) + put + text.slice(at + drop);
const one = <T>(list: readonly T[], random: Random): T | undefined => list[random(list.length)];
const other = (random: Random): string => one(bases, random) ?? "";

/** An edit of one token; a text without tokens stays. */
const ofToken =
  (edit: (text: string, token: IToken, random: Random) => string): Edit =>
  (text, random) => {
    const token = one(tokensOf(text), random);
    return token === undefined ? text : edit(text, token, random);
  };
/** A token of the same cell or of any other. */
const anyToken = (text: string, random: Random): string =>
  one(tokensOf(random(2) === 0 ? text : other(random)), random)?.image ?? "";

const edits: readonly Edit[] = [
  ofToken((text, { startOffset, image }) => splice(text, startOffset, image.length, "")),
  ofToken((text, { startOffset, image }) => splice(text, startOffset, 0, `${image} `)),
  ofToken((text, { startOffset, image }, random) =>
    splice(text, startOffset, image.length, anyToken(text, random)),
  ),
  ofToken((text, { startOffset }, random) => splice(text, startOffset, 0, `${anyToken(text, random)} `)),
  ofToken((text, a, random) => {
    const b = one(tokensOf(text), random) ?? a;
    const [first, last] = a.startOffset <= b.startOffset ? [a, b] : [b, a];
    const swapped = splice(text, last.startOffset, last.image.length, first.image);
    return splice(swapped, first.startOffset, first.image.length, last.image);
  }),
  (text, random) => splice(text, random(text.length + 1), 1, ""),
  (text, random) => splice(text, random(text.length + 1), 0, one(noise, random) ?? ""),
  (text, random) => splice(text, random(text.length + 1), 1, one(noise, random) ?? ""),
  (text, random) => {
    const at = random(text.length + 1);
    return splice(text, at, random(40), "");
  },
  (text, random) => text.slice(0, random(text.length + 1)),
  (text, random) => {
    const from = other(random);
    return text.slice(0, random(text.length + 1)) + from.slice(random(from.length + 1));
  },
  (text, random) => {
    const from = other(random);
    const at = random(from.length + 1);
    return splice(text, random(text.length + 1), 0, from.slice(at, at + random(60)));
  },
  ofToken((text, { startOffset }, random) =>
    splice(text, startOffset, 0, one(["\n", "\n  ", " // c\n", "\n// c\n"], random) ?? ""),
  ),
  (text, random) => {
    const lines = text.split("\n");
    const at = random(lines.length);
    const kinds = [
      lines.toSpliced(at, 1),
      lines.toSpliced(at, 0, lines[at] ?? ""),
      lines.with(at, ` ${lines[at]}`),
    ];
    return (one(kinds, random) ?? lines).join("\n");
  },
  (text, random) => {
    const at = random(text.length + 1);
    return splice(text, at, 0, text.slice(at, at + 20).repeat(1 + random(30)));
  },
];

export interface Mutant {
  readonly text: string;
  readonly tags: readonly string[];
}

/** The cell with this number. */
export function mutant(seed: number, index: number): Mutant {
  const random = generator(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  let text = other(random);
  for (let left = 1 + random(3); left > 0; left--) text = (one(edits, random) ?? edits[0]!)(text, random);
  return { text, tags: random(12) === 0 ? ["parameters"] : [] };
}
