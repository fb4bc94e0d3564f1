// Whether a confidence of 0.8 is right four times of five: bins, ECE, MCE, Brier's score and its parts.
import { mean, type Numbers, quantile } from "./moments.ts";

export type Binning = "equal_width" | "equal_mass";

export interface Bin {
  /** Confidences above `from` (of the first bin, from it on) up to `to`. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Mean confidence, and the share of items that are right. */
  readonly confidence: number;
  readonly accuracy: number;
}

/**
 * The bins that hold items. `equal_width`: [0, 1] cut evenly. `equal_mass`: cut at quantiles of the confidences; equal ones
 * stay together. Both as scikit-learn's `calibration_curve(strategy="uniform" | "quantile")`.
 */
export function bins(confidences: Numbers, right: Numbers, count: number, binning: Binning): readonly Bin[] {
  const sorted = Float64Array.from(confidences).sort();
  const edges = Array.from({ length: count + 1 }, (_, at) => (at === count ? 1 : at * (1 / count))).map(
    (at) => (binning === "equal_width" ? at : quantile(sorted, at)),
  );
  const sums = Array.from({ length: count }, () => ({ n: 0, confidence: 0, accuracy: 0 }));
  for (let item = 0; item < confidences.length; item++) {
    const confidence = confidences[item] ?? NaN;
    const bin = sums[edges.slice(1, -1).filter((edge) => edge < confidence).length];
    if (!bin) continue;
    bin.n++;
    bin.confidence += confidence;
    bin.accuracy += right[item] ?? NaN;
  }
  return sums.flatMap(({ n, confidence, accuracy }, at) =>
    n === 0
      ? []
      : [
          {
            from: edges[at] ?? NaN,
            to: edges[at + 1] ?? NaN,
            n,
            confidence: confidence / n,
            accuracy: accuracy / n,
          },
        ],
  );
}

const size = (all: readonly Bin[]): number => all.reduce((sum, { n }) => sum + n, 0);

/** Expected calibration error: the mean gap of the bins, by their items. Source: M. Naeini, G. Cooper, M. Hauskrecht, AAAI 2015. */
export const ece = (all: readonly Bin[]): number =>
  all.reduce((sum, { n, confidence, accuracy }) => sum + n * Math.abs(confidence - accuracy), 0) / size(all);

/** Maximum calibration error: the largest gap of a bin. Source: as `ece`. */
export const mce = (all: readonly Bin[]): number =>
  Math.max(...all.map(({ confidence, accuracy }) => Math.abs(confidence - accuracy)));

export interface Brier {
  readonly brier: number;
  /** How far confidences are from the shares of their bins: 0 is best. */
  readonly reliability: number;
  /** How far these shares are from that of all items: more is better. */
  readonly resolution: number;
  /** What the share of all items alone leaves open. */
  readonly uncertainty: number;
  /** What bins hide: brier = reliability - resolution + uncertainty + within. 0 where all confidences of a bin are equal. */
  readonly within: number;
}

/** Source: G. Brier, Mon. Weather Rev. 78, 1950; its parts: A. Murphy, J. Appl. Meteorol. 12, 1973. */
export function brier(confidences: Numbers, right: Numbers, all: readonly Bin[]): Brier {
  const total = mean(Float64Array.from(confidences, (p, at) => (p - (right[at] ?? NaN)) ** 2));
  const base = mean(right);
  const over = (of: (bin: Bin) => number): number =>
    all.reduce((sum, bin) => sum + bin.n * of(bin) ** 2, 0) / size(all);
  const reliability = over(({ confidence, accuracy }) => confidence - accuracy);
  const resolution = over(({ accuracy }) => accuracy - base);
  const uncertainty = base * (1 - base);
  return {
    brier: total,
    reliability,
    resolution,
    uncertainty,
    within: total - (reliability - resolution + uncertainty),
  };
}
