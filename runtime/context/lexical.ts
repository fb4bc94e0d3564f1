// Lexical cohesion: where a text changes its subject. C99 of F. Choi, "Advances in domain independent linear text
// segmentation", NAACL 2000: sentence similarities, ranked locally, cut where the blocks on the diagonal are densest.

/** Side of the square in which a similarity is ranked (the paper's best). */
const RANK = 11;
/** A cut counts while its gain in density is above mean + CUT standard deviations of all gains (the paper's c). */
const CUT = 1.2;
/** Weights over neighbouring gains before the threshold is taken (the paper's smoothing). */
const SMOOTH = [1, 2, 4, 8, 4, 2, 1];

type Matrix = readonly Float64Array[];

/**
 * Starts of the segments over `units` (term counts of each unit), 0 first. `allowed` are the starts that may be used; `count`
 * asks for that many segments, null lets the gains decide. Time and memory grow with units squared.
 */
export function boundaries(
  units: readonly ReadonlyMap<string, number>[],
  allowed: readonly number[],
  count: number | null,
): number[] {
  if (units.length === 0) return [];
  const sums = areas(ranked(similarities(units)));
  // how many cuts stand out is judged among all places: few allowed ones would hide each other's gain
  const cuts = count === null ? enough(divide(sums, units.length, [...units.keys()]).gains) : count - 1;
  const { order } = divide(sums, units.length, allowed);
  return [0, ...order.slice(0, Math.max(0, cuts))].sort((a, b) => a - b);
}

/** Cosine of every pair of units. */
function similarities(units: readonly ReadonlyMap<string, number>[]): Matrix {
  const norms = units.map((unit) => Math.hypot(...unit.values()));
  const matrix = units.map(() => new Float64Array(units.length));
  units.forEach((unit, i) => {
    for (let j = i; j < units.length; j++) {
      let dot = 0;
      for (const [term, times] of unit) dot += times * (units[j]?.get(term) ?? 0);
      const norm = (norms[i] ?? 0) * (norms[j] ?? 0);
      matrix[i]![j] = matrix[j]![i] = norm === 0 ? 0 : dot / norm;
    }
  });
  return matrix;
}

/** Each similarity as the share of its neighbours that are smaller: absolute values of short units mean little. */
function ranked(matrix: Matrix): Matrix {
  const n = matrix.length;
  const reach = (RANK - 1) / 2;
  return matrix.map((row, i) =>
    row.map((value, j) => {
      let [smaller, seen] = [0, 0];
      for (let y = Math.max(0, i - reach); y <= Math.min(n - 1, i + reach); y++)
        for (let x = Math.max(0, j - reach); x <= Math.min(n - 1, j + reach); x++) {
          if (y === i && x === j) continue;
          seen++;
          if ((matrix[y]?.[x] ?? 0) < value) smaller++;
        }
      return seen === 0 ? 0 : smaller / seen;
    }),
  );
}

/** Summed-area table: the sum of any block in four look-ups. */
function areas(matrix: Matrix): Matrix {
  const sums = Array.from({ length: matrix.length + 1 }, () => new Float64Array(matrix.length + 1));
  matrix.forEach((row, i) => {
    row.forEach(
      (value, j) =>
        (sums[i + 1]![j + 1] = value + (sums[i]![j + 1] ?? 0) + (sums[i + 1]![j] ?? 0) - (sums[i]![j] ?? 0)),
    );
  });
  return sums;
}

const block = (sums: Matrix, from: number, to: number): number =>
  (sums[to]?.[to] ?? 0) - (sums[from]?.[to] ?? 0) - (sums[to]?.[from] ?? 0) + (sums[from]?.[from] ?? 0);

/** All allowed cuts in the order of their worth, each with what it added to the density of the diagonal blocks. */
function divide(
  sums: Matrix,
  n: number,
  allowed: readonly number[],
): { readonly order: number[]; readonly gains: number[] } {
  const order: number[] = [];
  const gains: number[] = [];
  const left = new Set(allowed.filter((at) => at > 0 && at < n));
  let [inside, area] = [block(sums, 0, n), n * n];
  let density = inside / area;
  while (left.size > 0) {
    const starts = [0, ...order].sort((a, b) => a - b);
    let best = { at: -1, density: -Infinity, inside, area };
    for (const at of left) {
      const from = starts.findLast((start) => start < at) ?? 0;
      const to = starts.find((start) => start > at) ?? n;
      const sum = inside - block(sums, from, to) + block(sums, from, at) + block(sums, at, to);
      const size = area - (to - from) ** 2 + (at - from) ** 2 + (to - at) ** 2;
      if (sum / size > best.density) best = { at, density: sum / size, inside: sum, area: size };
    }
    order.push(best.at);
    gains.push(best.density - density);
    left.delete(best.at);
    ({ inside, area, density } = best);
  }
  return { order, gains };
}

/** How many cuts stand out. */
function enough(gains: readonly number[]): number {
  const smooth = gains.map((_, at) => {
    let [sum, weight] = [0, 0];
    SMOOTH.forEach((w, i) => {
      const gain = gains[at + i - (SMOOTH.length - 1) / 2];
      if (gain !== undefined) [sum, weight] = [sum + w * gain, weight + w];
    });
    return sum / weight;
  });
  const mean = smooth.reduce((sum, gain) => sum + gain, 0) / Math.max(1, smooth.length);
  const deviation = Math.sqrt(
    smooth.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / Math.max(1, smooth.length),
  );
  const below = smooth.findIndex((gain) => gain <= mean + CUT * deviation);
  return below < 0 ? smooth.length : below;
}
