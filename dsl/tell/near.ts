// "Did you mean": the candidate that is a slip of the finger away.
import type { Fix } from "./diagnostic.ts";
import type { Span } from "../source.ts";

/**
 * The closest candidate within a third of the word's length, or undefined. Case counts only between equals. Of a word of two
 * letters, one for another is another word: `on` is no slip of `of`.
 */
export function near(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const lower = word.toLowerCase();
  let best: string | undefined;
  let least = limit + 0.5;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    // A word that breaks off is more likely than one letter for another.
    const part = lower.length > 1 && candidate.toLowerCase().startsWith(lower) ? 0.25 : 0;
    const steps = distance(lower, candidate.toLowerCase()) - part;
    const slip = word.length > 2 || steps < 1 || swapped(lower, candidate.toLowerCase());
    if (steps < least && slip) [best, least] = [candidate, steps];
  }
  return best;
}

/** The candidates that share a part between underscores with the word, at most five: `token_count` and `tokens`, `count`. */
export function kin(word: string, candidates: readonly string[]): string[] {
  const parts = (name: string): string[] => name.toLowerCase().split("_");
  const alike = (a: string, b: string): boolean =>
    Math.min(a.length, b.length) > 2 && (a.startsWith(b) || b.startsWith(a));
  const mine = parts(word);
  return candidates.filter((name) => parts(name).some((b) => mine.some((a) => alike(a, b)))).slice(0, 5);
}

const swapped = (a: string, b: string): boolean =>
  a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0];

/** Damerau-Levenshtein with adjacent swaps (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(
        above[j]! + 1,
        row[j - 1]! + 1,
        above[j - 1]! + (same ? 0 : 1),
        swap ? before[j - 2]! + 1 : Infinity,
      );
    }
    [before, above] = [above, row];
  }
  return above[b.length]!;
}

/** The fix that puts the meant word in place of the one at `span`; none where nothing is near. */
export const swap = (span: Span, meant: string | undefined): readonly Fix[] =>
  meant === undefined ? [] : [{ title: `replace with '${meant}'`, span, text: meant }];
