// Published LongBench predictions scored again: how far from the published means, and how fast.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tokenF1 } from "../runtime/metric/token-f1.ts";
import type { Reach } from "../runtime/operator.ts";

const MODELS = ["llama2-7b-chat-4k", "llama3-8b-instruct"];
const DATASETS = ["narrativeqa", "qasper", "multifieldqa_en", "hotpotqa", "2wikimqa", "musique", "triviaqa"];
const folder = join(process.env["STRUX_SHARED"] ?? "../shared", "data/viridisGreen__LongBench/pred");

interface Prediction {
  readonly pred: string;
  readonly answers: string[];
}

export default {
  name: "longbench",
  async run() {
    if (!existsSync(folder)) throw new Error(`${folder} is not here: set STRUX_SHARED`);
    let [equal, worst, items, spent] = [0, 0, 0, 0];
    for (const model of MODELS) {
      const published = JSON.parse(readFileSync(join(folder, model, "result.json"), "utf8")) as Record<
        string,
        number
      >;
      for (const dataset of DATASETS) {
        const rows = predictions(model, dataset);
        const start = performance.now();
        const points = 100 * rows.reduce((sum, row) => sum + f1(dataset, row) / rows.length, 0);
        spent += performance.now() - start;
        items += rows.length;
        const off = Math.abs(Number(points.toFixed(2)) - (published[dataset] ?? NaN));
        worst = Math.max(worst, off);
        equal += Number(off < 1e-9);
      }
    }
    return [
      { what: "qa_f1 means equal to 2 decimals, of 14", value: equal, unit: "figures", target: "14" },
      { what: "largest difference from a published mean", value: worst, unit: "points", target: "0" },
      { what: "token_f1.longbench", value: Math.round(items / (spent / 1000)), unit: "items/s" },
    ];
  },
};

function predictions(model: string, dataset: string): Prediction[] {
  const lines = readFileSync(join(folder, model, `${dataset}.jsonl`), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Prediction);
}

/** Only the first line counts in triviaqa, a few-shot task. */
function f1(dataset: string, { pred, answers }: Prediction): number {
  const output = dataset === "triviaqa" ? (pred.replace(/^\n+/, "").split("\n")[0] ?? "") : pred;
  return tokenF1.run({ output, answers, variant: "longbench" }, {} as Reach) as number;
}
