// Which part of a prompt each token belongs to: the chat template, fixed text, a hole by its name, a message from elsewhere.
import type { Ex } from "../dsl/plan/plan.ts";
import type { Piece } from "./pieces.ts";
import { cut } from "./show/bundle.ts";

export interface Part {
  readonly name: string;
  readonly tokens: number;
}
export interface Parted {
  readonly parts: readonly Part[];
  readonly pieces: readonly (Piece & { readonly part: number })[];
}
/** A message in segments; `hole` is the expression that held it, null for the text of the template, or the name of a part. */
export interface Content {
  readonly role: string;
  readonly content: string;
  readonly segments: readonly { readonly text: string; readonly hole: Ex | string | null }[];
}

const TEMPLATE = "chat template";
const FIXED = "fixed text";
const WHOLE = "the prompt";
const LONG = 40;

/**
 * Parts in the order in which the prompt has them, with their tokens; every token belongs to one. A token that lies across
 * a border belongs to the part of its last character, since tokens take the space before a word along. Where the messages
 * are not found again in what the tokenizer gives back, all is one part.
 */
export function partsOf(
  text: string,
  pieces: readonly Piece[],
  contents: readonly Content[],
  say: (hole: Ex) => string,
): Parted {
  const owners = ownersOf(text, contents, say);
  const names = owners
    ? [...new Set([TEMPLATE, ...contents.flatMap((one) => segments(one, say).map(({ owner }) => owner))])]
    : [WHOLE];
  const tokens = names.map(() => 0);
  let at = 0;
  const owned = pieces.map((piece) => {
    at += piece.text.length;
    const part = owners ? names.indexOf(owners[Math.max(0, at - 1)] ?? TEMPLATE) : 0;
    tokens[part] = (tokens[part] ?? 0) + piece.ids.length;
    return { ...piece, part };
  });
  // a hole that nothing came into is told, so that it is not overlooked
  return { parts: names.map((name, part) => ({ name, tokens: tokens[part] ?? 0 })), pieces: owned };
}

/** A character that is no white space: what it is, where it stands, whose it is. */
interface Mark {
  readonly char: string;
  readonly at: number;
  readonly owner: string;
}

/** The part of each character; null where a message is not found in the text. */
function ownersOf(
  text: string,
  contents: readonly Content[],
  say: (hole: Ex) => string,
): readonly string[] | null {
  const owners = new Array<string>(text.length).fill(TEMPLATE);
  const marks = marksOf([{ text, owner: TEMPLATE }]);
  let from = 0;
  for (const content of contents) {
    const wanted = marksOf(segments(content, say));
    if (wanted.length === 0) continue;
    const found = matched(wanted, marks, from);
    if (!found) return null;
    const [first, last] = [found.owned[0]?.at ?? 0, found.owned.at(-1)?.at ?? 0];
    // white space inside a message belongs to what stands before it
    let owner = TEMPLATE;
    const named = new Map(found.owned.map((mark) => [mark.at, mark.owner]));
    for (let at = first; at <= last; at++) owners[at] = owner = named.get(at) ?? owner;
    from = found.end;
  }
  return owners;
}

const segments = ({ segments: all }: Content, say: (hole: Ex) => string) =>
  all.map(({ text, hole }) => ({
    text,
    owner: hole === null ? FIXED : typeof hole === "string" ? hole : `{{ ${cut(say(hole), LONG)} }}`,
  }));

function marksOf(parts: readonly { readonly text: string; readonly owner: string }[]): Mark[] {
  const marks: Mark[] = [];
  let start = 0;
  for (const { text, owner } of parts) {
    for (const { 0: char, index } of text.matchAll(/\S/gu)) marks.push({ char, at: start + index, owner });
    start += text.length;
  }
  return marks;
}

/** Characters by which the beginning of a message is found, and those that must agree after a difference. */
const HEADS = [12, 6, 3];
const AGREE = 4;
/** Characters that a difference may be long: an unknown token, a letter that was normalized. */
const APART = 24;

/**
 * The message found in the text, white space left aside, since tokenizers of words put spaces of their own; small differences
 * are stepped over. Gives the owner of each character of the text, and where the next message may begin.
 */
function matched(wanted: readonly Mark[], text: readonly Mark[], from: number) {
  const same = (i: number, j: number, n: number): boolean => {
    for (let k = 0; k < n && i + k < wanted.length; k++)
      if (wanted[i + k]?.char !== text[j + k]?.char) return false;
    return true;
  };
  const starts = HEADS.flatMap((head) => {
    const place = text.findIndex((_, at) => at >= from && same(0, at, head));
    return place < 0 ? [] : [place];
  });
  let [j = -1] = starts;
  if (j < 0) return null;
  const owned: Mark[] = [];
  for (let i = 0; i < wanted.length;) {
    const [skip, pass] = same(i, j, 1) ? [0, 0] : apart(i, j, same);
    if (skip + pass > 2 * APART || j >= text.length) return null;
    for (let k = 0; k < pass; k++) push(owned, text[j + k], wanted[i]);
    [i, j] = [i + skip, j + pass];
    push(owned, text[j++], wanted[i++]);
  }
  return { owned, end: j };
}

const push = (owned: Mark[], place: Mark | undefined, of: Mark | undefined): void => {
  if (place && of) owned.push({ ...place, owner: of.owner });
};

/** The shortest step on both sides after which they agree again. */
function apart(i: number, j: number, same: (i: number, j: number, n: number) => boolean): [number, number] {
  for (let sum = 1; sum <= 2 * APART; sum++)
    for (let skip = Math.max(0, sum - APART); skip <= Math.min(sum, APART); skip++)
      if (same(i + skip, j + sum - skip, AGREE)) return [skip, sum - skip];
  return [2 * APART, 1];
}
