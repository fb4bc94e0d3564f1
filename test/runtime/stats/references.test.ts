// The statistics against what scipy, statsmodels, scikit-learn and krippendorff say: references.py writes references.json.
import { expect, test } from "vitest";
import { benjaminiHochberg, holm } from "../../../runtime/stats/adjust.ts";
import { cohen, fleiss, krippendorff, type Scale } from "../../../runtime/stats/agreement.ts";
import { bca } from "../../../runtime/stats/bca.ts";
import { incompleteBeta } from "../../../runtime/stats/beta.ts";
import { apart, type Match, strengths, wins } from "../../../runtime/stats/bradley-terry.ts";
import { bins, brier, ece, mce } from "../../../runtime/stats/calibration.ts";
import {
  clusters,
  meanOf,
  seClustered,
  single,
  tClustered,
  without,
} from "../../../runtime/stats/cluster.ts";
import {
  averages,
  confusion,
  matthews,
  perClass,
  type ZeroDivision,
} from "../../../runtime/stats/confusion.ts";
import { mcnemar } from "../../../runtime/stats/mcnemar.ts";
import { mean, se } from "../../../runtime/stats/moments.ts";
import { normal } from "../../../runtime/stats/normal.ts";
import { signFlips } from "../../../runtime/stats/permutation.ts";
import { needed, powerOf } from "../../../runtime/stats/power.ts";
import { ranks } from "../../../runtime/stats/ranks.ts";
import { aurc, riskCoverage } from "../../../runtime/stats/risk.ts";
import { critical, tails, tInterval } from "../../../runtime/stats/student.ts";
import { welch } from "../../../runtime/stats/welch.ts";
import { wilson } from "../../../runtime/stats/wilson.ts";
import references from "./references.json" with { type: "json" };

/** The places that are not equal to 1e-9 of their size, or of 1 where that is more: none. */
function off(found: readonly (number | null | undefined)[], wanted: readonly (number | null)[]): unknown[] {
  const equal = (value: number | null | undefined, to: number | null | undefined): boolean =>
    value === null || to === null
      ? value === to
      : Math.abs((value ?? NaN) - (to ?? NaN)) <= 1e-9 * Math.max(1, Math.abs(to ?? NaN));
  const places = Array.from({ length: Math.max(found.length, wanted.length) }, (_, at) => at);
  return places.flatMap((at) => (equal(found[at], wanted[at]) ? [] : [[at, found[at], wanted[at]]]));
}

const {
  distributions,
  means,
  bca: accelerated,
  clustered,
  tests,
  planning,
  labels,
  calibration,
} = references;

test("distributions: normal, t and beta", () => {
  for (const [z, p] of distributions.normal) {
    expect(off([normal(z!)], [p!])).toEqual([]);
    // tails keep their digits, however small they are
    expect(normal(z!) / p!).toBeCloseTo(1, 9);
  }
  for (const [t, df, p] of distributions.tails) expect(off([tails(t!, df!)], [p!])).toEqual([]);
  for (const [level, df, t] of distributions.critical) expect(off([critical(level!, df!)], [t!])).toEqual([]);
  for (const [x, a, b, value] of distributions.beta)
    expect(off([incompleteBeta(x!, a!, b!)], [value!])).toEqual([]);
});

test("one mean: t and Wilson", () => {
  const { lo, hi } = tInterval(means.values, 0.95);
  expect(off([lo, hi], means.t)).toEqual([]);
  expect(
    off(
      [
        tInterval(
          means.values.map((value) => value - means.shifted),
          0.95,
        ).p,
      ],
      [means.p],
    ),
  ).toEqual([]);
  for (const [k, n, level, low, high] of means.wilson)
    expect(off(Object.values(wilson(k!, n!, level!)), [low!, high!])).toEqual([]);
});

test("BCa of the resamples that scipy was given", () => {
  const sorted = Float64Array.from(accelerated.resampled).sort();
  const leftOut = without(single(accelerated.values));
  for (const [level, [low, high]] of [
    [0.8, accelerated["0.8"]],
    [0.95, accelerated["0.95"]],
  ] as const)
    expect(
      off(Object.values(bca(sorted, mean(accelerated.values), leftOut, level) ?? {}), [low!, high!]),
    ).toEqual([]);
});

test("clusters: as a constant of OLS with errors by group; of one value each the usual error", () => {
  const all = clusters(clustered.values, clustered.names);
  const { lo, hi, p } = tClustered(all, 0.95);
  expect(
    off(
      [meanOf(all), seClustered(all), lo, hi, p],
      [clustered.mean, clustered.se, ...clustered.interval, clustered.p],
    ),
  ).toEqual([]);
  expect(off([seClustered(single(clustered.values))], [se(clustered.values)])).toEqual([]);
});

