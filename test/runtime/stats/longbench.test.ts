// Paired statistics of two published LongBench runs: closed forms to the digit, intervals within the seed's reach.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { paired } from "../../../runtime/stats/bootstrap.ts";
import { correlation, se, sePaired, seUnpaired } from "../../../runtime/stats/moments.ts";
import { shared } from "../../shared.ts";

const goldens = shared("data/_goldens/longbench_item_scores.jsonl");

/** dataset, SE of llama3, difference, its interval, SE unpaired, SE paired, r: points, llama3-8b-instruct - llama2-7b-chat-4k. */
const published: readonly (readonly [string, ...number[]])[] = [
  ["narrativeqa", 2.0, 3.68, -0.4, 7.76, 2.858, 2.101, 0.46],
  ["qasper", 2.54, 23.11, 18.61, 27.69, 3.131, 2.357, 0.457],
  ["multifieldqa_en", 2.792, 17.34, 11.29, 23.45, 3.811, 3.077, 0.349],
  ["hotpotqa", 3.169, 17.29, 11.7, 23.08, 4.332, 2.934, 0.542],
  ["2wikimqa", 3.206, 12.44, 4.02, 20.66, 4.431, 4.27, 0.072],
  ["musique", 2.789, 16.57, 10.82, 22.59, 3.209, 2.99, 0.153],
  ["triviaqa", 1.834, 7.83, 3.97, 11.98, 3.05, 2.037, 0.576],
  ["gov_report", 0.371, 7.86, 7.1, 8.59, 0.581, 0.375, 0.593],
  ["qmsum", 0.495, 2.79, 1.82, 3.74, 0.648, 0.492, 0.43],
  ["multi_news", 0.438, 0.97, 0.28, 1.65, 0.643, 0.349, 0.708],
  ["samsum", 1.221, 3.28, 1.37, 5.24, 1.691, 0.997, 0.653],
  ["trec", 3.264, 5.0, -1.0, 11.5, 4.707, 3.15, 0.553],
  ["passage_count", 1.654, 3.76, 0.76, 6.93, 1.809, 1.575, 0.328],
  ["passage_retrieval_en", 3.307, 61.0, 54.0, 67.5, 3.769, 3.458, 0.188],
  ["lcc", 1.393, 4.54, 1.87, 7.28, 1.904, 1.384, 0.473],
  ["repobench-p", 1.377, 2.36, -0.62, 5.37, 1.896, 1.54, 0.341],
];

interface Golden {
  readonly model: string;
  readonly dataset: string;
  readonly scores: readonly number[];
}

describe.skipIf(!goldens)("llama3-8b-instruct minus llama2-7b-chat-4k", () => {
  const rows = goldens
    ? readFileSync(goldens, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Golden)
    : [];
  const points = (model: string, dataset: string) =>
    rows.find((row) => row.model === model && row.dataset === dataset)!.scores.map((score) => score * 100);

  test.for(published)("%s", ([dataset, own, difference, lo, hi, unpaired, pairedSe, r]) => {
    const [a, b] = [points("llama3-8b-instruct", dataset), points("llama2-7b-chat-4k", dataset)];
    const digits = [se(a), seUnpaired(a, b), sePaired(a, b), correlation(a, b)].map((value) =>
      Number(value.toFixed(3)),
    );
    expect(digits).toEqual([own, unpaired, pairedSe, r]);
    const found = paired(a, b, { resamples: 10_000, level: 0.95, seed: 0 });
    expect(Number(found.mean.toFixed(2))).toBe(difference);
    // where scores are 0 or 1, an endpoint moves by whole items: half a point of 200
    const reach = a.every((score) => score % 100 === 0) ? 0.501 : 0.2;
    expect(Math.abs(found.lo - lo!)).toBeLessThan(reach);
    expect(Math.abs(found.hi - hi!)).toBeLessThan(reach);
  });
});
