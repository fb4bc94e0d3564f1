// Similarities from edits over code points: insertions and deletions alone, or substitutions too.
import { lcsLength } from "../rouge/lcs.ts";

const points = (text: string): Int32Array => Int32Array.from(text, (char) => char.codePointAt(0) ?? 0);

/** `Levenshtein.ratio`: twice the longest common subsequence, of all characters; 1 of two empty texts. */
export function indelRatio(first: string, second: string): number {
  const [a, b] = [points(first), points(second)];
  return a.length + b.length === 0 ? 1 : (2 * lcsLength(a, b)) / (a.length + b.length);
}

/** 1 less the Levenshtein distance by the length of the longer text (rapidfuzz: `Levenshtein.normalized_similarity`). */
export function levenshteinRatio(first: string, second: string): number {
  const [a, b] = [points(first), points(second)];
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 1 : 1 - distance(a, b) / longer;
}

function distance(a: Int32Array, b: Int32Array): number {
  let row = Uint32Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, char] of a.entries()) {
    const next = new Uint32Array(b.length + 1);
    next[0] = i + 1;
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(char !== b[j - 1]));
    row = next;
  }
  return row[b.length] ?? 0;
}
