// Differences per item -> an Estimate: its interval, its p, and what should be known of both.
import { counted } from "../dsl/tell/count.ts";
import type { Reach } from "./operator.ts";
import { dataError } from "./problem.ts";
import { FEW, few, resampling } from "./score-interval.ts";
import { difference } from "./stats/bootstrap.ts";
import type { Estimate, IntervalMethod } from "./value.ts";

interface Differences {
  readonly metric: string;
  /** What is compared: the first minus the second. */
  readonly names: readonly [string, string];
  /** What both belong to, for messages; null where they stand alone. */
  readonly of: string | null;
  /** One per item that both have, in the order of the ids, so that the interval does not depend on the order of the rows. */
  readonly values: readonly number[];
  /** Items that only one side has. */
  readonly left: number;
  readonly interval: IntervalMethod;
  readonly note: Reach["note"];
}

/** Errors: E303 for fewer than two items in both. */
export function estimateOf({ metric, names, of, values, left, interval, note }: Differences): Estimate {
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
  const { mean, lo, hi, n, p, exact } = difference(values, interval);
  const same = values.every((value) => Math.abs(value - mean) < 1e-12);
  if (n < FEW && same)
    note(
      `n = ${counted(n, "item")}, all with the same difference: the interval has no width, and is no sign of certainty`,
    );
  else if (n < FEW) note(few(n, "the difference", interval.level));
  const method =
    `${metric}: ${names[0]} − ${names[1]}, paired by item, ${resampling(interval)}` +
    (exact ? "; p: exact sign-flip test" : "");
  return { kind: "estimate", mean, lo, hi, n, p, level: interval.level, method };
}
