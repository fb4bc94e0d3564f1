// Penalties for tokens that were said already, by hand.
import { describe, expect, test } from "vitest";
import { penalised } from "../../../runtime/model/penalty.ts";

const logits = Float32Array.of(4, -4, 2, 0, 1);
const [prompt, answer] = [
  [0, 1],
  [2, 2],
];

test("penalties that change nothing give the logits themselves back", () => {
  expect(penalised(logits, prompt, answer, {})).toBe(logits);
  expect(penalised(logits, prompt, answer, { repetitionPenalty: 1, presencePenalty: 0 })).toBe(logits);
});

describe("a repetition penalty", () => {
  test("divides what is above zero and multiplies what is below, in prompt and answer, once each", () => {
    expect([...penalised(logits, prompt, answer, { repetitionPenalty: 2 })]).toEqual([2, -8, 1, 0, 1]);
  });
  test("below 1 makes said tokens likelier", () => {
    expect([...penalised(logits, prompt, answer, { repetitionPenalty: 0.5 })]).toEqual([8, -2, 4, 0, 1]);
  });
});

test("a presence penalty is taken off the tokens of the answer alone, once each; below zero it is added", () => {
  expect([...penalised(logits, prompt, answer, { presencePenalty: 1.5 })]).toEqual([4, -4, 0.5, 0, 1]);
  expect([...penalised(logits, prompt, answer, { presencePenalty: -1 })]).toEqual([4, -4, 3, 0, 1]);
});

test("both: first the division, then the subtraction; the model's own logits stay as they were", () => {
  expect([...penalised(logits, prompt, answer, { repetitionPenalty: 2, presencePenalty: 1 })]).toEqual([
    2, -8, 0, 0, 1,
  ]);
  expect([...logits]).toEqual([4, -4, 2, 0, 1]);
});

test("an id that the logits do not have is passed over", () => {
  expect(penalised(logits, [99], [], { repetitionPenalty: 2 })).toEqual(logits);
});
