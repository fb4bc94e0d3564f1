// Byte-level byte-pair encoding: how merges are learnt from texts, and how a text becomes tokens by them.
// R. Sennrich, B. Haddow, A. Birch, "Neural machine translation of rare words with subword units", ACL 2016; bytes as in GPT-2.

/** What merges never cross: words with the blank before them, two digits at most, runs of other signs, runs of white space. */
export const PRETOKEN = " ?\\p{L}+| ?\\p{N}{1,2}| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

export type Merge = readonly [left: string, right: string];

/** The sign that stands for each byte: itself where it can be printed, else one from 256 on. */
export const SIGNS: readonly string[] = signs();

/**
 * The tokens of one pretoken by merges learnt earlier: the earliest merge that fits comes first.
 * @param drop asked of each merge before it is made; one that is dropped is not made there and then (I. Provilkov, D. Emelianenko,
 *   E. Voita, "BPE-Dropout", ACL 2020)
 */
export function pieces(
  pretoken: string,
  ranks: ReadonlyMap<string, number>,
  drop: () => boolean = () => false,
): string[] {
  const out = bytes(pretoken);
  for (;;) {
    let [best, at] = [Infinity, -1];
    for (let i = 0; i + 1 < out.length; i++) {
      const rank = ranks.get(`${out[i]} ${out[i + 1]}`) ?? Infinity;
      if (rank < best && !drop()) [best, at] = [rank, i];
    }
    if (at < 0) return out;
    out.splice(at, 2, `${out[at]}${out[at + 1]}`);
  }
}

/** Pretokens of a text, in order: joined, they are the text. */
export const pretokens = (text: string): readonly string[] => text.match(new RegExp(PRETOKEN, "gu")) ?? [];

/** Stands in texts where no merge may join what is on both sides. It is no part of the text. */
export const SEAM = "\u0000";

/**
 * The `count` merges that join the most frequent pairs of tokens one after another; of equally frequent pairs the one first in
 * the order of their signs. Fewer where no pair is left.
 */
export function learn(texts: Iterable<string>, count: number): Merge[] {
  const words = tally(texts);
  const pairs = new Map<string, number>();
  for (const word of words) note(pairs, word, 1);
  const merges: Merge[] = [];
  while (merges.length < count) {
    const pair = mostFrequent(pairs);
    if (!pair) break;
    merges.push(pair);
    for (const word of words) {
      if (!has(word.tokens, pair)) continue;
      note(pairs, word, -1);
      join(word.tokens, pair);
      note(pairs, word, 1);
    }
  }
  return merges;
}

interface Word {
  readonly tokens: string[];
  readonly times: number;
}

function tally(texts: Iterable<string>): Word[] {
  const times = new Map<string, number>();
  for (const text of texts)
    for (const pretoken of text.split(SEAM).flatMap(pretokens))
      times.set(pretoken, (times.get(pretoken) ?? 0) + 1);
  return [...times].map(([pretoken, n]) => ({ tokens: bytes(pretoken), times: n }));
}

/** Counts the pairs of a word in, or out. */
function note(pairs: Map<string, number>, { tokens, times }: Word, sign: 1 | -1): void {
  for (let i = 0; i + 1 < tokens.length; i++) {
    const key = `${tokens[i]} ${tokens[i + 1]}`;
    pairs.set(key, (pairs.get(key) ?? 0) + sign * times);
  }
}

function mostFrequent(pairs: ReadonlyMap<string, number>): Merge | null {
  let best = "";
  let most = 0;
  for (const [key, n] of pairs) if (n > most || (n === most && n > 0 && key < best)) [best, most] = [key, n];
  const [left, right] = best.split(" ");
  return left === undefined || right === undefined ? null : [left, right];
}

const has = (tokens: readonly string[], [left, right]: Merge): boolean =>
  tokens.some((token, at) => token === left && tokens[at + 1] === right);

function join(tokens: string[], [left, right]: Merge): void {
  for (let i = 0; i + 1 < tokens.length; i++)
    if (tokens[i] === left && tokens[i + 1] === right) tokens.splice(i, 2, left + right);
}

const bytes = (text: string): string[] =>
  Array.from(new TextEncoder().encode(text), (byte) => SIGNS[byte] as string);

function signs(): string[] {
  const printed = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printed(byte) ? byte : next++));
}
