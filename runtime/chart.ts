// The chart operators: which columns go to which channel, checked against what there is.
import {
  bool,
  column,
  choice,
  doc,
  either,
  json,
  listOf,
  maybe,
  type Operator,
  operator,
  opt,
  type Param,
  type Reach,
  rowsOf,
  score,
} from "./operator.ts";
import { type Channels, fromScore, fromTable } from "./chart-rows.ts";
import type { Table } from "./table.ts";
import type { Chart, Json, Run, Score } from "./value.ts";

/** A chart with what its spec needs beside the drawn rows. */
export interface Drawing extends Chart {
  /** Values per item, drawn faintly behind; their columns are those of the channels. */
  readonly points: Table | null;
  /** The values of x in the order wanted; null: numbers ascending, words as they come. */
  readonly order: readonly Json[] | null;
  /** n, metric identity and interval method: the subtitle where none is given. */
  readonly about: string;
  /** The y axis in words. */
  readonly measure: string;
}

/** `ci` is a word of the language here, not a column: it stands for the columns `y_lo` and `y_hi`. */
const band: Param<"ci" | null> = { ...maybe(choice("ci")), column: true };

const params = {
  of: doc("a score, a run or a table", either(score, rowsOf)),
  x: doc("column along the horizontal axis", column),
  y: doc("column or metric along the vertical axis", column),
  color: doc("column that tells the series apart", maybe(column)),
  column: doc("column with one panel per value, side by side", maybe(column)),
  row: doc("column with one panel per value, one below another", maybe(column)),
  band: doc("ci: draw the interval", band),
  points: doc("draw the value of every item or row too", opt(bool, false)),
  order: doc("the values of x in the order wanted", maybe(listOf(json))),
};

interface Args {
  readonly of: Score | Table | Run;
  readonly x: string;
  readonly y: string;
  readonly color: string | null;
  readonly column: string | null;
  readonly row: string | null;
  readonly band: "ci" | null;
  readonly points: boolean;
  readonly order: readonly unknown[] | null;
}

/**
 * `bar(x, y, color?, column?, row?, band?, points?, order?)`: one bar per value of x and color. Of a score, y is a metric:
 * the bar is its mean, `band: ci` its interval, `points: true` the items. Of a run or table, rows that share a bar are
 * averaged. Errors: E701 (a column that is not there, an axis without a channel), E113 (nothing to draw).
 */
export const bar: Operator = drawn("bar", "bars with intervals over a score, a run or a table");

/** `line(...)`: the same channels; a line per color, `band: ci` as an area around it. Errors as for `bar`. */
export const line: Operator = drawn("line", "lines with bands over a score, a run or a table");

export const charts: readonly Operator[] = [bar, line];

function drawn(mark: "bar" | "line", what: string): Operator {
  return operator({
    name: mark,
    family: "chart",
    doc: what,
    params,
    returns: { kind: "chart" },
    run: (args, reach) => draw(mark, args, reach.note),
  });
}

function draw(mark: "bar" | "line", args: Args, note: Reach["note"]): Drawing {
  const { of, x, y, color, column, row } = args;
  const channels: Channels = {
    x,
    y,
    ...(color !== null && { color }),
    ...(column !== null && { column }),
    ...(row !== null && { row }),
  };
  const wanted = { mark, channels, band: args.band !== null, points: args.points, note };
  const rows = of.kind === "score" ? fromScore(of, wanted) : fromTable(of, wanted);
  const order = args.order as readonly Json[] | null;
  return { kind: "chart", mark, options: {}, order, ...rows };
}
