// Options of multiple-choice questions: how the letter is read, and what stands for none.
import { expect, test } from "vitest";
import { choice } from "../../../runtime/metric/choice.ts";
import { regex } from "../../../runtime/metric/regex.ts";
import type { Value } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";

const of = (output: string, answers: Value, more: { readonly [name: string]: Value } = {}, there = reach()) =>
  call(choice, { output, answers, ...more }, there);

test("longbench2: the sentence that the prompt asks for, with brackets or without; asterisks do not count", async () => {
  expect(await of("The correct answer is (B).", "B")).toBe(1);
  expect(await of("**The correct answer is B**", "B")).toBe(1);
  expect(await of("The correct answer is C ... The correct answer is (B)", "B")).toBe(1);
  expect(await of("The correct answer is (E)", "A")).toBe(0);
  expect(await of("B", "B")).toBe(0);
});

test("alone: the first letter that is no part of a word; whole: nothing but the letter", async () => {
  expect(await of("Because (C), not D", "C", { variant: "alone" })).toBe(1);
  expect(await of("Because C_1 and CD", "C", { variant: "alone" })).toBe(0);
  expect(await of("E", "E", { variant: "alone", options: 5 })).toBe(1);
  const whole = (output: string) => of(output, "C", { variant: "whole" });
  expect(await Promise.all([" C\n", "(C)", "C.", "C)", "C is it", "c"].map(whole))).toEqual([
    1, 1, 1, 1, 0, 0,
  ]);
});

test("a reply without a letter is 0, the chance of a guess, or an error; it is counted", async () => {
  const there = reach();
  expect(await of("I cannot say", "A", {}, there)).toBe(0);
  expect(await of("", "A", { unread: "chance" }, there)).toBe(0.25);
  expect(await of("", "A", { unread: "chance", options: 5 }, there)).toBe(0.2);
  expect([...there.notes]).toEqual([
    ["choice: outputs without a letter, scored 0", 1],
    ["choice: outputs without a letter, scored 1/4", 1],
    ["choice: outputs without a letter, scored 1/5", 1],
  ]);
  expect(await failure(of("no", "A", { unread: "error" }))).toContain(
    "E204: 'choice' finds no letter of A to D in \"no\"",
  );
});

test.each<readonly [Value, { readonly [name: string]: Value }, string]>([
  [[], {}, "E204: 'choice' needs at least one answer"],
  ["E", {}, `E204: 'choice' has an answer that is no letter of A to D: "E"`],
  ["b", {}, "E204: 'choice' has an answer that is no letter"],
  ["A", { options: 27 }, "E203: 'choice' takes options"],
  ["A", { unread: "skip" }, "E203: 'choice' takes unread"],
])("what cannot be: %j %j", async (answers, more, error) => {
  expect(await failure(of("A", answers, more))).toContain(error);
});

test("regex: somewhere in the reply, or all of it; a pattern that would hang another engine ends at once", async () => {
  const match = (output: string, pattern: string, variant = "search") =>
    call(regex, { output, pattern, variant });
  expect(await match("see [3] and [4]", "\\[\\d+\\]")).toBe(1);
  expect(await match("see [3]", "\\[\\d+\\]", "whole")).toBe(0);
  expect(await match("[3]", "\\[\\d+\\]", "whole")).toBe(1);
  expect(await match("", ".+")).toBe(0);
  expect(await match(`${"a".repeat(50_000)}!`, "(a+)+$")).toBe(0);
  expect(await failure(match("a", "(?=a)"))).toContain("E203: 'regex' takes pattern");
});
