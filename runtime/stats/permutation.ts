// The sign-flip test of a mean difference: exact where few items differ, else by flips drawn at random.
import { stream } from "../random.ts";
import type { Numbers } from "./moments.ts";

/** Up to so many differences other than 0 all flips are tried: half a million sums, some milliseconds. */
const MOST = 20;

/** Rounding in a sum: flips that tie on paper count as ties. */
const ROUNDING = 1e-12;

export interface Flips {
  readonly p: number;
  /** Whether all flips were tried. */
  readonly exact: boolean;
}

/**
 * Two-sided p of "each difference could as well have the other sign": the share of all sign flips whose sum is at least as
 * far from 0 as the one seen. With m differences other than 0 it is never below 2^(1-m); with none it is 1. Of differences
 * -1, 0, 1 it is McNemar's exact test. Where m is above 20, `draws` flips are drawn, and the one seen is one more of them:
 * p is then at least 1 / (draws + 1).
 * Source: R. A. Fisher, The Design of Experiments, 1935, section 21; P. Good, Permutation Tests, 2nd edition 2000, chapter 3;
 * drawn flips: B. Phipson and G. Smyth, Stat. Appl. Genet. Mol. Biol. 9, 2010.
 */
export function signFlips(values: Numbers, draws: number, seed: number): Flips {
  // a difference of 0 is its own flip: it doubles all counts alike
  const sizes = Array.from(values, Math.abs).filter((size) => size > 0);
  let total = 0;
  for (const value of values) total += value;
  const seen = Math.abs(total) - ROUNDING * sizes.reduce((sum, size) => sum + size, 0);
  return sizes.length > MOST
    ? { p: drawn(sizes, seen, draws, seed), exact: false }
    : { p: all(sizes, seen), exact: true };
}

function all([first, ...others]: readonly number[], seen: number): number {
  if (first === undefined) return 1;
  // flipping every sign changes no distance from 0: the first keeps its sign
  const sums = new Float64Array(2 ** others.length);
  sums[0] = first;
  others.forEach((size, at) => {
    const filled = 2 ** at;
    for (let k = 0; k < filled; k++) {
      const sum = sums[k] ?? NaN;
      sums[filled + k] = sum - size;
      sums[k] = sum + size;
    }
  });
  return far(sums, seen) / sums.length;
}

const far = (sums: Float64Array, seen: number): number => {
  let count = 0;
  for (const sum of sums) if (Math.abs(sum) >= seen) count++;
  return count;
};

function drawn(sizes: readonly number[], seen: number, draws: number, seed: number): number {
  const { below } = stream(seed, "sign flips");
  const table = eights(sizes);
  const sums = Float64Array.from({ length: draws }, () => {
    let sum = 0;
    for (let at = 0; at < table.length; at += 512) {
      // 16 coins: two eights
      const coins = below(0x1_0000);
      sum += table[at + (coins & 255)]! + table[at + 256 + (coins >>> 8)]!;
    }
    return sum;
  });
  return (far(sums, seen) + 1) / (draws + 1);
}

/** Of each eight differences the sums of all their flips, one after another, so that a draw adds eight at once; an even number of eights. */
function eights(sizes: readonly number[]): Float64Array {
  const table = new Float64Array(512 * Math.ceil(sizes.length / 16));
  for (let at = 0; at < table.length; at++) {
    const first = 8 * (at >>> 8);
    for (let nth = first; nth < Math.min(first + 8, sizes.length); nth++)
      table[at]! += (at >>> (nth - first)) & 1 ? sizes[nth]! : -sizes[nth]!;
  }
  return table;
}
