// Numbers in replies: which is read, and how near it must be.
import { expect, test } from "vitest";
import { numeric } from "../../../runtime/metric/numeric.ts";
import type { Value } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";

const of = (output: string, answers: Value, more: { readonly [name: string]: Value } = {}) =>
  call(numeric, { output, answers, ...more });

test("the last number, the first, or the whole reply", async () => {
  const reply = "2 mills and 1,204 sacks make 2,408.";
  expect(await of(reply, 2408)).toBe(1);
  expect(await of(reply, 2, { variant: "first" })).toBe(1);
  expect(await of(reply, 2408, { variant: "whole" })).toBe(0);
  expect(await of(" 2,408\n", 2408, { variant: "whole" })).toBe(1);
});

test.each<readonly [string, number]>([
  ["-3.50", -3.5],
  ["$1,234,567.8 in all", 1_234_567.8],
  ["1e3 of them", 1000],
  [".5", 0.5],
  ["−7 °C", -7],
  ["42.", 42],
  ["pages 3-4", 4],
  ["12 of GPT4", 12],
  ["version 1.2.3", 1.2],
  ["1,23", 23],
])("%s ends in %d", async (output, right) => {
  expect(await of(output, right)).toBe(1);
});

test("a tolerance, absolute or relative, is math.isclose of Python; without one floats are equal or not", async () => {
  expect(await of("0.3", 0.1 + 0.2)).toBe(0);
  expect(await of("0.3", 0.1 + 0.2, { relative: 1e-9 })).toBe(1);
  expect(await of("98", 100, { tolerance: 2 })).toBe(1);
  expect(await of("98", 100, { tolerance: 1 })).toBe(0);
  expect(await of("98", 100, { relative: 0.02 })).toBe(1);
});

test("answers are numbers, or texts read by the same rule; one of them is enough", async () => {
  expect(await of("it is 18", "9 + 9 = 18\n#### 18")).toBe(1);
  expect(await of("it is 18", [17, "18.0"])).toBe(1);
});

test("a reply without a number scores 0 and is counted", async () => {
  const there = reach();
  expect(
    await Promise.all(["", "none"].map((output) => call(numeric, { output, answers: 0 }, there))),
  ).toEqual([0, 0]);
  expect([...there.notes]).toEqual([["numeric: outputs without a number, scored 0", 2]]);
});

test.each<readonly [Value, { readonly [name: string]: Value }, string]>([
  [[], {}, "E204: 'numeric' needs at least one answer"],
  ["many", {}, `E204: 'numeric' has an answer without a number: "many"`],
  [NaN, {}, "E203: 'numeric' takes answers"],
  [null, {}, "E203: 'numeric' takes answers"],
  [1, { tolerance: -1 }, "E203: 'numeric' takes tolerance"],
  [1, { variant: "lst" }, "E203: 'numeric' takes variant"],
])("what cannot be: %j %j", async (answers, more, error) => {
  expect(await failure(of("1", answers, more))).toContain(error);
});
