// Means of values that are drawn again: the loop that every bootstrap spends its time in.
import { begun, stream } from "../random.ts";
import type { Cluster } from "./cluster.ts";
import type { Numbers } from "./moments.ts";

/** The mean of as many values as there are, drawn with replacement, `resamples` times. Draws do not depend on the values. */
export function means(values: Numbers, resamples: number, seed: number): Float64Array {
  const items = Float64Array.from(values);
  return items.length > 0x1_0000 ? many(items, resamples, seed) : few(items, resamples, seed);
}

function many(items: Float64Array, resamples: number, seed: number): Float64Array {
  const { below } = stream(seed, "bootstrap");
  const n = items.length;
  const found = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    let sum = 0;
    for (let draw = 0; draw < n; draw++) sum += items[below(n)]!;
    found[b] = sum / n;
  }
  return found;
}

/**
 * What `many` draws, in whole numbers of 32 bits and without a call per draw: up to 2^16 items the high word of draw * n is
 * the sum of two products of 32 bits. 50 million draws take 0.13 s instead of 0.8 s.
 */
function few(items: Float64Array, resamples: number, seed: number): Float64Array {
  let { a, b, c, counter } = begun(seed, "bootstrap");
  const n = items.length;
  const bias = (0x1_0000_0000 - n) % n;
  const found = new Float64Array(resamples);
  for (let at = 0; at < resamples; at++) {
    let sum = 0;
    for (let left = n; left > 0;) {
      const draw = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + draw) | 0;
      if (bias > 0 && Math.imul(draw, n) >>> 0 < bias) continue;
      left--;
      sum += items[((Math.imul(draw >>> 16, n) >>> 0) + (Math.imul(draw & 0xffff, n) >>> 16)) >>> 16]!;
    }
    found[at] = sum / n;
  }
  return found;
}

/** The same with clusters drawn whole. */
export function clusterMeans(all: readonly Cluster[], resamples: number, seed: number): Float64Array {
  const { below } = stream(seed, "bootstrap", "clusters");
  const found = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    let [sum, size] = [0, 0];
    for (let draw = 0; draw < all.length; draw++) {
      const one = all[below(all.length)]!;
      sum += one.sum;
      size += one.size;
    }
    found[b] = sum / size;
  }
  return found;
}
