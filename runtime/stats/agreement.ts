// Agreement of raters beyond what chance gives: Cohen's and Fleiss' kappa, Krippendorff's alpha.
import { columnTotals, type Confusion, diagonal, rowTotals } from "./confusion.ts";

export interface Agreement {
  readonly value: number;
  readonly se: number;
}

/**
 * Cohen's kappa with its standard error; null where both know one class only, so that chance agrees always.
 * Source: J. Cohen, Educ. Psychol. Meas. 20, 1960; the error: J. Fleiss, J. Cohen, B. Everitt, Psychol. Bull. 72, 1969.
 */
export function cohen(matrix: Confusion): Agreement | null {
  const { n, counts } = matrix;
  const share = (count: number): number => count / n;
  const [rows, columns] = [rowTotals(matrix).map(share), columnTotals(matrix).map(share)];
  const seen = diagonal(matrix).reduce((sum, count) => sum + count, 0) / n;
  const chance = rows.reduce((sum, row, at) => sum + row * (columns[at] ?? 0), 0);
  if (chance === 1) return null;
  const value = (seen - chance) / (1 - chance);
  let [onDiagonal, off] = [0, 0];
  counts.forEach((row, i) =>
    row.forEach((count, j) => {
      const p = share(count);
      if (i === j) onDiagonal += p * (1 - ((rows[i] ?? 0) + (columns[i] ?? 0)) * (1 - value)) ** 2;
      else off += p * ((columns[i] ?? 0) + (rows[j] ?? 0)) ** 2;
    }),
  );
  const spread = onDiagonal + (1 - value) ** 2 * off - (value - chance * (1 - value)) ** 2;
  return { value, se: Math.sqrt(Math.max(0, spread) / n) / (1 - chance) };
}

/**
 * Fleiss' kappa: `ratings[item]` are the labels that the same number of raters gave it, at least two; null where there is one
 * class only. Source: J. Fleiss, Psychol. Bull. 76, 1971.
 */
export function fleiss(ratings: readonly (readonly string[])[]): number | null {
  const raters = ratings[0]?.length ?? 0;
  const totals = new Map<string, number>();
  let agreed = 0;
  for (const labels of ratings)
    for (const [label, count] of counted(labels)) {
      totals.set(label, (totals.get(label) ?? 0) + count);
      agreed += count * (count - 1);
    }
  const seen = agreed / (ratings.length * raters * (raters - 1));
  const chance = [...totals.values()].reduce(
    (sum, count) => sum + (count / (ratings.length * raters)) ** 2,
    0,
  );
  return chance === 1 ? null : (seen - chance) / (1 - chance);
}

export type Scale = "nominal" | "ordinal" | "interval";

/**
 * Krippendorff's alpha: items may have any number of ratings, those with fewer than two say nothing; null where no item has
 * two, or all ratings are alike. Labels are texts; of the other scales, numbers.
 * Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011.
 */
export function krippendorff(
  ratings: readonly (readonly (string | number)[])[],
  scale: Scale,
): number | null {
  const pairable = ratings.filter((values) => values.length > 1);
  const totals = new Map<string | number, number>();
  for (const values of pairable) for (const value of values) totals.set(value, (totals.get(value) ?? 0) + 1);
  const classes = [...totals.keys()].toSorted((a, b) => Number(a) - Number(b));
  const distance = distances(scale, classes, totals);
  const n = [...totals.values()].reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const values of pairable) {
    const counts = [...counted(values)];
    for (const [a, many] of counts)
      for (const [b, others] of counts) seen += (many * others * distance(a, b)) / (values.length - 1);
  }
  let chance = 0;
  for (const [a, many] of totals) for (const [b, others] of totals) chance += many * others * distance(a, b);
  return chance === 0 ? null : 1 - ((n - 1) * seen) / chance;
}

type Distance = (a: string | number, b: string | number) => number;

function distances(
  scale: Scale,
  classes: readonly (string | number)[],
  totals: ReadonlyMap<string | number, number>,
): Distance {
  if (scale === "nominal") return (a, b) => Number(a !== b);
  if (scale === "interval") return (a, b) => (Number(a) - Number(b)) ** 2;
  // by how many ratings lie between, half of both ends counted
  const middle = new Map<string | number, number>();
  let below = 0;
  for (const value of classes) {
    const own = totals.get(value) ?? 0;
    middle.set(value, below + own / 2);
    below += own;
  }
  return (a, b) => ((middle.get(a) ?? NaN) - (middle.get(b) ?? NaN)) ** 2;
}

function counted<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
