// Where a text changes its subject: TextTiling. M. Hearst, "TextTiling: Segmenting Text into Multi-paragraph Subtopic Passages", Computational
// Linguistics 23(1), 1997: what stands before a gap is compared with what stands after it, and the deepest valleys of likeness are cuts.
import { cosineOf } from "../encoder/vectors.ts";

/** Words on each side of a gap that are compared; of short texts a quarter of all. Of 100 to 800, 400 is the least that finds topics of meetings. */
const BLOCK = 400;
/** The bottom of a valley is a cut where its depth is above mean - LIBERAL standard deviations of all depths (the paper's cut-off). */
const LIBERAL = 0.5;
/** Where there are so many gaps their likeness is smoothed over two neighbours on either side, as the paper smooths. */
const MANY = 20;

/** What sentences are about, as a vector or as words with weights; `words`: how long they are. */
export interface Told<T> {
  readonly of: readonly T[];
  readonly words: readonly number[];
  /** The likeness of two blocks, 1 for the same. */
  readonly like: (before: readonly T[], after: readonly T[]) => number;
}

/**
 * Starts of the segments over sentences, 0 first. `allowed` are the starts that may be used; `count` asks for that many segments, null lets the
 * depths decide. Equal depths: the earlier one.
 */
export function valleys<T>(told: Told<T>, allowed: ReadonlySet<number>, count: number | null): number[] {
  const open = [...allowed].filter((at) => at > 0 && at < told.of.length).toSorted((a, b) => a - b);
  const likeness = smooth(open.map((at) => told.like(...around(told, at))));
  const depths = likeness.map((value, at) => climb(likeness, at, -1) + climb(likeness, at, 1) - 2 * value);
  const bottom = (n: number): boolean =>
    (likeness[n] ?? 0) < (likeness[n - 1] ?? Infinity) && (likeness[n] ?? 0) <= (likeness[n + 1] ?? Infinity);
  const least = cutoff(depths);
  const places = open.map((at, n) => ({ at, n, depth: depths[n] ?? 0 }));
  const found =
    count === null
      ? places.filter(({ n, depth }) => bottom(n) && depth > least)
      : places.toSorted((a, b) => b.depth - a.depth || a.at - b.at).slice(0, Math.max(0, count - 1));
  return [0, ...found.map(({ at }) => at).toSorted((a, b) => a - b)];
}

/** The sentences of the block before a gap and of that after it. */
function around<T>({ of, words }: Told<T>, at: number): [readonly T[], readonly T[]] {
  const most = Math.min(BLOCK, words.reduce((sum, size) => sum + size, 0) / 4);
  let [from, to] = [at, at];
  for (let left = most; from > 0 && left > 0;) left -= words[--from] ?? 0;
  for (let left = most; to < of.length && left > 0;) left -= words[to++] ?? 0;
  return [of.slice(from, at), of.slice(at, to)];
}

function smooth(values: readonly number[]): readonly number[] {
  if (values.length < MANY) return values;
  return values.map((_, at) => {
    const near = values.slice(Math.max(0, at - 2), at + 3);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
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

/** The cosine of the sums of vectors. */
export function likeVectors(before: readonly Float32Array[], after: readonly Float32Array[]): number {
  return cosineOf(summed(before), summed(after));
}

function summed(vectors: readonly Float32Array[]): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) vector.forEach((value, at) => (sum[at] = (sum[at] ?? 0) + value));
  return sum;
}

type Counts = ReadonlyMap<string, number>;

/** The cosine of counted words, a count as ln(1 + times). */
export function likeWords(before: readonly Counts[], after: readonly Counts[]): number {
  const [a, b] = [weighed(before), weighed(after)];
  let [dot, own, other] = [0, 0, 0];
  for (const [word, weight] of a) {
    dot += weight * (b.get(word) ?? 0);
    own += weight ** 2;
  }
  for (const weight of b.values()) other += weight ** 2;
  return own * other === 0 ? 0 : dot / Math.sqrt(own * other);
}

function weighed(all: readonly Counts[]): Counts {
  const sum = new Map<string, number>();
  for (const counts of all) for (const [word, times] of counts) sum.set(word, (sum.get(word) ?? 0) + times);
  for (const [word, times] of sum) sum.set(word, Math.log1p(times));
  return sum;
}
