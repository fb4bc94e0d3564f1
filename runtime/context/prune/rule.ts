// Which sentences of a text stay, by how likely each of its tokens is to be needed: the rule of Provence.
import { mean } from "../../stats/moments.ts";

/** A range of a text; UTF-16 offsets, the end not included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
/** A token with the probability that it is to be kept. */
export interface TokenScore extends Range {
  readonly score: number;
}

/** The mean over the tokens that end within a range, so that a blank before a token tells nothing; 1 where there are none. */
export function rangeScore({ start, end }: Range, tokens: readonly TokenScore[]): number {
  const own = tokens.filter((token) => token.end > start && token.end <= end);
  return own.length === 0 ? 1 : mean(own.map(({ score }) => score));
}

/** A sentence read in several fragments counts their mean; one that none has is not kept. */
export const sentenceScore = (fragments: readonly number[]): number =>
  fragments.length === 0 ? 0 : mean(fragments);

/** Positions that score above the threshold, and not at it. With `title` the first stays where any other does. */
export function above(scores: readonly number[], threshold: number, title: boolean): number[] {
  const kept = [...scores.keys()].filter((at) => scores[at]! > threshold);
  return title && kept.length > 0 && kept[0] !== 0 ? [0, ...kept] : kept;
}

/** Positions of the best, equal ones in their order, until the next would go beyond `most` of what they cost in sum; ascending. */
export function within(scores: readonly number[], costs: readonly number[], most: number): number[] {
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
  const kept: number[] = [];
  let used = 0;
  for (const at of order) {
    used += costs[at]!;
    if (used > most) break;
    kept.push(at);
  }
  return kept.sort((a, b) => a - b);
}
