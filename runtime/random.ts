// Seeded random numbers by named streams: the same seed and names give the same numbers on every machine.

/** A sequence of uniform draws. */
export interface Random {
  /** The next number in [0, 1), 53 bits. */
  readonly next: () => number;
  /** The next whole number in 0..n-1, without modulo bias; n in 1..2^21. */
  readonly below: (n: number) => number;
}

/**
 * The stream of a seed and names: `stream(seed, "sample", 3)`. Streams of different names are independent, so a new
 * draw in one place moves no number in another. sfc32 of PractRand (C. Doty-Humphrey), seeded by a hash of the names.
 */
export function stream(seed: number | string, ...names: readonly (string | number)[]): Random {
  const u32 = sfc32(begun(seed, ...names));
  return {
    next: () => ((u32() >>> 5) * 0x400_0000 + (u32() >>> 6)) / 0x20_0000_0000_0000,
    below(n) {
      // D. Lemire 2019: the high word of draw * n, drawn again where the low word tells of bias; no division in the usual case
      let draw = u32();
      let low = Math.imul(draw, n) >>> 0;
      for (const least = low < n ? (0x1_0000_0000 - n) % n : 0; low < least; low = Math.imul(draw, n) >>> 0)
        draw = u32();
      return (draw * n - low) / 0x1_0000_0000;
    },
  };
}

/** Where a generator stands. */
export interface State {
  a: number;
  b: number;
  c: number;
  counter: number;
}

/** Where the stream of a seed and names begins: for loops that cannot afford a call per draw (stats/resample.ts). */
export function begun(seed: number | string, ...names: readonly (string | number)[]): State {
  const [a, b, c] = seedWords(JSON.stringify([seed, ...names]));
  const state = { a, b, c, counter: 1 };
  const next = sfc32(state);
  for (let round = 0; round < 12; round++) next();
  return state;
}

const sfc32 = (state: State) => (): number => {
  const { a, b, c, counter } = state;
  const draw = (a + b + counter) | 0;
  state.counter = (counter + 1) | 0;
  state.a = b ^ (b >>> 9);
  state.b = (c + (c << 3)) | 0;
  state.c = (((c << 21) | (c >>> 11)) + draw) | 0;
  return draw >>> 0;
};

/** Three words from a text: FNV-1a with three offsets, each finished as MurmurHash3 does. */
function seedWords(text: string): readonly [number, number, number] {
  const word = (offset: number): number => {
    let hash = offset;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    return hash ^ (hash >>> 16);
  };
  return [word(0x811c_9dc5), word(0x9e37_79b9), word(0x243f_6a88)];
}
