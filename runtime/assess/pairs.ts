// Two runs by other tests than the paired one: over other items, and of verdicts.
import { counted } from "../../dsl/tell/count.ts";
import { bool } from "../operator.ts";
import { decided, POWER } from "../estimate.ts";
import { dataError, typeError } from "../problem.ts";
import { percent, resampling } from "../score-interval.ts";
import { USUAL } from "../score.ts";
import { bothSides, sameItems, twoRuns } from "../sides.ts";
import { bootstrap } from "../stats/bootstrap.ts";
import { correlation, mean, se } from "../stats/moments.ts";
import { mcnemar as exact } from "../stats/mcnemar.ts";
import { detectable } from "../stats/power.ts";
import { welch as unpaired } from "../stats/welch.ts";
import type { Estimate } from "../value.ts";
import { doc, drawing, operator, opt } from "./shared.ts";

/**
 * `welch(run_a, run_b, metric: .right)`: the difference of two means over different items. Rows of an item are averaged first.
 * n is that of both sides together. Errors: E303 without an id, E113 for fewer than two items on a side.
 */
export const welch = operator({
  name: "welch",
  family: "statistics",
  doc: "the difference of a metric between two runs over different items, by Welch's t test; over the same ones `compare` sees more",
  params: { ...twoRuns, level: drawing.level },
  returns: { kind: "rule", rule: "compare" },
  run: async ({ paired, level, ...given }, reach): Promise<Estimate> => {
    const both = await bothSides("welch", { ...given, id: paired ?? "id", cluster: null }, reach);
    const [a, b] = both.sides.map((side) => [...side.values()].flatMap(({ value }) => value ?? [])) as [
      number[],
      number[],
    ];
    const few = [a, b].findIndex((values) => values.length < 2);
    if (few >= 0)
      throw dataError(
        "E113",
        `'welch' needs two items of '${both.names[few]}', but it has ${few === 0 ? a.length : b.length}`,
        "show the rows",
      );
    const common = both.shared().length;
    if (common > 0)
      reach.note(
        `welch: ${counted(common, "item")} on both sides, taken as if they were different ones: compare(...) pairs them`,
      );
    const { mean: centre, lo, hi, p, se: error, df } = unpaired(a, b, level);
    return decided({
      mean: centre,
      lo,
      hi,
      n: a.length + b.length,
      p,
      r: null,
      mde: detectable(error, 1, { alpha: 1 - level, power: POWER }),
      level,
      method: `metric: ${both.names[0]} − ${both.names[1]}, unpaired, n = ${a.length} and ${b.length}, Welch ${percent(level)}, df = ${df.toFixed(1)}; p: Welch's t test`,
    });
  },
});

/**
 * `mcnemar(run_a, run_b, metric: .right, mid_p: true)`: the paired difference of a 0/1 metric, p by McNemar's exact test.
 * Errors: E303 (ids, other items on one side), E204 (a value that is not 0 or 1), E113 (one item).
 */
export const mcnemar = operator({
  name: "mcnemar",
  family: "statistics",
  doc: "the paired difference of a 0/1 metric, tested by the items that only one of two runs has right",
  params: {
    ...twoRuns,
    mid_p: doc("counts what was seen half, which is less cautious", opt(bool, false)),
    ...drawing,
  },
  returns: { kind: "rule", rule: "compare" },
  run: async ({ paired, mid_p, level, resamples, seed, ...given }, reach): Promise<Estimate> => {
    const both = await bothSides("mcnemar", { ...given, id: paired ?? "id", cluster: null }, reach);
    sameItems("mcnemar", both);
    const pairs = both.shared().map(({ values }) => values);
    if (pairs.length < 2)
      throw dataError("E113", `'mcnemar' needs two items, but there are ${pairs.length}`, "show the rows");
    const strange = pairs.flat().find((value) => value !== 0 && value !== 1);
    if (strange !== undefined)
      throw typeError(
        "E204",
        `the metric of 'mcnemar' must be 0 or 1 for every item, got ${strange}`,
        "compare(...) takes graded metrics, and averages of several rows",
      );
    const [first, second] = [0, 1].map((side) => pairs.map((pair) => pair[side] ?? NaN)) as [
      number[],
      number[],
    ];
    const [b, c] = [1, -1].map((sign) => pairs.filter(([one, other]) => one - other === sign).length) as [
      number,
      number,
    ];
    const values = pairs.map(([one, other]) => one - other);
    const how = { ...USUAL, level, resamples, seed };
    const r = correlation(first, second);
    return decided({
      mean: mean(values),
      ...bootstrap(values, how),
      n: pairs.length,
      p: exact(b, c, mid_p),
      r: Number.isFinite(r) ? r : null,
      mde: detectable(se(values), 1, { alpha: 1 - level, power: POWER }),
      level,
      method: `metric: ${both.names[0]} − ${both.names[1]}, paired by item, ${b} right in the first alone and ${c} in the second, ${resampling(how)}; p: McNemar's exact test${mid_p ? ", mid-p" : ""}`,
    });
  },
});