test("Welch, McNemar, sign flips, families", () => {
  const { mean: difference, se: error, df, p, lo, hi } = welch(tests.a, tests.b, 0.95);
  expect(off([difference / error, df, p, lo, hi], tests.welch)).toEqual([]);
  for (const [b, c, exact] of tests.mcnemar) expect(off([mcnemar(b!, c!, false)], [exact!])).toEqual([]);
  for (const [b, c, mid] of tests.mid) expect(off([mcnemar(b!, c!, true)], [mid!])).toEqual([]);
  expect(off([signFlips(tests.few, 1, 0).p], [tests.flips])).toEqual([]);
  expect(off(holm(tests.ps), tests.holm)).toEqual([]);
  expect(off(benjaminiHochberg(tests.ps), tests.bh)).toEqual([]);
});

test("planning: items for a difference, and the power of items", () => {
  for (const [sd, effect, alpha, power, n] of planning.n)
    expect(off([needed(sd!, effect!, { alpha: alpha!, power: power! })], [n!])).toEqual([]);
  for (const [sd, n, effect, alpha, power] of planning.power)
    expect(off([powerOf(sd!, n!, effect!, alpha!)], [power!])).toEqual([]);
});

test("labels: the matrix and what is read off it", () => {
  const matrix = confusion(labels.gold, labels.other);
  expect(matrix.counts).toEqual(labels.matrix);
  const kappa = cohen(matrix);
  expect(off([kappa?.value, kappa?.se], labels.cohen)).toEqual([]);
  expect(off([matthews(matrix)], [labels.mcc])).toEqual([]);
  for (const [name, { each, ...of }] of Object.entries(labels.report)) {
    const zero: ZeroDivision = name === "null" ? null : name === "0" ? 0 : 1;
    const classes = perClass(matrix, zero);
    const [precision = [], recall = [], f1 = [], support = []] = each;
    expect(
      off(
        classes.map((one) => one.precision),
        precision,
      ),
    ).toEqual([]);
    expect(
      off(
        classes.map((one) => one.recall),
        recall,
      ),
    ).toEqual([]);
    expect(
      off(
        classes.map((one) => one.f1),
        f1,
      ),
    ).toEqual([]);
    expect(
      off(
        classes.map((one) => one.support),
        support,
      ),
    ).toEqual([]);
    for (const one of averages(matrix, zero))
      expect(off([one.precision, one.recall, one.f1], of[one.label as keyof typeof of])).toEqual([]);
  }
});

test("several raters: Fleiss and Krippendorff", () => {
  expect(off([fleiss(labels.ratings)], [labels.fleiss])).toEqual([]);
  const rated = labels.scale.map((values) => values.filter((value) => value !== null));
  for (const [scale, alpha] of Object.entries(labels.krippendorff))
    expect(off([krippendorff(rated, scale as Scale)], [alpha])).toEqual([]);
});

test("calibration: both kinds of bins, Brier's parts", () => {
  const { confidences, right } = calibration;
  for (const binning of ["equal_width", "equal_mass"] as const) {
    const [all, wanted] = [bins(confidences, right, 10, binning), calibration[binning]];
    expect(
      off(
        all.map(({ n }) => n),
        wanted.n,
      ),
    ).toEqual([]);
    expect(
      off(
        all.map(({ accuracy }) => accuracy),
        wanted.accuracy,
      ),
    ).toEqual([]);
    expect(
      off(
        all.map(({ confidence }) => confidence),
        wanted.confidence,
      ),
    ).toEqual([]);
    const parts = brier(confidences, right, all);
    expect(
      off(
        [ece(all), mce(all), parts.brier, parts.reliability, parts.resolution],
        [wanted.ece, wanted.mce, calibration.brier, wanted.reliability, wanted.resolution],
      ),
    ).toEqual([]);
    expect(
      off([parts.reliability - parts.resolution + parts.uncertainty + parts.within], [parts.brier]),
    ).toEqual([]);
  }
  const points = riskCoverage(
    calibration.risk.confidences,
    calibration.risk.wrong.map((wrong) => 1 - wrong),
  );
  expect(off([aurc(points)], [calibration.risk.aurc])).toEqual([]);
});

test("Bradley-Terry as a GLM, ranks as rankdata", () => {
  const table = wins(references.strengths.matches as unknown as readonly Match[], 4);
  expect(apart(table)).toBeNull();
  expect(off(strengths(table), references.strengths.strengths)).toEqual([]);
  expect(ranks(references.places.values)).toEqual(references.places.ranks);
});
