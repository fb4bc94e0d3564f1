// The cells of a run as columns: they are made part by part, since all cells of a large run would be too many to hold.
import type { Axis } from "./axes.ts";
import type { Problem } from "./problem.ts";
import { column, ofColumns, type Table } from "./table.ts";
import type { Failed, Value } from "./value.ts";

/** One line of the result while it is being filled. */
export interface Cell {
  /** Position of its row in what the run goes over; rows are made when they are looked at. */
  readonly item: number;
  readonly at: readonly number[];
  readonly seed: number | null;
  readonly made: { [column: string]: Value };
  lost: Lost | null;
}
/** The first thing that went wrong in a row; of a run before this one there is no problem to tell again. */
export interface Lost {
  readonly problem: Problem | null;
  readonly step: string;
  readonly failed: Failed;
}

export interface Cells {
  readonly size: number;
  /** The cells from one position up to another, with what was kept of them. */
  readonly part: (from: number, to: number) => Cell[];
  /** Keeps what was made in the cells from a position on, and what went wrong there. */
  readonly keep: (from: number, cells: readonly Cell[]) => void;
  /** What went wrong, by position. */
  readonly lost: ReadonlyMap<number, Lost>;
  /** The finished rows: what the run went over, its axes, what was made; `asked`: with what is told of answers. */
  readonly table: (over: Table, axes: readonly Axis[], asked: boolean) => Table;
}

/** What is told of the answers of a row. */
const ABOUT = ["usage", "logprob", "finish"] as const;

/**
 * Cells of so many rows, row by row, combinations of axes in their order, seeds last. `before`: how a row was lost before this run.
 */
export function cellsOf(
  rows: number,
  combos: readonly (readonly number[])[],
  seeds: readonly (number | null)[],
  before: ((item: number) => Lost | null) | null,
): Cells {
  const each = combos.length * seeds.length;
  const size = rows * each;
  const made = new Map<string, (Value | undefined)[]>();
  const lost = new Map<number, Lost>();
  if (before)
    for (let at = 0; at < size; at++) {
      const known = before(Math.floor(at / each));
      if (known) lost.set(at, known);
    }
  const itemOf = (at: number): number => Math.floor(at / each);
  const comboOf = (at: number): readonly number[] => combos[Math.floor((at % each) / seeds.length)] ?? [];
  const seedOf = (at: number): number | null => seeds[at % seeds.length] ?? null;
  const cellAt = (at: number): Cell => {
    const own: { [column: string]: Value } = {};
    for (const [name, values] of made) {
      const value = values[at];
      if (value !== undefined) own[name] = value;
    }
    return {
      item: itemOf(at),
      at: comboOf(at),
      seed: seedOf(at),
      made: own,
      lost: lost.get(at) ?? null,
    };
  };
  return {
    size,
    lost,
    part: (from, to) => Array.from({ length: Math.min(to, size) - from }, (_, at) => cellAt(from + at)),
    keep(from, cells) {
      for (const [nth, cell] of cells.entries()) {
        for (const [name, value] of Object.entries(cell.made)) {
          let values = made.get(name);
          if (!values) made.set(name, (values = new Array<Value | undefined>(size)));
          values[from + nth] = value;
        }
        if (cell.lost) lost.set(from + nth, cell.lost);
      }
    },
    table(over, axes, asked) {
      const columns = new Map<string, Value[]>();
      const put = (name: string, of: (at: number) => Value): void =>
        void columns.set(
          name,
          Array.from({ length: size }, (_, at) => of(at)),
        );
      const before = new Map(over.names.map((name) => [name, column(over, name)]));
      const earlier = (name: string, at: number): Value => before.get(name)?.[itemOf(at)] ?? null;
      for (const name of over.names) put(name, (at) => earlier(name, at));
      for (const [nth, { name, labels }] of axes.entries())
        put(name, (at) => labels[comboOf(at)[nth] ?? 0] ?? null);
      for (const [name, values] of made)
        put(name, (at) => (values[at] === undefined ? earlier(name, at) : (values[at] ?? null)));
      // of a run before this one they stay where nothing was asked
      if (asked)
        for (const name of ABOUT)
          put(name, (at) => made.get(name)?.[at] ?? (lost.has(at) ? null : earlier(name, at)));
      put("error", (at) => lost.get(at)?.failed ?? null);
      if (asked && seeds.some((seed) => seed !== null)) put("seed", seedOf);
      return ofColumns(columns);
    },
  };
}
