// Seeded random numbers with named streams: the same seed and names give the same numbers on every machine.

export interface Random {
  /** A number in [0, 1). */
  float(): number;
  /** An integer in [0, n). */
  int(n: number): number;
  chance(p: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** `n` different items, in random order; all of them when there are fewer. */
  sample<T>(items: readonly T[], n: number): T[];
}

// FNV-1a over the UTF-16 units; the separator keeps ("ab", "c") and ("a", "bc") apart.
function hash(seed: number, names: readonly (string | number)[]): number {
  let h = (2166136261 ^ seed) >>> 0;
  for (const name of names) {
    for (const unit of `${name}\u0000`) h = Math.imul(h ^ unit.charCodeAt(0), 16777619) >>> 0;
  }
  return h;
}

/** An independent stream for (seed, names). Generator: mulberry32 over a hash of the names. */
export function stream(seed: number, ...names: readonly (string | number)[]): Random {
  let state = hash(seed, names);
  const float = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (n: number): number => Math.floor(float() * n);
  const sample = <T>(items: readonly T[], n: number): T[] => {
    const pool = [...items];
    const end = Math.min(n, pool.length);
    for (let i = 0; i < end; i++) {
      const j = i + int(pool.length - i);
      const taken = pool[j] as T;
      pool[j] = pool[i] as T;
      pool[i] = taken;
    }
    return pool.slice(0, end);
  };
  return { float, int, sample, chance: (p) => float() < p, pick: (items) => pick(items, int) };
}

function pick<T>(items: readonly T[], int: (n: number) => number): T {
  if (items.length === 0) throw new RangeError("cannot pick from an empty list");
  return items[int(items.length)] as T;
}
