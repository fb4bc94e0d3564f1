// Scores, estimates and checks: every number with its n, its interval and how it was made.
import { bundle, decimals, escaped, type MimeBundle, probability, type Sheet, sheet } from "./bundle.ts";
import { percent } from "../score-interval.ts";
import { brief } from "./table.ts";
import type { Cell, Estimate, Json, Score } from "../value.ts";

/** One row per cell of the axes, per metric its mean, interval and n; below it what each metric is. */
export function showScore(score: Score, name: string): MimeBundle {
  const rows = score.metrics.flatMap((metric) =>
    score.cells.filter((cell) => cell.metric === metric.name).map((cell) => row(score, cell)),
  );
  const several = score.metrics.length > 1;
  const of: Sheet = {
    caption: name,
    head: [
      ...(several ? ["metric"] : []),
      ...score.by,
      several ? "mean" : (score.metrics[0]?.name ?? "mean"),
      percent(score.interval.level),
      "n",
      "interval",
    ],
    body: rows.map((cells) => (several ? cells : cells.slice(1))),
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
  };
  return sheet(of);
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

export function showEstimate(estimate: Estimate, name: string): MimeBundle {
  const { mean, lo, hi, n, p, level, method } = estimate;
  const line = `${decimals(mean)}  ${percent(level)} [${decimals(lo)}, ${decimals(hi)}]  n = ${n}  p ${probability(p).replace(/^(?=\d)/, "= ")}`;
  const html = `<div><strong>${escaped(name)}</strong> ${escaped(line)}<div style="opacity:0.75">${escaped(method)}</div></div>`;
  return bundle(`${name}: ${line}\n${method}`, { "text/html": html });
}

/** A check that was made: what it is called, whether it holds, and the numbers it compared. */
export interface CheckShown {
  readonly pass: boolean;
  readonly label: string;
  readonly numbers: string;
}

/** Word, sign and colour say the same, so that none of them is needed. */
export function showCheck({ pass, label, numbers }: CheckShown): MimeBundle {
  const [sign, word, colour] = pass ? ["✓", "holds", "#12805c"] : ["✗", "fails", "#c8402f"];
  const detail = numbers === "" ? "" : ` (${numbers})`;
  const html =
    `<div role="status" style="border-left:4px solid ${colour};padding:2px 8px">` +
    `<strong style="color:${colour}">${sign} ${word}</strong> ${escaped(label)}${escaped(detail)}</div>`;
  return bundle(`${sign} ${word}: ${label}${detail}`, { "text/html": html });
}
