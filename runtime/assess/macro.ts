// One number for several datasets: the mean of their means, with what their items leave open.
import * as types from "../../dsl/types/types.ts";
import { metricName, score as scoreParam } from "../operator.ts";
import { dataError } from "../problem.ts";
import { macroMean } from "../stats/macro.ts";
import { se } from "../stats/moments.ts";
import { keyText } from "../score-items.ts";
import { doc, drawing, figures, operator, record } from "./shared.ts";

/** `macro_mean(score, f1)`: the unweighted mean of its cells, which are the datasets. Errors: E201, E113 (a cell of one item). */
export const macro_mean = operator({
  name: "macro_mean",
  family: "statistics",
  doc: "the unweighted mean of the cells of a score, one per dataset, with the standard errors of their means carried along",
  params: {
    score: doc("the score, by dataset", scoreParam),
    metric: doc("one of its metrics", metricName),
    level: drawing.level,
  },
  returns: record({
    mean: types.num,
    se: types.num,
    lo: types.num,
    hi: types.num,
    datasets: types.int,
    n: types.int,
  }),
  run: ({ score, metric, level }) => {
    const cells = score.cells.filter((cell) => cell.metric === metric);
    if (cells.length === 0)
      throw dataError(
        "E201",
        `'${score.name}' has no metric '${metric}'`,
        `metrics: ${score.metrics.map(({ name }) => name).join(", ")}`,
      );
    const lone = cells.find(({ n }) => n < 2);
    if (lone)
      throw dataError(
        "E113",
        `one item has no standard error: ${keyText(lone.key)} of '${score.name}'`,
        "leave that dataset out, or score more items",
      );
    const errors = cells.map(({ items }) => se(items.map(({ value }) => value)));
    return figures({
      ...macroMean(
        cells.map(({ mean }) => mean),
        errors,
        level,
      ),
      datasets: cells.length,
      n: cells.reduce((sum, { n }) => sum + n, 0),
    });
  },
});
