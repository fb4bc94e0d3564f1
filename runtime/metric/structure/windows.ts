// Pk and WindowDiff: a window slides over the text, and counts where the two ways to cut it do not agree.
import { operator } from "../../operator.ts";
import { typeError } from "../../problem.ts";
import * as types from "../../../dsl/types/types.ts";
import { roundHalfEven } from "../python.ts";
import { both, k, owners, segmented, sum } from "./segments.ts";

/** As segeval has it: half of the mean length, two at least; here never as long as the text. */
function windowOf(metric: string, asked: number | null, gold: readonly number[]): number {
  const units = sum(gold);
  if (asked !== null && asked >= units && units > 1)
    throw typeError(
      "E203",
      `'${metric}' takes k below the number of units, ${units}, but got ${asked}`,
      "leave k out",
    );
  return Math.min(asked ?? Math.max(2, roundHalfEven(units / gold.length / 2)), units - 1);
}

/** The share of windows in which `differ` holds of how many boundaries each side has; 0 for a text of one unit. */
function slid(
  metric: string,
  given: Parameters<typeof both>[1],
  asked: number | null,
  differ: (a: number, b: number) => boolean,
): number {
  const [said, gold] = both(metric, given);
  const [ours, right] = [owners(said), owners(gold)];
  const size = windowOf(metric, asked, gold);
  const windows = ours.length - size;
  if (size < 1) return 0;
  const crossed = (of: readonly number[], at: number): number => (of[at + size] ?? 0) - (of[at] ?? 0);
  return (
    Array.from({ length: windows }, (_, at) => at).filter((at) =>
      differ(crossed(ours, at), crossed(right, at)),
    ).length / windows
  );
}

/**
 * `pk(segments, gold, k)`: the share of pairs of units k apart of which one side says that they are of one segment, and the other that
 * they are not; 0 is perfect. Source: Beeferman, Berger and Lafferty 1999; k as segeval has it. Errors: E204 (other units), E203 (k).
 */
export const pk = operator({
  name: "pk",
  family: "score",
  doc: "how often two units k apart are wrongly in one segment, or wrongly not; 0 is perfect",
  params: { ...segmented, k },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ k: asked, ...given }) => slid("pk", given, asked, (a, b) => a > 0 !== b > 0),
});

/**
 * `window_diff(segments, gold, k)`: the share of windows of k gaps in which the two have not equally many boundaries; 0 is perfect.
 * Source: Pevzner and Hearst 2002; k as for {@link pk}. Errors: E204 (other units), E203 (k).
 */
export const windowDiff = operator({
  name: "window_diff",
  family: "score",
  doc: "how often a window has not as many boundaries as it should; 0 is perfect",
  params: { ...segmented, k },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ k: asked, ...given }) => slid("window_diff", given, asked, (a, b) => a !== b),
});
