// Confidence and what it is worth: calibration by bins, Brier's score, risk and coverage.
import * as types from "../../dsl/types/types.ts";
import { choice, type Operator, type Reach, type RowFn } from "../operator.ts";
import { typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import { bins as binned, brier, ece, mce } from "../stats/calibration.ts";
import { aurc as area, riskCoverage } from "../stats/risk.ts";
import { fromRows, type Table } from "../table.ts";
import type { Run, Value } from "../value.ts";
import {
  complete,
  doc,
  each,
  figures,
  int,
  json,
  number,
  operator,
  opt,
  record,
  rowsOf,
  verdict,
} from "./shared.ts";

const both = {
  rows: rowsOf,
  confidence: doc("how sure the answer was", each(json)),
  right: doc("whether it was right: true, false, 0 or 1", each(json)),
};
const bins = {
  bins: doc("how many bins", ranged(opt(int, 10), { least: 1, most: 1000 })),
  binning: doc(
    "equal_width: [0, 1] cut evenly; equal_mass: cut at quantiles of the confidences",
    opt(choice("equal_width", "equal_mass"), "equal_width"),
  ),
};

interface Both {
  readonly rows: Table | Run;
  readonly confidence: RowFn<Value>;
  readonly right: RowFn<Value>;
}

async function read(
  what: string,
  { rows, confidence, right }: Both,
  reach: Reach,
): Promise<{ readonly confidences: Float64Array; readonly verdicts: Float64Array }> {
  const found = await complete(what, rows, [confidence, right], reach);
  return {
    confidences: Float64Array.from(found, (row) => number(what, row[0] ?? null)),
    verdicts: Float64Array.from(found, (row) => verdict(what, row[1] ?? null)),
  };
}

/** Errors: E204 for what is no probability. */
async function probabilities(what: string, given: Both, reach: Reach): ReturnType<typeof read> {
  const found = await read(what, given, reach);
  const strange = found.confidences.find((one) => one < 0 || one > 1);
  if (strange === undefined) return found;
  throw typeError(
    "E204",
    `the confidences of '${what}' must be between 0 and 1, got ${strange}`,
    "of log-probabilities take the exponential",
  );
}

/** `calibration(rows, .confidence, .right, bins: 10, binning: "equal_mass")`: ECE, MCE, Brier's score and its parts. Errors: E204, E113. */
const calibration = operator({
  name: "calibration",
  family: "statistics",
  doc: "how far confidences are from the shares of right answers: ECE and MCE by bins, Brier's score and its parts",
  params: { ...both, ...bins },
  returns: record({
    ece: types.num,
    mce: types.num,
    brier: types.num,
    reliability: types.num,
    resolution: types.num,
    uncertainty: types.num,
    within: types.num,
    n: types.int,
    bins: types.text,
  }),
  run: async ({ bins: count, binning, ...given }, reach) => {
    const { confidences, verdicts } = await probabilities("calibration", given, reach);
    const all = binned(confidences, verdicts, count, binning);
    return figures({
      ece: ece(all),
      mce: mce(all),
      ...brier(confidences, verdicts, all),
      n: confidences.length,
      bins: `${count} ${binning}, ${all.length} with items`,
    });
  },
});

/** `calibration_curve(rows, .confidence, .right)`: a row per bin that holds items, for a reliability diagram. Errors: E204, E113. */
const calibration_curve = operator({
  name: "calibration_curve",
  family: "statistics",
  doc: "per bin of confidence: mean confidence, share of right answers, n",
  params: { ...both, ...bins },
  returns: types.table({
    from: types.num,
    to: types.num,
    n: types.int,
    confidence: types.num,
    accuracy: types.num,
  }),
  run: async ({ bins: count, binning, ...given }, reach) => {
    const { confidences, verdicts } = await probabilities("calibration_curve", given, reach);
    return fromRows(binned(confidences, verdicts, count, binning).map((bin) => ({ ...bin })));
  },
});

/** `risk_coverage(rows, .confidence, .right)`: how often answers are wrong when only the surest are given. Errors: E204, E113. */
const risk_coverage = operator({
  name: "risk_coverage",
  family: "statistics",
  doc: "per share of the items answered, surest first: how often the answers are wrong",
  params: both,
  returns: types.table({ coverage: types.num, risk: types.num, threshold: types.num }),
  run: async (given, reach) => {
    const { confidences, verdicts } = await read("risk_coverage", given, reach);
    return fromRows(riskCoverage(confidences, verdicts).map((point) => ({ ...point })));
  },
});

/** `aurc(rows, .confidence, .right)`: the area under that curve, less is better. Errors: E204, E113. */
const aurc = operator({
  name: "aurc",
  family: "statistics",
  doc: "the area under the curve of risk and coverage: less is better",
  params: both,
  returns: types.num,
  run: async (given, reach) => {
    const { confidences, verdicts } = await read("aurc", given, reach);
    return area(riskCoverage(confidences, verdicts));
  },
});

export const calibrations: readonly Operator[] = [calibration, calibration_curve, risk_coverage, aurc];
