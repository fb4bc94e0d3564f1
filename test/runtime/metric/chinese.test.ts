// Chinese texts: words, and the scores of LongBench's Chinese datasets, beside Python's jieba and rouge (chinese.py).
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { longbench } from "../../../runtime/metric/longbench.ts";
import { chineseF1, chineseRouge } from "../../../runtime/metric/longbench-zh.ts";
import { jiebaWords } from "../../../runtime/text/jieba.ts";
import { call, failure, reach } from "../call.ts";

const cases = JSON.parse(readFileSync(new URL("chinese.json", import.meta.url), "utf8")) as readonly {
  readonly output: string;
  readonly answer: string;
  readonly words: readonly string[];
  readonly f1: number;
  readonly rouge: number;
}[];

test.each(cases)("$output", ({ output, answer, words, f1, rouge }) => {
  expect(jiebaWords(output)).toEqual(words);
  expect(chineseF1(output, answer)).toBeCloseTo(f1, 12);
  expect(chineseRouge(output, answer)).toBeCloseTo(rouge, 12);
});

test("the dataset picks the metric, and the score says whose words they are", async () => {
  const seen = reach();
  expect(
    await longbench.run(
      { output: "三百万", answers: ["三百万", "两百万"], dataset: "multifieldqa_zh" },
      seen,
    ),
  ).toBe(1);
  expect([...seen.notes.keys()]).toEqual([
    "longbench: Chinese words by jieba-wasm with its HMM, not by Python's jieba",
  ]);
  const retrieved = { answers: ["段落3"], dataset: "passage_retrieval_zh" };
  expect(await call(longbench, { ...retrieved, output: "段落3" })).toBe(1);
  expect(await call(longbench, { ...retrieved, output: "段落3，或者段落13" })).toBe(0.5);
  const label = { answers: ["经济"], dataset: "lsht", classes: ["经济", "体育"] };
  expect(await call(longbench, { ...label, output: "\n经济\n体育" })).toBe(1);
  expect(
    await failure(Promise.resolve().then(() => call(longbench, { ...label, classes: [], output: "" }))),
  ).toMatch(/^E204: 'longbench' of lsht needs the labels/);
});
