// Two runs, or two tables of predictions, on the same items: the paired difference of a metric.
import { estimateOf } from "./estimate.ts";
import { choice, doc, interval, maybe, operator, opt } from "./operator.ts";
import { USUAL } from "./score.ts";
import { bothSides, sameItems, twoRuns } from "./sides.ts";
import type { Estimate } from "./value.ts";

/**
 * `compare(run_a, run_b, metric: exact(.output, .answers))`: the mean of a metric over the first minus that over the second,
 * paired by item. All axes and seeds are averaged per item first; rows without a value are left out; both are noted. The
 * interval and p are those of `delta`. Errors: E303 without an id, with other items on one side than on the other (unless
 * `items: "common"`), or with fewer than two items in both.
 */
export const compare = operator({
  name: "compare",
  family: "check",
  doc: "the paired difference of a metric between two runs over the same items: the first minus the second",
  params: {
    ...twoRuns,
    ci: doc("how the interval is made: bootstrap(...), t_interval(...)", maybe(interval)),
    items: doc(
      "same: other items on one side are an error; common: compares the items that both have",
      opt(choice("same", "common"), "same"),
    ),
  },
  version: 2,
  returns: { kind: "rule", rule: "compare" },
  run: async ({ a, b, metric, paired, ci, items }, reach): Promise<Estimate> => {
    const how = ci ?? USUAL;
    const of = { a, b, metric, id: paired ?? how.paired ?? "id", cluster: how.cluster };
    const both = await bothSides("compare", of, reach);
    if (items === "same") sameItems("compare", both);
    const shared = both.shared();
    return estimateOf({
      metric: "metric",
      names: both.names,
      of: null,
      values: shared.map(({ values: [first, second] }) => first - second),
      sides: [shared.map(({ values }) => values[0]), shared.map(({ values }) => values[1])],
      together: how.cluster === null ? null : shared.map(({ cluster }) => cluster),
      left: both.all - shared.length,
      interval: how,
      note: reach.note,
    });
  },
});
