// InfiniteBench: the table of its README for two models.
import { join } from "node:path";
import { infinitebenchScore, type Task } from "../../runtime/metric/infinitebench.ts";
import { mean } from "../../runtime/stats/moments.ts";
import { linesOf, printedAs } from "./lines.ts";
import type { PublishedSet } from "./set.ts";

/** In percent, GPT-4 and Kimi. Null: printed as "< 5 %". Source: README.md of OpenBMB/InfiniteBench. */
const PRINTED: { readonly [T in Task]: readonly [gpt4: number, kimi: number | null] } = {
  passkey: [100, 98.14],
  number_string: [100, 95.42],
  kv_retrieval: [89, 53.6],
  longbook_qa_eng: [22.44, 16.52],
  longbook_choice_eng: [67.25, 72.49],
  longdialogue_qa_eng: [8.5, 11.5],
  longbook_qa_chn: [25.96, 17.93],
  code_debug: [37.06, 17.77],
  code_run: [23.25, null],
  math_find: [60, 12.57],
};
const LESS_THAN = 5;

interface Prediction {
  readonly prediction: string;
  readonly ground_truth: string | number | readonly string[];
}

export const infinitebenchSet: PublishedSet = {
  name: "InfiniteBench",
  folder: "OpenBMB__InfiniteBench",
  async check(root) {
    const figures = [];
    for (const [nth, model] of ["gpt4", "kimi"].entries())
      for (const [task, printed] of Object.entries(PRINTED) as [Task, readonly (number | null)[]][]) {
        const path = join(root, "OpenBMB__InfiniteBench/results", model, `preds_${task}.jsonl`);
        const scores = (linesOf(path) as Prediction[]).map(({ prediction, ground_truth }) =>
          infinitebenchScore(prediction, ground_truth, task),
        );
        const ours = mean(scores) * 100;
        const told = printed[nth] ?? null;
        figures.push({
          name: `${model}, ${task}${told === null ? " (printed as < 5 %)" : ""}`,
          published: told ?? LESS_THAN,
          ours,
          equal: told === null ? ours < LESS_THAN : printedAs(ours, told, 2),
        });
      }
    return figures;
  },
};
