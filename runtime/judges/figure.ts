// Lines of a report: a figure with its interval, of how many, and how the interval was made.
import * as types from "../../dsl/types/types.ts";
import { maybeNum, drawnInterval } from "../assess/shared.ts";
import type { Reach } from "../operator.ts";
import { percent } from "../score-interval.ts";
import type { Resampling } from "../stats/bootstrap.ts";
import { wilson } from "../stats/wilson.ts";
import type { Row } from "../value.ts";

export const figureColumns: types.Fields = {
  figure: types.text,
  value: maybeNum,
  lo: maybeNum,
  hi: maybeNum,
  n: types.int,
  interval: types.text,
};

/** A share of n that are independent of one another; without a value where n is 0. */
export function share(figure: string, k: number, n: number, level: number): Row {
  const interval = `Wilson ${percent(level)}`;
  if (n === 0) return { figure, value: null, lo: null, hi: null, n, interval: "none: n = 0" };
  return { figure, value: k / n, ...wilson(k, n, level), n, interval };
}

/** Any figure of items that are drawn again whole; without a value where they do not give it. */
export function drawn<T>(
  figure: string,
  items: readonly T[],
  {
    of,
    how,
    note,
  }: {
    readonly of: (items: readonly T[]) => number | null;
    readonly how: Resampling;
    readonly note: Reach["note"];
  },
): Row {
  const value = items.length === 0 ? null : of(items);
  if (value === null)
    return { figure, value, lo: null, hi: null, n: items.length, interval: "none: no value" };
  return {
    figure,
    value,
    ...drawnInterval(figure, items, of, how, note),
    n: items.length,
    interval: `bootstrap over items, ${how.resamples} draws, ${percent(how.level)}, seed ${how.seed}`,
  };
}
