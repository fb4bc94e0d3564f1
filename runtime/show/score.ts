// Scores: every number with its n, its interval as numbers and as a bar, and how it was made.
import { percent } from "../score-interval.ts";
import { fromRows } from "../table.ts";
import type { Cell, Json, Score } from "../value.ts";
import { brief } from "./brief.ts";
import { cut, decimals, escaped, type MimeBundle } from "./bundle.ts";
import { resource } from "./resource.ts";
import { sheet } from "./sheet.ts";
import { intervalBar, type Scale, scaleOf } from "./svg.ts";

/** One row per cell of the axes, per metric its mean, interval and n; below it what each metric is. */
export function showScore(score: Score, name: string): MimeBundle {
  const several = score.metrics.length > 1;
  const cells = score.metrics.flatMap((metric) => score.cells.filter((cell) => cell.metric === metric.name));
  const rows = cells.map((cell) => row(score, cell));
  return sheet(
    {
      caption: cut(name, 200),
      head: [
        ...(several ? ["metric"] : []),
        ...score.by,
        several ? "mean" : (score.metrics[0]?.name ?? "mean"),
        percent(score.interval.level),
        "n",
        "interval",
      ],
      body: rows.map((one) => (several ? one : one.slice(1))),
      numeric: [
        ...(several ? [false] : []),
        ...score.by.map((axis) => isNumeric(score, axis)),
        true,
        true,
        true,
        false,
      ],
      notes: [
        ...score.metrics.map((metric) => `${metric.name}: ${metric.identity}`),
        ...score.notes.map((note) => `note: ${note}`),
      ],
      look: { last: bars(score, cells) },
    },
    {
      "application/vnd.dataresource+json": resource(fromRows(cells.map((cell) => record(score, cell))), name),
    },
  );
}

const row = (score: Score, { key, metric, mean, lo, hi, n, method }: Cell): string[] => [
  metric,
  ...score.by.map((axis) => brief((key[axis] ?? null) as Json, 40)),
  decimals(mean),
  `[${decimals(lo)}, ${decimals(hi)}]`,
  String(n),
  method,
];

const isNumeric = (score: Score, axis: string): boolean =>
  score.cells.every(({ key }) => typeof key[axis] === "number");

/** One bar per cell; cells of a metric share a scale, so that their bars can be compared. */
function bars(score: Score, cells: readonly Cell[]) {
  const scales = new Map(
    score.metrics.map(({ name }) => [name, scaleOf(score.cells.filter(({ metric }) => metric === name))]),
  );
  const told = [...new Set([...scales.values()].map(ends))];
  return {
    head:
      told.length === 1
        ? `<small>${escaped(told[0] ?? "")}</small>`
        : "<small>each metric on its own scale</small>",
    cells: cells.map((cell) => {
      const scale = scales.get(cell.metric) ?? { from: 0, to: 1 };
      return intervalBar(cell, scale, spoken(score, cell, scale));
    }),
  };
}

const ends = ({ from, to }: Scale): string => `${short(from)} to ${short(to)}`;
const short = (value: number): string => String(Number(value.toPrecision(3)));

const spoken = (score: Score, { key, metric, mean, lo, hi }: Cell, scale: Scale): string =>
  `${[...score.by.map((axis) => brief((key[axis] ?? null) as Json, 40)), metric].join(", ")}: ${decimals(mean)}, ` +
  `${percent(score.interval.level)} from ${decimals(lo)} to ${decimals(hi)}, drawn on ${ends(scale)}`;

/** A cell as a row for tools; a measure gives way to an axis of its name. */
function record(score: Score, { key, metric, mean, lo, hi, n, method }: Cell): { [column: string]: Json } {
  const measures = { metric, mean, lo, hi, n, method };
  return Object.fromEntries([
    ...score.by.map((axis) => [axis, key[axis] ?? null] as const),
    ...Object.entries(measures).map(
      ([name, value]) => [score.by.includes(name) ? `score.${name}` : name, value] as const,
    ),
  ]);
}
