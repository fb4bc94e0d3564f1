// Seeded weights: each tensor has a stream of its own, so that every variant of a decoder has the same ones.

/** Uniform numbers [n] of standard deviation `spread`, the same for the same seed and name. */
export function uniform(seed: number, name: string, n: number, spread: number): Float32Array {
  const values = new Float32Array(n);
  let state = hash(`${seed}/${name}`) || 1;
  const width = spread * Math.sqrt(3) * 2 ** -31;
  for (let at = 0; at < n; at++) {
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[at] = state * width;
  }
  return values;
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (const letter of text) state = Math.imul(state ^ letter.codePointAt(0)!, 0x01000193);
  return state;
}

/** Numbers of a block that share a scale. */
export const BLOCK = 32;

/** A weight [K,N] as MatMulNBits reads it: four bits each, about a zero point of 8, a scale for each block of K. */
export interface Packed {
  /** [N, K/32, 16]: the first of two numbers in the low bits. */
  readonly bits: Uint8Array;
  /** [N, K/32] */
  readonly scales: Float32Array;
}

/** Rounds a weight [K,N] to four bits per number. K is a multiple of 32. */
export function packed(weight: Float32Array, inner: number, outer: number): Packed {
  const blocks = inner / BLOCK;
  const [bits, scales] = [new Uint8Array((inner * outer) / 2), new Float32Array(outer * blocks)];
  const row = new Float32Array(BLOCK);
  for (let n = 0; n < outer; n++) {
    for (let block = 0; block < blocks; block++) {
      let most = 0;
      for (let k = 0; k < BLOCK; k++) {
        row[k] = weight[(block * BLOCK + k) * outer + n]!;
        most = Math.max(most, Math.abs(row[k]!));
      }
      const scale = most / 7 || 1;
      scales[n * blocks + block] = scale;
      const at = ((n * blocks + block) * BLOCK) / 2;
      const level = (k: number): number => Math.round(row[k]! / scale) + 8;
      for (let pair = 0; pair < BLOCK / 2; pair++)
        bits[at + pair] = level(2 * pair) | (level(2 * pair + 1) << 4);
    }
  }
  return { bits, scales };
}
