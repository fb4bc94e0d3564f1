// Where the meaning of a text changes: TextTiling over vectors. M. Hearst, "TextTiling: Segmenting Text into Multi-paragraph Subtopic Passages",
// Computational Linguistics 23(1), 1997, with the cosine of mean vectors in place of shared words.
import { cosineOf } from "../encoder/vectors.ts";

/** Sentences on each side of a gap that are compared (the paper's block size, in sentences). */
const BLOCK = 4;
/** The bottom of a valley is a cut where its depth is above mean - LIBERAL standard deviations of all depths (the paper's cut-off). */
const LIBERAL = 0.5;

type Vectors = readonly Float32Array[];

/**
 * Starts of the segments over the vectors of sentences, 0 first. `allowed` are the starts that may be used; `count` asks for that many segments,
 * null lets the depths decide. Equal depths: the earlier one.
 */
export function valleys(vectors: Vectors, allowed: ReadonlySet<number>, count: number | null): number[] {
  const gaps = Array.from({ length: Math.max(0, vectors.length - 1) }, (_, at) => at + 1);
  const likeness = gaps.map((at) =>
    cosineOf(summed(vectors.slice(Math.max(0, at - BLOCK), at)), summed(vectors.slice(at, at + BLOCK))),
  );
  const depths = likeness.map((value, at) => climb(likeness, at, -1) + climb(likeness, at, 1) - 2 * value);
  const open = gaps.filter((at) => allowed.has(at));
  const depth = (at: number): number => depths[at - 1] ?? 0;
  const low = (at: number, n: number): boolean => {
    const [before, own, after] = [open[n - 1], at, open[n + 1]].map((gap) =>
      gap === undefined ? Infinity : (likeness[gap - 1] ?? Infinity),
    ) as [number, number, number];
    return own < before && own <= after;
  };
  const found =
    count === null
      ? open.filter((at, n) => low(at, n) && depth(at) > cutoff(depths))
      : open.toSorted((a, b) => depth(b) - depth(a) || a - b).slice(0, Math.max(0, count - 1));
  return [0, ...found.toSorted((a, b) => a - b)];
}

/** The highest value that is reached from a gap without going down. */
function climb(values: readonly number[], from: number, step: number): number {
  let at = from;
  while ((values[at + step] ?? -Infinity) >= (values[at] ?? 0)) at += step;
  return values[at] ?? 0;
}

function cutoff(depths: readonly number[]): number {
  const mean = depths.reduce((sum, depth) => sum + depth, 0) / Math.max(1, depths.length);
  const spread = depths.reduce((sum, depth) => sum + (depth - mean) ** 2, 0) / Math.max(1, depths.length);
  return mean - LIBERAL * Math.sqrt(spread);
}

function summed(vectors: Vectors): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) vector.forEach((value, at) => (sum[at] = (sum[at] ?? 0) + value));
  return sum;
}
