// Published InfiniteBench predictions score to the published figures, and the rules on small cases.
import { expect, test } from "vitest";
import { infinitebenchSet } from "../../../bench/published/infinitebench.ts";
import { infinitebench } from "../../../runtime/metric/infinitebench.ts";
import { shared } from "../../shared.ts";
import { call } from "./help.ts";

const data = shared("data/OpenBMB__InfiniteBench");

test.skipIf(data === undefined)(
  "19 published figures of two models, and one that is less than 5 %",
  async () => {
    const figures = await infinitebenchSet.check(shared("data")!);
    expect(figures).toHaveLength(20);
    expect(figures.filter(({ equal }) => !equal)).toEqual([]);
  },
);

const score = (task: string, output: string, answers: string | number | string[]) =>
  call(infinitebench, { output, answers, task });

test("numbers: the first digits, the first number as it is written, the last word", () => {
  expect(score("passkey", "The pass key is 0712.", "0712")).toBe(1);
  expect(score("passkey", "712 or 0712", "0712")).toBe(0);
  expect(score("math_find", "about 3.50", 3.5)).toBe(1);
  expect(score("math_find", "84.0", 84)).toBe(0);
  expect(score("code_run", "so the value is `-7`.", -7)).toBe(1);
  expect(score("code_run", "-7 is the value", -7)).toBe(0);
});

test("letters: the first decides; else what stands behind a phrase; else the first letter that is a word", () => {
  expect(score("longbook_choice_eng", "B. no, C", ["Mill", "C"])).toBe(0);
  expect(score("longbook_choice_eng", "Mill", ["Mill", "C"])).toBe(1);
  expect(score("longbook_choice_eng", "the answer is: C", ["Mill", "C"])).toBe(1);
  expect(score("longbook_choice_eng", "maybe C", ["Mill", "C"])).toBe(1);
  expect(score("longbook_choice_eng", " ", ["Mill", "C"])).toBe(0);
  expect(score("code_debug", "The answer is: `f.g`", ["f.g", "B"])).toBe(1);
});

test("texts: speakers in capitals, F1 of words, F1 of characters", () => {
  expect(score("longdialogue_qa_eng", "It is Jim.", ["JIM"])).toBe(1);
  expect(score("longbook_qa_eng", "the old mill", ["mill", "boat"])).toBeCloseTo(2 / 3, 12);
  expect(score("longbook_qa_chn", "两个人。", ["两个"])).toBeCloseTo(0.8, 12);
});
