// Differences per item -> an Estimate: its interval, its p, and what should be known of both.
import { counted, many } from "../dsl/tell/count.ts";
import type { Reach } from "./operator.ts";
import { dataError } from "./problem.ts";
import { clustered, FEW, few, intervalOf, type Made } from "./score-interval.ts";
import { clusters, seClustered, tClustered } from "./stats/cluster.ts";
import { correlation, mean } from "./stats/moments.ts";
import { signFlips } from "./stats/permutation.ts";
import { detectable } from "./stats/power.ts";
import type { Interval } from "./stats/wilson.ts";
import type { Estimate, IntervalMethod } from "./value.ts";

interface Differences {
  readonly metric: string;
  /** What is compared: the first minus the second. */
  readonly names: readonly [string, string];
  /** What both belong to, for messages; null where they stand alone. */
  readonly of: string | null;
  /** One per item that both have, in the order of the ids, so that the interval does not depend on the order of the rows. */
  readonly values: readonly number[];
  /** The values of the two sides, of the same items. */
  readonly sides: readonly [readonly number[], readonly number[]];
  /** What clusters the items are of. */
  readonly together: readonly string[] | null;
  /** Items that only one side has. */
  readonly left: number;
  readonly interval: IntervalMethod;
  readonly note: Reach["note"];
}

/** Errors: E303 for fewer than two items in both. */
export function estimateOf(given: Differences): Estimate {
  const { metric, names, of, values, sides, left, interval, note } = given;
  const both = `'${names[0]}' and '${names[1]}'${of === null ? "" : ` of '${of}'`}`;
  if (values.length === 0)
    throw dataError(
      "E303",
      `${both} have no item in common`,
      "both arms must score the same items: paired: .column names the id",
    );
  if (values.length === 1)
    throw dataError(
      "E303",
      `${both} have one item in common, and one item gives no interval`,
      "add items that both arms score",
    );
  if (left > 0)
    note(
      `${left} ${left === 1 ? "item is" : "items are"} not in both '${names[0]}' and '${names[1]}' and ${left === 1 ? "is" : "are"} left out of their difference`,
    );
  const { lo, hi, p, how, test, error } = tested(given);
  const n = values.length;
  const centre = mean(values);
  const same = values.every((value) => Math.abs(value - centre) < 1e-12);
  if (n < FEW && same)
    note(
      `n = ${counted(n, "item")}, all with the same difference: the interval has no width, and is no sign of certainty`,
    );
  else if (n < FEW) note(few(n, "the difference", interval.level));
  const method = `${metric}: ${names[0]} − ${names[1]}, paired by item, ${how}; p: ${test}`;
  const r = correlation(...sides);
  return decided({
    mean: centre,
    lo,
    hi,
    n,
    p,
    r: Number.isFinite(r) ? r : null,
    mde: detectable(error, 1, { alpha: 1 - interval.level, power: POWER }),
    level: interval.level,
    method,
  });
}

/** The chance with which a minimum detectable effect is found. */
export const POWER = 0.8;

/** An Estimate says itself whether it is decisive. */
export const decided = (found: Omit<Estimate, "kind" | "decisive">): Estimate => ({
  kind: "estimate",
  ...found,
  decisive: (found.lo > 0 || found.hi < 0) && found.p < 1 - found.level,
});

interface Tested extends Interval {
  readonly p: number;
  readonly how: string;
  readonly test: string;
  /** The standard error of the mean difference. */
  readonly error: number;
}

/** Interval, p and standard error of the differences: of items, or of clusters of them. Errors: E113 for one cluster. */
function tested({ values, together, interval }: Differences): Tested {
  const all = clusters(values, together ?? values.map((_, at) => at));
  const units = all.map(({ sum }) => sum);
  const { lo, hi, how } = together ? clustered(all, interval) : ofItems(values, interval);
  const error = seClustered(all);
  if (interval.method === "t")
    return { lo, hi, how, error, p: tClustered(all, interval.level).p, test: "t test" };
  const { p, exact } = signFlips(units, interval.resamples, interval.seed);
  const test = `${exact ? "exact sign-flip test" : `sign flips, ${many(interval.resamples)} drawn`}${together ? " of clusters" : ""}`;
  return { lo, hi, how, error, p, test };
}

/** A difference is no 0/1 metric, so that its interval is never Wilson's. */
const ofItems = (values: readonly number[], interval: IntervalMethod): Made =>
  intervalOf(values, "graded", interval, {});
