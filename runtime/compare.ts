// Two runs, or two tables of predictions, on the same items: the paired difference of a metric.
import { counted } from "../dsl/tell/count.ts";
import { estimateOf } from "./estimate.ts";
import { inRow } from "./failed.ts";
import { lacks } from "./missing.ts";
import {
  doc,
  interval,
  itemColumn,
  maybe,
  measure,
  operator,
  type Reach,
  type RowFn,
  rowsOf,
} from "./operator.ts";
import { dataError, typeError } from "./problem.ts";
import { USUAL } from "./score.ts";
import { mean } from "./stats/moments.ts";
import { rows as rowsIn, type Table } from "./table.ts";
import type { Estimate, Run } from "./value.ts";

/**
 * `compare(run_a, run_b, metric: exact(.output, .answers))`: the mean of a metric over the first minus that over the second,
 * paired by item. All axes and seeds are averaged per item first; rows without a value are left out; both are noted. The
 * interval and p are those of `delta`. Errors: E303 without an id, or with fewer than two items in both.
 */
export const compare = operator({
  name: "compare",
  family: "check",
  doc: "the paired difference of a metric between two runs: the first minus the second",
  params: {
    a: doc("a Run, or a Table of predictions", rowsOf),
    b: doc("another one over the same items", rowsOf),
    metric: doc("over a row of either: a metric", measure),
    paired: doc("the column that names an item; left out: id", maybe(itemColumn)),
    ci: doc("how the interval is made: bootstrap(...)", maybe(interval)),
  },
  returns: { kind: "rule", rule: "compare" },
  run: async ({ a, b, metric, paired, ci }, reach): Promise<Estimate> => {
    const how = ci ?? USUAL;
    const id = paired ?? how.paired ?? "id";
    const [first, second] = [await perItem(a, id, metric, reach), await perItem(b, id, metric, reach)];
    const shared = [...first.keys()].filter((item) => second.has(item)).toSorted();
    return estimateOf({
      metric: "metric",
      names: [nameOf(a, "a"), nameOf(b, "b")],
      of: null,
      values: shared.map((item) => (first.get(item) ?? 0) - (second.get(item) ?? 0)),
      left: first.size + second.size - 2 * shared.length,
      interval: how,
      note: reach.note,
    });
  },
});

const nameOf = (of: Table | Run, orelse: string): string => (of.kind === "run" ? of.name : orelse);

/** Item -> the mean of its rows' values. */
async function perItem(
  of: Table | Run,
  id: string,
  metric: RowFn<number | boolean>,
  { count, note }: Reach,
): Promise<ReadonlyMap<string, number>> {
  const values = new Map<string, number[]>();
  let empty = 0;
  const loop = count("", (of.kind === "run" ? of.table : of).size);
  for (const [at, row] of rowsIn(of.kind === "run" ? of.table : of).entries()) {
    await loop.add();
    const item = row[id];
    if (typeof item !== "string" && typeof item !== "number")
      throw dataError(
        "E303",
        `row ${at + 1} has no item id in column '${id}'`,
        "name the column: paired: .id",
      );
    if (lacks(row, metric.needs ?? [])) {
      empty++;
      continue;
    }
    const value = await metric(row).catch((error: unknown) => {
      throw inRow(error, row, at);
    });
    if (typeof value !== "boolean" && !(typeof value === "number" && Number.isFinite(value)))
      throw typeError("E204", "the metric of 'compare' must be a number or Bool for every row");
    values.set(String(item), [...(values.get(String(item)) ?? []), Number(value)]);
  }
  loop.end();
  const name = nameOf(of, "a table");
  if (empty > 0)
    note(
      `compare: ${counted(empty, "row")} of '${name}' ${empty === 1 ? "has no value and is" : "have no value and are"} left out`,
    );
  if ([...values.values()].some((all) => all.length > 1))
    note(`compare: '${name}' has several rows per item; they are averaged first`);
  return new Map([...values].map(([item, all]) => [item, mean(all)]));
}
