// Bradley-Terry: strengths of models from who won against whom.
import { stream } from "../random.ts";
import type { Resampling } from "./bootstrap.ts";
import { quantile } from "./moments.ts";
import type { Interval } from "./wilson.ts";

/** The first against the second: 1 where the first won, 0 where it lost, 0.5 for a tie. */
export type Match = readonly [first: number, second: number, result: number];

/** `wins[i][j]`: how often i won against j, a tie being half a win for both. */
export function wins(matches: readonly Match[], models: number): number[][] {
  const table = Array.from({ length: models }, () => new Array<number>(models).fill(0));
  for (const [first, second, result] of matches) {
    table[first]![second]! += result;
    table[second]![first]! += 1 - result;
  }
  return table;
}

/**
 * The log-strengths with mean 0: P(i beats j) = 1 / (1 + e^(s_j - s_i)). By Newton's method, each step halved until it
 * helps. Finite only where every model can be reached from every other by wins: see `apart`.
 * Source: R. Bradley and M. Terry, Biometrika 39, 1952; when it exists: L. Ford, Am. Math. Mon. 64, 1957.
 */
export function strengths(table: readonly (readonly number[])[]): readonly number[] {
  const k = table.length;
  let now = new Array<number>(k).fill(0);
  let fit = likelihood(table, now);
  for (let round = 0; round < 100; round++) {
    const step = newton(table, now);
    let scale = 1;
    let next = now.map((s, at) => s + step[at]!);
    while (likelihood(table, next) < fit && scale > 1e-10) {
      scale /= 2;
      next = now.map((s, at) => s + scale * step[at]!);
    }
    now = next;
    fit = likelihood(table, now);
    if (Math.max(...step.map(Math.abs)) < 1e-13) break;
  }
  const centre = now.reduce((sum, s) => sum + s, 0) / k;
  return now.map((s) => s - centre);
}

const beats = (a: number, b: number): number => 1 / (1 + Math.exp(b - a));

function likelihood(table: readonly (readonly number[])[], s: readonly number[]): number {
  let sum = 0;
  table.forEach((row, i) => row.forEach((won, j) => (sum -= won * Math.log1p(Math.exp(s[j]! - s[i]!)))));
  return sum;
}

/** Gradient over curvature, with the first model held fixed: strengths are known up to a constant. */
function newton(table: readonly (readonly number[])[], s: readonly number[]): readonly number[] {
  const k = table.length;
  const rows = Array.from({ length: k }, () => new Array<number>(k + 1).fill(0));
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) {
      if (i === j) continue;
      const [p, games] = [beats(s[i]!, s[j]!), table[i]![j]! + table[j]![i]!];
      rows[i]![k]! += table[i]![j]! - games * p;
      rows[i]![i]! += games * p * (1 - p);
      rows[i]![j]! -= games * p * (1 - p);
    }
  return [0, ...solved(rows.slice(1).map((row) => row.slice(1)))];
}

/** Gaussian elimination of a system whose last column is its right side; positive definite, so without pivots. */
function solved(rows: number[][]): readonly number[] {
  const n = rows.length;
  for (let at = 0; at < n; at++)
    for (let row = 0; row < n; row++) {
      if (row === at) continue;
      const factor = rows[row]![at]! / rows[at]![at]!;
      for (let column = at; column <= n; column++) rows[row]![column]! -= factor * rows[at]![column]!;
    }
  return rows.map((row, at) => row[n]! / row[at]!);
}

/** A model that cannot be reached: it won, or lost, all its matches against the others, as did all those with it. null: none. */
export function apart(table: readonly (readonly number[])[]): number | null {
  for (const forward of [true, false]) {
    const seen = new Set([0]);
    for (const i of seen)
      table.forEach((_, j) => {
        if ((forward ? table[i]![j]! : table[j]![i]!) > 0) seen.add(j);
      });
    const lost = table.findIndex((_, j) => !seen.has(j));
    if (lost >= 0) return lost;
  }
  return null;
}

export interface Strengths {
  readonly strengths: readonly number[];
  readonly intervals: readonly Interval[];
  /** Resamples in which strengths exist; the intervals are of these. */
  readonly fitted: number;
}

/** Strengths with percentile intervals over matches drawn again; `apart` must be null. */
export function bradleyTerry(
  matches: readonly Match[],
  models: number,
  { resamples, level, seed }: Resampling,
): Strengths {
  const { below } = stream(seed, "bradley-terry");
  const drawn: (readonly number[])[] = [];
  for (let b = 0; b < resamples; b++) {
    const table = wins(
      matches.map(() => matches[below(matches.length)]!),
      models,
    );
    if (apart(table) === null) drawn.push(strengths(table));
  }
  const tail = (1 - level) / 2;
  const of = (model: number): Interval => {
    const sorted = Float64Array.from(drawn, (all) => all[model]!).sort();
    return { lo: quantile(sorted, tail), hi: quantile(sorted, 1 - tail) };
  };
  return {
    strengths: strengths(wins(matches, models)),
    intervals: Array.from({ length: models }, (_, model) => of(model)),
    fitted: drawn.length,
  };
}
