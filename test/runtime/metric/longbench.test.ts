// Published LongBench predictions score to the published figures, item by item.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tokenF1 } from "../../../runtime/metric/token-f1.ts";
import { shared } from "../../shared.ts";
import { call } from "./help.ts";

const predictions = shared("data/viridisGreen__LongBench/pred");
const goldens = shared("data/_goldens/longbench_item_scores.jsonl");

const datasets = ["narrativeqa", "qasper", "multifieldqa_en", "hotpotqa", "2wikimqa", "musique", "triviaqa"];
const models = ["llama2-7b-chat-4k", "llama3-8b-instruct"];

interface Prediction {
  readonly pred: string;
  readonly answers: string[];
}
interface Golden {
  readonly model: string;
  readonly dataset: string;
  readonly scores: readonly number[];
}

const lines = <T>(path: string): T[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);

/** LongBench scores only the first line of few-shot tasks. */
const firstLine = (text: string): string => text.replace(/^\n+/, "").split("\n")[0] ?? "";

describe.skipIf(!predictions || !goldens)("qa_f1 of LongBench", () => {
  const golden = goldens ? lines<Golden>(goldens) : [];
  for (const model of models) {
    const published = predictions
      ? (JSON.parse(readFileSync(join(predictions, model, "result.json"), "utf8")) as Record<string, number>)
      : {};
    test.for(datasets)(`${model} on %s`, (dataset) => {
      const scores = lines<Prediction>(join(predictions!, model, `${dataset}.jsonl`)).map(
        ({ pred, answers }) =>
          call(tokenF1, {
            output: dataset === "triviaqa" ? firstLine(pred) : pred,
            answers,
            variant: "longbench",
          }),
      );
      const expected = golden.find((row) => row.model === model && row.dataset === dataset)!.scores;
      expect(scores.length).toBe(expected.length);
      expect(scores.filter((score, at) => Math.abs(score - expected[at]!) > 1e-9)).toEqual([]);
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      expect(Math.abs(mean * 100 - published[dataset]!)).toBeLessThan(0.005001);
    });
  }
});
