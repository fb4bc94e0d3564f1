// Byte-level byte-pair encoding: how a text becomes tokens by merges.
// R. Sennrich, B. Haddow, A. Birch, "Neural machine translation of rare words with subword units", ACL 2016; bytes as in GPT-2.

/**
 * What merges never cross: the marks of a turn, words with the blank before them, two digits at most, runs of other signs, runs of
 * white space.
 */
export const PRETOKEN =
  "\\n?Question:|\\nAnswer:| ?\\p{L}+| ?\\p{N}{1,2}| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

export type Merge = readonly [left: string, right: string];

/** The sign that stands for each byte: itself where it can be printed, else one from 256 on. */
export const SIGNS: readonly string[] = signs();

/**
 * The tokens of one pretoken by merges: the earliest merge that fits comes first.
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

/** A text in the signs of its bytes. */
export const bytes = (text: string): string[] =>
  Array.from(new TextEncoder().encode(text), (byte) => SIGNS[byte] as string);

function signs(): string[] {
  const printed = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printed(byte) ? byte : next++));
}
