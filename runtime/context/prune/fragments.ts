// A text that is longer than a model takes, cut into parts that are not: whole sentences as far as they go.
import type { Range } from "./rule.ts";

/** A part of the text, and the sentences, or pieces of one, that lie in it. */
export interface Block extends Range {
  readonly fragments: readonly (Range & { readonly sentence: number })[];
}

/**
 * Blocks of at most `most` tokens, one behind the other; a sentence that has more is cut between tokens. Together they are the text.
 * @param pieces tokens of each sentence as texts, which joined are the sentence
 */
export function blocksOf(
  sentences: readonly Range[],
  pieces: readonly (readonly string[])[],
  most: number,
): Block[] {
  const blocks: Block[] = [];
  let [open, used] = [[] as (Range & { sentence: number })[], 0];
  const close = (): void => {
    const [first, last] = [open[0], open.at(-1)];
    if (first && last) blocks.push({ start: first.start, end: last.end, fragments: open });
    [open, used] = [[], 0];
  };
  for (const [sentence, { start, end }] of sentences.entries()) {
    const tokens = pieces[sentence]!;
    if (used + tokens.length > most) close();
    let [from, read] = [start, 0];
    for (; tokens.length - read > most; read += most) {
      const to = from + tokens.slice(read, read + most).join("").length;
      open.push({ sentence, start: from, end: to });
      from = to;
      close();
    }
    if (from < end) open.push({ sentence, start: from, end });
    used += tokens.length - read;
  }
  close();
  return blocks;
}
