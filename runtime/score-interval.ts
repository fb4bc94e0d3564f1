// Which interval a cell gets, its words, and the operators that choose it.
import { counted, many } from "../dsl/tell/count.ts";
import { doc, itemColumn, int, maybe, num, operator, opt } from "./operator.ts";
import { ranged } from "./ranged.ts";
import { bootstrap } from "./stats/bootstrap.ts";
import { type Interval, wilson } from "./stats/wilson.ts";
import type { IntervalMethod } from "./value.ts";

/** The interval of the mean of per-item values, and how it was made. */
export function intervalOf(
  values: readonly number[],
  range: "binary" | "graded",
  method: IntervalMethod,
): Interval & { readonly how: string } {
  if (range === "graded") return { ...bootstrap(values, method), how: resampling(method) };
  if (!values.every((value) => value === 0 || value === 1))
    return { ...bootstrap(values, method), how: `${resampling(method)}; averaged, so not 0/1` };
  const right = values.filter((value) => value === 1).length;
  return { ...wilson(right, values.length, method.level), how: `Wilson ${percent(method.level)}` };
}

/** `bootstrap 2,000, 95 %, seed 0`. */
export const resampling = ({ resamples, level, seed }: IntervalMethod): string =>
  `bootstrap ${many(resamples)}, ${percent(level)}, seed ${seed}`;

/** 0.95 as `95 %`. */
export const percent = (level: number): string => `${Number((level * 100).toPrecision(4))} %`;

/** Below this many items an interval says little. */
export const FEW = 20;

export const few = (n: number, where: string, level: number): string =>
  `n = ${counted(n, "item")} in ${where}: a ${percent(level)} interval will be very wide`;

const level = doc(
  "the coverage wanted, between 0 and 1",
  ranged(opt(num, 0.95), { least: 0, most: 1, open: true }),
);

/** `bootstrap(resamples, level, paired, seed)`: percentile intervals over item ids; 0/1 metrics get Wilson's. Errors: E203. */
const bootstrapOperator = operator({
  name: "bootstrap",
  family: "score",
  doc: "intervals by drawing the items again; 0/1 metrics get Wilson's interval",
  params: {
    resamples: doc(
      "how many times the items are drawn again",
      ranged(opt(int, 2000), { least: 100, most: 1_000_000 }),
    ),
    level,
    paired: doc("the column that names an item in every arm", maybe(itemColumn)),
    seed: doc("seed of the draws", opt(int, 0)),
  },
  returns: { kind: "interval" },
  run: (args): IntervalMethod => ({ kind: "interval", method: "bootstrap", ...args }),
});

/** `wilson(level)`: Wilson's interval for 0/1 metrics; graded ones get the bootstrap, and say so. Errors: E203. */
const wilsonOperator = operator({
  name: "wilson",
  family: "score",
  doc: "Wilson's interval for 0/1 metrics; graded metrics get the bootstrap, and say so",
  params: { level },
  returns: { kind: "interval" },
  run: ({ level }): IntervalMethod => ({
    kind: "interval",
    method: "wilson",
    resamples: 2000,
    level,
    seed: 0,
    paired: null,
  }),
});

export const intervals = [bootstrapOperator, wilsonOperator];
