// What a chart draws: one row per mark, with its interval and n, and the items behind it.
import { counted, many } from "../dsl/tell/count.ts";
import { canonical } from "../dsl/plan/plan.ts";
import { near } from "../dsl/tell/near.ts";
import { dataError, type Problem } from "./problem.ts";
import { mean } from "./stats/moments.ts";
import { fromRows, rows as rowsOf, type Table } from "./table.ts";
import type { Cell, Row, Run, Score } from "./value.ts";

/** Channel -> column: x and y always; color, column, row where given; lo, hi, n where there are such columns. */
export type Channels = { readonly x: string; readonly y: string; readonly [channel: string]: string };

interface Wanted {
  readonly mark: string;
  readonly channels: Channels;
  readonly band: boolean;
  readonly points: boolean;
  readonly note: (text: string) => void;
}

interface Rows {
  readonly table: Table;
  readonly channels: Channels;
  readonly points: Table | null;
  readonly about: string;
  readonly measure: string;
}

/** More points than this say nothing to the eye, and weigh in the notebook. */
const MOST = 5000;

/** Cells of one metric. Error E701 where a channel is no axis, or an axis that varies has no channel. */
export function fromScore(score: Score, wanted: Wanted): Rows {
  const { mark, channels } = wanted;
  const metric = score.metrics.find(({ name }) => name === channels.y);
  if (!metric)
    throw absent(
      mark,
      "y",
      channels.y,
      score.name,
      score.metrics.map(({ name }) => name),
    );
  const places = Object.entries(channels).filter(([channel]) => channel !== "y");
  for (const [channel, column] of places)
    if (!score.by.includes(column)) throw absent(mark, channel, column, score.name, score.by);
  const cells = score.cells.filter((cell) => cell.metric === metric.name);
  if (cells.length === 0) throw nothing(score.name);
  const used = new Set(places.map(([, column]) => column));
  const free = score.by.find(
    (axis) => !used.has(axis) && new Set(cells.map(({ key }) => canonical(key[axis]))).size > 1,
  );
  if (free !== undefined)
    throw dataError(
      "E701",
      `${mark}: axis '${free}' of '${score.name}' has several values and no channel`,
      `add color: ${free} or row: ${free}, or score by fewer columns`,
    );
  const [lo, hi] = [`${metric.name}_lo`, `${metric.name}_hi`];
  const items = score.by.includes("n") ? "items" : "n";
  const table = fromRows(
    cells.map(({ key, mean, lo: low, hi: high, n }) => ({
      ...key,
      [metric.name]: mean,
      [lo]: low,
      [hi]: high,
      [items]: n,
    })),
  );
  return {
    table,
    channels: { ...channels, ...(wanted.band && { lo, hi }), n: items },
    points: wanted.points ? itemPoints(cells, metric, wanted.note) : null,
    about: `${metric.identity}; ${sizes(cells)}${wanted.band ? `; interval: ${methods(cells)}` : ""}`,
    measure: `mean ${metric.name}`,
  };
}

/** Rows of a run or table; those that share a mark are averaged. Rows without a number are left out and counted. */
export function fromTable(of: Table | Run, wanted: Wanted): Rows {
  const { mark } = wanted;
  const [table, name] = of.kind === "run" ? [of.table, of.name] : [of, "the table"];
  const { y } = wanted.channels;
  const bounds = wanted.band ? { lo: `${y}_lo`, hi: `${y}_hi` } : {};
  const channels: Channels = { ...wanted.channels, ...bounds };
  for (const [channel, column] of Object.entries(channels))
    if (!table.names.includes(column))
      throw absent(mark, channel in bounds ? "band" : channel, column, name, table.names);
  const { groups, rows, left } = grouped(rowsOf(table), channels);
  if (table.size > 0 && rows.length === 0)
    throw dataError("E701", `${mark}: y: '${y}' of ${name} holds no numbers`, "draw a column of numbers");
  if (rows.length === 0) throw nothing(name);
  if (left > 0)
    wanted.note(
      `${mark}: ${many(left)} of ${counted(table.size, "row")} without a number in '${y}', not drawn`,
    );
  const repeated = groups.some((group) => group.length > 1);
  const drawn = groups.map((group) => {
    const means = [y, ...Object.values(bounds)].map((column) => [
      column,
      mean(group.map((row) => Number(row[column]))),
    ]);
    return { ...group[0], ...Object.fromEntries(means), n: group.length };
  });
  return {
    table: fromRows(drawn, [
      ...new Set(Object.values(channels)),
      ...(repeated && !Object.values(channels).includes("n") ? ["n"] : []),
    ]),
    channels: repeated ? { ...channels, n: "n" } : channels,
    points: wanted.points && repeated ? limited(rows, wanted.note) : null,
    about: repeated ? `means over ${counted(rows.length, "row")}` : "",
    measure: repeated ? `mean ${y}` : y,
  };
}

function grouped(all: readonly Row[], channels: Channels): { groups: Row[][]; rows: Row[]; left: number } {
  const rows = all.filter(
    (row) => typeof row[channels.y] === "number" || typeof row[channels.y] === "boolean",
  );
  const places = Object.entries(channels).flatMap(([channel, column]) =>
    ["y", "lo", "hi"].includes(channel) ? [] : [column],
  );
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = canonical(places.map((column) => row[column] ?? null));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const numbered = rows.map((row) => ({ ...row, [channels.y]: Number(row[channels.y]) }));
  return { groups: [...groups.values()], rows: numbered, left: all.length - rows.length };
}

function itemPoints(
  cells: readonly Cell[],
  metric: Score["metrics"][number],
  note: Wanted["note"],
): Table | null {
  if (metric.range === "binary") {
    note(`points of the 0/1 metric '${metric.name}' are not drawn: they would all lie at 0 and 1`);
    return null;
  }
  return limited(
    cells.flatMap(({ key, items }) => items.map(({ id, value }) => ({ ...key, id, [metric.name]: value }))),
    note,
  );
}

function limited(rows: readonly Row[], note: Wanted["note"]): Table {
  const step = Math.ceil(rows.length / MOST);
  if (step > 1) note(`one in ${step} of ${rows.length} points is drawn`);
  return fromRows(rows.filter((_, at) => at % step === 0));
}

function sizes(cells: readonly Cell[]): string {
  const counts = cells.map(({ n }) => n);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? `n = ${counted(least, "item")}` : `n = ${many(least)} to ${counted(most, "item")}`;
}

const methods = (cells: readonly Cell[]): string =>
  [...new Set(cells.map(({ method }) => method))].join("; ");

const nothing = (name: string): Problem =>
  dataError("E113", `${name} has no rows to draw`, "show it to see what was left out on the way");

function absent(
  mark: string,
  channel: string,
  column: string,
  of: string,
  columns: readonly string[],
): Problem {
  const meant = near(column, columns);
  const guess = meant === undefined ? "" : `; did you mean '${meant}'?`;
  return dataError(
    "E701",
    `${mark}: ${channel}: '${column}' is not in ${of}${guess}`,
    `columns: ${columns.join(", ")}`,
  );
}
