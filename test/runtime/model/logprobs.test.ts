// The tokens of an answer one by one: their log-probabilities sum up to that of the answer, and others are those of the full softmax.
import { join } from "node:path";
import { expect, test } from "vitest";
import { openBinding } from "../../../runtime/model/backend/binding.ts";
import { gather } from "../../../runtime/model/cache.ts";
import { makeSetup } from "../../../runtime/model/fit.ts";
import { pass } from "../../../runtime/model/forward.ts";
import { readLayout } from "../../../runtime/model/layout.ts";
import { answers, backends, greedy, nano, refusal, testRunner, tinyDecoder } from "./help.ts";

const cpu = [{ kind: "cpu" }] as const;
const prompt = (seed: number): { tokens: number[]; seed: number } => ({
  tokens: Array.from({ length: 14 }, (_, n) => 5 + ((seed * 131 + n * 29) % 480)),
  seed,
});

/** All tokens behind a text, likeliest first, by the graph as the file has it, nothing cached. */
async function ranked(dir: string, text: readonly number[]): Promise<{ id: number; logprob: number }[]> {
  const file = join(dir, "onnx/model.onnx");
  const graph = await openBinding(file, { kind: "cpu" }, 1);
  const setup = await makeSetup(graph, readLayout(file, graph.inputs, graph.outputs));
  const { logits } = await pass(setup, gather(setup, [[]], 0), [text]);
  const all = [...logits(0)];
  await graph.release();
  const norm = Math.log(all.reduce((sum, one) => sum + Math.exp(one), 0));
  return all
    .map((logit, id) => ({ id, logprob: logit - norm }))
    .sort((a, b) => b.logprob - a.logprob || a.id - b.id);
}

test.each(
  backends.flatMap((backend) => (["nano", "gqa"] as const).map((model) => [backend, model] as const)),
)("%s, %s: each token has its own, and those that could have stood there", async (backend, which) => {
  const dir = which === "nano" ? nano : await tinyDecoder("gqa");
  const runner = await testRunner({ backend });
  const model = await runner.load({ dir, providers: cpu });
  const prompts = [1, 2, 3, 4].map(prompt);
  const options = { ...greedy, maxTokens: 6, logprobs: 4 };
  const made = await answers(runner, model, prompts, options);
  for (const { index, tokens, logprob, steps } of made) {
    expect(steps!.map(({ id }) => id)).toEqual(tokens);
    expect(steps!.reduce((sum, one) => sum + one.logprob, 0)).toBeCloseTo(logprob, 10);
    for (const [nth, { id, logprob: own, top }] of steps!.entries()) {
      expect(top[0]).toEqual({ id, logprob: own }); // greedy
      const expected = (await ranked(dir, [...prompts[index]!.tokens, ...tokens.slice(0, nth)])).slice(0, 4);
      for (const [at, other] of top.entries()) expect(other.logprob).toBeCloseTo(expected[at]!.logprob, 3);
    }
    const [alone] = await answers(runner, model, [prompts[index]!], options);
    expect(alone!.steps!.map(({ id }) => id)).toEqual(tokens);
  }
  const plain = await answers(runner, model, prompts, { ...greedy, maxTokens: 6 });
  expect(plain.map(({ tokens }) => tokens)).toEqual(made.map(({ tokens }) => tokens));
  expect(plain[0]).not.toHaveProperty("steps");
});

test("of drawn and held answers they are those of the model itself; 0 tells the tokens alone", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: nano, providers: cpu });
  const form = { kind: "choices", of: ["seven", "of the mill"] } as const;
  const [held] = await answers(runner, model, [prompt(1)], { ...greedy, maxTokens: 8, form, logprobs: 2 });
  expect(held!.steps!.some(({ id, top }) => top[0]!.id !== id)).toBe(true);
  const drawn = { temperature: 2, stop: [], maxTokens: 8, logprobs: 0 };
  const [hot] = await answers(runner, model, [prompt(1)], drawn);
  expect(hot!.steps!.map(({ top }) => top)).toEqual(hot!.tokens.map(() => []));
  expect(hot!.steps!.reduce((sum, { logprob }) => sum + logprob, 0)).toBeCloseTo(hot!.logprob, 10);
});

test("not of a search, and of no half a number", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: nano, providers: cpu });
  const asked = (more: object) => answers(runner, model, [prompt(1)], { ...greedy, maxTokens: 2, ...more });
  expect((await refusal(asked({ beams: 2, logprobs: 1 }))).code).toBe("E511");
  expect((await refusal(asked({ logprobs: 0.5 }))).cause).toBe("logprobs is 0.5");
});
