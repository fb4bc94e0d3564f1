// The tables of a card: what is to be measured, what was, and where two measurements differ.
import { type Counts, differ, type Shown, shown, total } from "./counts.ts";

export interface Column {
  readonly name: string;
  readonly shown: Shown;
}

/** A table to be measured. */
export interface Table {
  readonly title: string;
  /** A sentence that stands above it. */
  readonly about: string;
  readonly columns: readonly Column[];
  /** Items of a cell: in the quick run the first of those of the full one. */
  readonly quick: number;
  readonly full: number;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly name: string;
  /** For each column what each of the first `n` items counts. */
  readonly measure: (n: number) => Promise<readonly (readonly Counts[])[]>;
}

/** A table as evaluation.json holds it: a column's counts over the first items, and over all. */
export interface Measured extends Omit<Table, "rows"> {
  readonly rows: readonly Cells[];
}
export interface Cells {
  readonly name: string;
  readonly quick: readonly Counts[];
  /** Left out in a quick run. */
  readonly full?: readonly Counts[];
}

export type Extent = "quick" | "full";

export async function measured({ rows, ...rest }: Table, extent: Extent): Promise<Measured> {
  const cells: Cells[] = [];
  for (const { name, measure } of rows) {
    const columns = await measure(rest[extent]);
    cells.push({
      name,
      quick: columns.map((items) => total(items.slice(0, rest.quick))),
      ...(extent === "full" && { full: columns.map(total) }),
    });
  }
  return { ...rest, rows: cells };
}

/** As Markdown. */
export function markdown({ title, about, columns, rows }: Measured, extent: Extent): string[] {
  const head = [title, ...columns.map(({ name }) => name)];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    about,
    "",
    line(head),
    line(["---", ...columns.map(() => "---:")]),
    ...rows.map((row) => line([row.name, ...columns.map((column, at) => cell(row, extent, at, column))])),
  ];
}

const cell = (row: Cells, extent: Extent, at: number, column: Column): string => {
  const counts = row[extent]?.[at];
  return counts ? shown(column.shown, counts) : "not measured";
};

/** Cells whose counts are not those that are stated, in words. */
export function differences(found: Measured, stated: Measured | undefined, extent: Extent): string[] {
  if (!stated) return [`${found.title}: evaluation.json has no such table`];
  const shape = ({ rows, ...rest }: Measured): string => JSON.stringify([rest, rows.map(({ name }) => name)]);
  if (shape(found) !== shape(stated))
    return [`${found.title}: evaluation.json has other rows, columns or items`];
  return found.rows.flatMap((row, n) =>
    found.columns.flatMap(({ name }, at) => {
      const [own, other] = [row[extent]?.[at], stated.rows[n]?.[extent]?.[at]];
      if (own && other && !differ(own, other, found[extent])) return [];
      return [
        `${found.title}, ${row.name}, ${name}: ${JSON.stringify(own)}, stated ${JSON.stringify(other)}`,
      ];
    }),
  );
}
