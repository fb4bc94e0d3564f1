// Which of many vectors are nearest to one: all are compared.
import { dot } from "../encoder/vectors.ts";
import { turnUnless } from "../turn.ts";
import { highest } from "./top.ts";

/** Vectors, and the lengths that their cosines are divided by; null where products are compared as they are. */
export interface Compared {
  readonly vectors: readonly Float32Array[];
  readonly lengths: Float64Array | null;
}

export const compared = (vectors: readonly Float32Array[], similarity: "cosine" | "dot"): Compared => ({
  vectors,
  lengths: similarity === "cosine" ? Float64Array.from(vectors, lengthOf) : null,
});

const lengthOf = (vector: Float32Array): number => Math.sqrt(dot(vector, vector));

/** Vectors that are compared before others have their turn. */
const MANY = 1024;

/**
 * The k nearest, the nearest first, equal ones in their order, each with how near it is; 0 beside a vector of zeros.
 * Errors: E130 once interrupted.
 */
export async function nearestTo(
  to: Float32Array,
  { vectors, lengths }: Compared,
  k: number,
  signal: AbortSignal,
): Promise<(readonly [at: number, score: number])[]> {
  const own = lengthOf(to);
  const scores = new Float64Array(vectors.length);
  for (const [at, vector] of vectors.entries()) {
    if (at % MANY === 0) await turnUnless(signal);
    const by = lengths === null ? 1 : own * lengths[at]!;
    scores[at] = by === 0 ? 0 : dot(to, vector) / by;
  }
  return highest(scores, k).map((at) => [at, scores[at]!]);
}
