// Perplexities against figures worked out from their definitions in lm-evaluation-harness (PerplexityTask.process_results and
// weighted_perplexity, bits_per_byte of its metrics).
import { expect, test } from "vitest";
import { bitsPerByte, perplexity } from "../../../runtime/metric/perplexity.ts";
import type { Value } from "../../../runtime/value.ts";
import { call as run, failure, reach } from "../call.ts";

const of = (args: Record<string, Value>): Promise<Value> => run(perplexity, args);

test("per token, per word and per byte of one text", async () => {
  // four words, 19 characters, 20 bytes
  const text = "Die Mühle steht da.";
  expect(await of({ logprob: -12, of: 6 })).toBeCloseTo(Math.exp(2), 12);
  expect(await of({ logprob: -12, of: text, variant: "word" })).toBeCloseTo(Math.exp(3), 12);
  expect(await of({ logprob: -12, of: text, variant: "byte" })).toBeCloseTo(Math.exp(12 / 20), 12);
  expect(await run(bitsPerByte, { logprob: -12, text })).toBeCloseTo(12 / 20 / Math.log(2), 12);
});

test("a model that takes every byte for equally likely needs eight bits for it", async () => {
  expect(await run(bitsPerByte, { logprob: 5 * Math.log(1 / 256), text: "abcde" })).toBeCloseTo(8, 12);
  expect(await of({ logprob: 5 * Math.log(1 / 256), of: "abcde", variant: "byte" })).toBeCloseTo(256, 9);
});

test("words are counted as Python's re.split counts them: white space at an end has an empty word behind it", async () => {
  expect(await of({ logprob: -4, of: "a b  c\n", variant: "word" })).toBeCloseTo(Math.E, 12);
  // U+0085 parts words there, U+FEFF does not
  expect(await of({ logprob: -4, of: "a\u0085b\ufeffc", variant: "word" })).toBeCloseTo(Math.exp(2), 12);
});

test("of several texts it is the figure of all together, and no mean of theirs", async () => {
  const logprob = [-10, -2];
  const texts = ["one two three four", "one"];
  expect(await of({ logprob, of: texts, variant: "word" })).toBeCloseTo(Math.exp(12 / 5), 12);
  expect(await of({ logprob, of: [8, 2] })).toBeCloseTo(Math.exp(1.2), 12);
  expect(await run(bitsPerByte, { logprob, text: texts })).toBeCloseTo(12 / 21 / Math.log(2), 12);
});

test("texts without a value are left out on both sides, and counted", async () => {
  const there = reach();
  const given = { logprob: [-10, null, -3], of: ["a b", "c", null], variant: "word" } as const;
  expect(await run(perplexity, given, there)).toBeCloseTo(Math.exp(5), 12);
  expect([...there.notes]).toEqual([["perplexity: texts without a value left out", 2]]);
});

test.each<readonly [Record<string, Value>, string]>([
  [{ logprob: -1, of: "text" }, "E203: 'perplexity' per token takes how many tokens there are"],
  [{ logprob: -1, of: 3, variant: "byte" }, "E203: 'perplexity' per byte takes the text"],
  [{ logprob: [-1, -2], of: [3] }, "E204: 'perplexity' takes as many texts as log-probabilities: 2 and 1"],
  [{ logprob: -1, of: "", variant: "byte" }, "E113: 'perplexity' has nothing to count"],
  [{ logprob: [], of: [] }, "E113: 'perplexity' has nothing to count"],
])("what cannot be: %j", async (args, error) => {
  expect(await failure(of(args))).toContain(error);
});
