// Published LongBench predictions score to the published figures, item by item.
import { describe, expect, test } from "vitest";
import { longbenchSet } from "../../../bench/published/longbench.ts";
import { longbench } from "../../../runtime/metric/longbench.ts";
import { shared } from "../../shared.ts";
import { call } from "./help.ts";

const data = shared("data/viridisGreen__LongBench") && shared("data/_goldens/longbench_item_scores.jsonl");

describe.skipIf(data === undefined)("LongBench v1", () => {
  test("32 published figures, and the scores of 7,500 items", async () => {
    const figures = await longbenchSet.check(shared("data")!);
    expect(figures.filter(({ equal }) => !equal)).toEqual([]);
    expect(figures.filter(({ name }) => !name.includes("items"))).toHaveLength(32);
    const items = figures.filter(({ name }) => name.includes("items"));
    expect(items).toHaveLength(32);
    expect(items.reduce((sum, { ours }) => sum + ours, 0)).toBe(7500);
  });
});

const score = (dataset: string, output: string, answers: string[], classes: string[] | null = null) =>
  call(longbench, { output, answers, dataset, classes });

test("classes: one of as many as are named; a part of the right one is not counted, but after one that was removed", () => {
  const classes = ["city", "state", "city or state", "other"];
  expect(score("trec", "city or other", ["city"], classes)).toBe(0.5);
  expect(score("trec", "a state", ["city"], classes)).toBe(0);
  // "city" goes, "state" is passed over, as the script does
  expect(score("trec", "city or state", ["city or state"], classes)).toBe(0.5);
  expect(() => score("trec", "city", ["city"])).toThrow(expect.objectContaining({ code: "E204" }));
});

test("of few-shot tasks the first line counts, of code the first that is no comment", () => {
  expect(score("triviaqa", "\n\nParis\nLondon", ["Paris"])).toBe(1);
  expect(score("lcc", "```python\n# a\nreturn x\ny", ["return x"])).toBe(1);
  expect(score("lcc", "", [""])).toBe(0);
});

test("numbers: the share of those named that are right", () => {
  expect(score("passage_count", "5, or 6", ["5"])).toBe(0.5);
  expect(score("passage_retrieval_en", "Paragraph 3", ["Paragraph 3"])).toBe(1);
  expect(score("passage_retrieval_en", "none", ["Paragraph 3"])).toBe(0);
});

test("no answers is 0, as the script has it", () => expect(score("qasper", "x", [])).toBe(0));
