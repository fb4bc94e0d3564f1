// Which of many vectors are nearest to one: all are compared.
import { apart, dot } from "../encoder/vectors.ts";
import { turnUnless } from "../turn.ts";
import { highest } from "./top.ts";

/** `l2` is the squared distance below 0, so that nearer is more: what a flat index of FAISS sorts by, with its sign turned. */
export type Similarity = "cosine" | "dot" | "l2";

/** Vectors, how they are compared, and the lengths that their cosines are divided by; null where there are none. */
export interface Compared {
  readonly vectors: readonly Float32Array[];
  readonly similarity: Similarity;
  readonly lengths: Float64Array | null;
}

export const compared = (vectors: readonly Float32Array[], similarity: Similarity): Compared => ({
  vectors,
  similarity,
  lengths: similarity === "cosine" ? Float64Array.from(vectors, lengthOf) : null,
});

const lengthOf = (vector: Float32Array): number => Math.sqrt(dot(vector, vector));

/** How near each of the vectors is to one; a cosine is 0 beside a vector of zeros. */
export function nearTo(to: Float32Array, { vectors, similarity, lengths }: Compared): (at: number) => number {
  const own = lengthOf(to);
  return (at) => {
    const vector = vectors[at]!;
    // 0 - 0 and not -0
    if (similarity === "l2") return 0 - apart(to, vector);
    const by = lengths === null ? 1 : own * lengths[at]!;
    return by === 0 ? 0 : dot(to, vector) / by;
  };
}

/** Vectors that are compared before others have their turn. */
const MANY = 1024;

/** The k nearest, the nearest first, equal ones in their order, each with how near it is. Errors: E130 once interrupted. */
export async function nearestTo(
  to: Float32Array,
  all: Compared,
  k: number,
  signal: AbortSignal,
): Promise<(readonly [at: number, score: number])[]> {
  const near = nearTo(to, all);
  const scores = new Float64Array(all.vectors.length);
  for (let at = 0; at < scores.length; at++) {
    if (at % MANY === 0) await turnUnless(signal);
    scores[at] = near(at);
  }
  return highest(scores, k).map((at) => [at, scores[at]!]);
}
