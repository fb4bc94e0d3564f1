// The vectors of a text's tokens made one, cut to its first dimensions, of length 1. Pure.
import type { Pooling } from "./settings.ts";

/** `states [S,width]` of a text's own tokens, those put around it included -> `[width]`; sums in double precision. */
export function pool(states: Float32Array, tokens: number, pooling: Pooling): Float32Array {
  if (pooling === "none") return states;
  const width = states.length / tokens;
  if (pooling === "cls") return states.slice(0, width);
  if (pooling === "last") return states.slice((tokens - 1) * width);
  const made = new Float64Array(width).fill(pooling === "max" ? -Infinity : 0);
  for (let at = 0; at < states.length; at++) {
    const x = states[at]!;
    const d = at % width;
    made[d] = pooling === "max" ? Math.max(made[d]!, x) : made[d]! + x / tokens;
  }
  return Float32Array.from(made);
}

/** Of Euclidean length 1; zeros stay. */
export function normalized(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return length === 0 ? vector : vector.map((x) => x / length);
}

/** e^x over their sum. */
export function softmax(logits: Float32Array): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(logits, (x) => Math.exp(x - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((x) => x / sum);
}

/** The logistic function. */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
