// LongBench v1: 32 figures of two models, and the score of each of their 7,500 items.
import { join } from "node:path";
import { type Dataset, longbenchDatasets, longbenchScore } from "../../runtime/metric/longbench.ts";
import { mean } from "../../runtime/stats/moments.ts";
import { linesOf, printedAs, textOf } from "./lines.ts";
import type { Figure, PublishedSet } from "./set.ts";

const MODELS = ["llama2-7b-chat-4k", "llama3-8b-instruct"];
/** Of the score of one item. */
const TOLERANCE = 1e-9;

interface Prediction {
  readonly pred: string;
  readonly answers: readonly string[];
  readonly all_classes: readonly string[] | null;
}
interface Golden {
  readonly model: string;
  readonly dataset: string;
  readonly scores: readonly number[];
}

/** Scores of all items of a model's predictions for a dataset, in the order of the file. */
export const longbenchItems = (root: string, model: string, dataset: Dataset): number[] =>
  (linesOf(join(root, "viridisGreen__LongBench/pred", model, `${dataset}.jsonl`)) as Prediction[]).map(
    ({ pred, answers, all_classes }) => longbenchScore(pred, answers, dataset, all_classes ?? []),
  );

export const longbenchSet: PublishedSet = {
  name: "LongBench v1",
  folder: "viridisGreen__LongBench",
  async check(root) {
    const goldens = linesOf(join(root, "_goldens/longbench_item_scores.jsonl")) as Golden[];
    const figures: Figure[] = [];
    for (const model of MODELS) {
      const place = join(root, "viridisGreen__LongBench/pred", model);
      const published = JSON.parse(textOf(join(place, "result.json"))) as {
        readonly [dataset: string]: number;
      };
      for (const dataset of longbenchDatasets) {
        const scores = longbenchItems(root, model, dataset);
        const ours = mean(scores) * 100;
        const told = published[dataset] ?? NaN;
        const gold = goldens.find((one) => one.model === model && one.dataset === dataset)?.scores ?? [];
        const same = scores.filter((score, at) => Math.abs(score - (gold[at] ?? NaN)) <= TOLERANCE).length;
        figures.push(
          { name: `${model}, ${dataset}`, published: told, ours, equal: printedAs(ours, told, 2) },
          {
            name: `${model}, ${dataset}, items`,
            published: gold.length,
            ours: same,
            equal: same === gold.length,
          },
        );
      }
    }
    return figures;
  },
};
