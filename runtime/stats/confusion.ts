// Two labellings of the same items as a matrix, and what is read off it.

export interface Confusion {
  /** In ascending order of their text. */
  readonly labels: readonly string[];
  /** `counts[i][j]`: items that the first labelling calls i and the second j. */
  readonly counts: readonly (readonly number[])[];
  readonly n: number;
}

export function confusion(first: readonly string[], second: readonly string[]): Confusion {
  const labels = [...new Set([...first, ...second])].toSorted((a, b) => (a < b ? -1 : 1));
  const at = new Map(labels.map((label, place) => [label, place]));
  const counts = labels.map(() => labels.map(() => 0));
  first.forEach((label, item) => {
    const row = counts[at.get(label) ?? -1];
    const column = at.get(second[item] ?? "") ?? -1;
    if (row) row[column] = (row[column] ?? 0) + 1;
  });
  return { labels, counts, n: first.length };
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
export const rowTotals = ({ counts }: Confusion): number[] => counts.map(total);
export const columnTotals = ({ counts, labels }: Confusion): number[] =>
  labels.map((_, column) => total(counts.map((row) => row[column] ?? 0)));
export const diagonal = ({ counts }: Confusion): number[] => counts.map((row, at) => row[at] ?? 0);

export interface ClassFigures {
  readonly label: string;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Items of that class in the gold labels. */
  readonly support: number;
}

/** What stands where nothing was predicted, or nothing is there to find: a number, or no value (left out of macro means). */
export type ZeroDivision = 0 | 1 | null;

/** Precision, recall and F1 of each class; rows are gold, columns predicted. As scikit-learn's `precision_recall_fscore_support`. */
export function perClass(matrix: Confusion, zero: ZeroDivision): readonly ClassFigures[] {
  const [right, gold, predicted] = [diagonal(matrix), rowTotals(matrix), columnTotals(matrix)];
  return matrix.labels.map((label, at) =>
    figures(label, right[at] ?? 0, gold[at] ?? 0, predicted[at] ?? 0, zero),
  );
}

function figures(
  label: string,
  right: number,
  gold: number,
  predicted: number,
  zero: ZeroDivision,
): ClassFigures {
  const share = (of: number, all: number): number | null => (all === 0 ? zero : of / all);
  return {
    label,
    precision: share(right, predicted),
    recall: share(right, gold),
    f1: share(2 * right, gold + predicted),
    support: gold,
  };
}

/** The three means of the classes. `weighted`: by support; `micro`: of all decisions together. */
export function averages(matrix: Confusion, zero: ZeroDivision): readonly ClassFigures[] {
  const classes = perClass(matrix, zero);
  const over = (weight: (one: ClassFigures) => number) => (key: "precision" | "recall" | "f1") => {
    const present = classes.flatMap((one) =>
      one[key] === null ? [] : [{ value: one[key], weight: weight(one) }],
    );
    const weights = total(present.map((one) => one.weight));
    return weights === 0 ? null : total(present.map((one) => one.value * one.weight)) / weights;
  };
  const mean = (label: string, weight: (one: ClassFigures) => number): ClassFigures => {
    const of = over(weight);
    return { label, precision: of("precision"), recall: of("recall"), f1: of("f1"), support: matrix.n };
  };
  const right = total(diagonal(matrix));
  return [
    figures("micro", right, matrix.n, matrix.n, zero),
    mean("macro", () => 1),
    mean("weighted", ({ support }) => support),
  ];
}

/**
 * Matthews' correlation, of any number of classes; null where one side knows only one class.
 * Source: J. Gorodkin, Comput. Biol. Chem. 28, 2004; scikit-learn's `matthews_corrcoef` has 0 instead of null.
 */
export function matthews(matrix: Confusion): number | null {
  const { n } = matrix;
  const [right, rows, columns] = [total(diagonal(matrix)), rowTotals(matrix), columnTotals(matrix)];
  const products = total(rows.map((row, at) => row * (columns[at] ?? 0)));
  const squares = (numbers: readonly number[]): number => total(numbers.map((one) => one * one));
  const spread = Math.sqrt((n * n - squares(rows)) * (n * n - squares(columns)));
  return spread === 0 ? null : (right * n - products) / spread;
}
