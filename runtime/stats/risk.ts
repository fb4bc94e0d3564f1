// Risk and coverage: how often answers are wrong when only the surest are given.
import { mean, type Numbers } from "./moments.ts";

export interface RiskPoint {
  /** Share of the items that are answered. */
  readonly coverage: number;
  /** Share of these that are wrong. */
  readonly risk: number;
  /** The least confidence among them. */
  readonly threshold: number;
}

/**
 * One point per item, surest first. Items of equal confidence have no order: each counts as wrong as they are on average.
 * Source: Y. Geifman and R. El-Yaniv, NeurIPS 2017.
 */
export function riskCoverage(confidences: Numbers, right: Numbers): readonly RiskPoint[] {
  const order = Array.from(confidences, (_, at) => at).sort(
    (a, b) => (confidences[b] ?? NaN) - (confidences[a] ?? NaN),
  );
  const points: RiskPoint[] = [];
  let wrong = 0;
  for (let from = 0; from < order.length;) {
    const threshold = confidences[order[from] ?? -1] ?? NaN;
    let to = from;
    let tied = 0;
    while (to < order.length && confidences[order[to] ?? -1] === threshold)
      tied += 1 - (right[order[to++] ?? -1] ?? NaN);
    for (let at = from; at < to; at++) {
      wrong += tied / (to - from);
      points.push({ coverage: (at + 1) / order.length, risk: wrong / (at + 1), threshold });
    }
    from = to;
  }
  return points;
}

/** The area under the curve: the mean risk of its points. */
export const aurc = (points: readonly RiskPoint[]): number => mean(points.map(({ risk }) => risk));
