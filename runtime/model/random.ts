// Random numbers by counter: the n-th number of a stream needs no state, so a row draws the same in any batch.

/** A stream of uniform numbers in [0, 1): `(n) => the n-th number`. */
export type Stream = (n: number) => number;

/**
 * The stream of one row. Its prompt is mixed in: with the seed alone, all items of a run would share their luck
 * and their errors would be correlated.
 */
export function stream(seed: number, tokens: readonly number[]): Stream {
  let low = mix(seed | 0, 0x9e3779b9);
  let high = mix(Math.floor(seed / 0x1_0000_0000) | 0, 0x85ebca6b);
  for (const token of tokens) {
    low = mix(low, token);
    high = mix(high, ~token);
  }
  return (n) => {
    const a = mix(mix(low, n), high) >>> 0;
    const b = mix(mix(high, ~n), low) >>> 0;
    return ((a >>> 5) * 0x400_0000 + (b >>> 6)) / 0x20_0000_0000_0000; // 27 + 26 bits -> 53
  };
}

/** Two words -> one: MurmurHash3's block step and finaliser. */
function mix(h: number, k: number): number {
  let x = Math.imul(k, 0xcc9e2d51);
  x = Math.imul((x << 15) | (x >>> 17), 0x1b873593);
  x ^= h;
  x = Math.imul((x << 13) | (x >>> 19), 5) + 0xe6546b64;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
