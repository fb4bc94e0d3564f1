// How likely given texts are: against the logits of the graph run plainly, together against alone, in parts against whole.
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openBinding } from "../../../runtime/model/backend/binding.ts";
import { gather } from "../../../runtime/model/cache.ts";
import { makeSetup } from "../../../runtime/model/fit.ts";
import { pass } from "../../../runtime/model/forward.ts";
import { readLayout } from "../../../runtime/model/layout.ts";
import type { ModelError } from "../../../runtime/model/error.ts";
import type { LoadedModel } from "../../../runtime/model/protocol.ts";
import type { Given, Likelihood } from "../../../runtime/model/weighing.ts";
import { persistent } from "../../../runtime/model/resume.ts";
import type { Runner } from "../../../runtime/model/runner.ts";
import { shared } from "../../shared.ts";
import { answers, backends, copy, directory, greedy, nano, testRunner, tinyDecoder, words } from "./help.ts";
import { stories } from "./stories.ts";

const cpu = [{ kind: "cpu" }] as const;

/** The tiny random models as their own genai_config.json describes them, with a tokenizer of whole words. */
function tiny(name: string, files: readonly string[], vocab: number): string | undefined {
  const found = [...files, "genai_config.json"].map(
    (file) => [file, shared(`models/tiny-random/${name}/${file}`)] as const,
  );
  if (found.some(([, path]) => path === undefined)) return undefined;
  const copies = Object.fromEntries(found.map(([file, path]) => [file, copy(path!)]));
  return directory({ ...copies, "tokenizer.json": words(vocab) });
}

/** A model for each way in which rows go together, the file of its graph, and to how many places figures agree. */
const models: readonly (readonly [string, () => Promise<string | undefined>, string, number])[] = [
  ["strux-nano (equal rows)", async () => nano, "onnx/model.onnx", 3],
  ["tiny std (masked rows)", () => tinyDecoder("std"), "onnx/model.onnx", 3],
  ["tiny gqa (packed rows)", () => tinyDecoder("gqa"), "onnx/model.onnx", 3],
  ["stories260K", async () => stories()?.dir, "onnx/model.onnx", 3],
  ["stories260K, op23", async () => stories("op23_f32")?.dir, "onnx/model.onnx", 3],
  ["gpt2-fp32", async () => tiny("gpt2-fp32", ["past.onnx"], 1000), "past.onnx", 3],
  ["llama-fp16", async () => tiny("llama-fp16", ["model.onnx", "model.onnx.data"], 32000), "model.onnx", 1],
];

/** Tokens that differ from seed to seed, of the smallest vocabulary among the models. */
const tokens = (seed: number, length: number): number[] =>
  Array.from({ length }, (_, n) => 5 + ((seed * 131 + n * n * 7 + n * 29) % 480));

/** ln p of each token from `from` on by the plainest way: the whole text before it anew, as the file has it, nothing cached. */
async function naive(file: string, { tokens: text, from }: Given): Promise<number[]> {
  const graph = await openBinding(file, { kind: "cpu" }, 1);
  const setup = await makeSetup(graph, readLayout(file, graph.inputs, graph.outputs));
  const found: number[] = [];
  for (let at = from; at < text.length; at++) {
    const { logits } = await pass(setup, gather(setup, [[]], 0), [text.slice(0, at)]);
    const all = Float64Array.from(logits(0));
    const top = all.reduce((most, one) => Math.max(most, one), -Infinity);
    found.push(all[text[at]!]! - top - Math.log(all.reduce((sum, one) => sum + Math.exp(one - top), 0)));
  }
  await graph.release();
  return found;
}

async function weighed(
  runner: Runner,
  model: LoadedModel,
  texts: readonly Given[],
  top = 0,
): Promise<Likelihood[]> {
  const found: Likelihood[] = [];
  for await (const made of runner.likelihood(model.handle, texts, top)) found.push(made);
  return found.sort((a, b) => a.index - b.index);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function near(found: readonly number[], expected: readonly number[], places: number): void {
  expect(found).toHaveLength(expected.length);
  for (const [n, one] of found.entries()) expect(one).toBeCloseTo(expected[n]!, places);
}

describe.each(models)("%s", async (_, at, file, places) => {
  const dir = await at();

  test.skipIf(dir === undefined).each(backends)(
    "%s: the log-probabilities are those of the graph run plainly, token by token",
    async (backend) => {
      const runner = await testRunner({ backend });
      const model = await runner.load({ dir: dir!, providers: cpu });
      // one token behind another, a few behind a prompt, choices of several lengths behind one prompt, two prompts that begin alike
      const prompt = tokens(1, 40);
      const texts: Given[] = [
        { tokens: tokens(7, 2), from: 1 },
        { tokens: tokens(3, 24), from: 9 },
        ...[1, 2, 5, 5, 3].map((length, n) => ({ tokens: [...prompt, ...tokens(n, length)], from: 40 })),
        { tokens: [...prompt.slice(0, 30), ...tokens(5, 12)], from: 38 },
      ];
      const found = await weighed(runner, model, texts);
      expect(found.map(({ index }) => index)).toEqual([...texts.keys()]);
      for (const [n, text] of texts.entries())
        near(found[n]!.logprobs, await naive(join(dir!, file), text), places);
    },
  );

  test.skipIf(dir === undefined).each(backends)(
    "%s: a text in parts is the text as a whole, whatever is known of it and whatever goes with it",
    async (backend) => {
      const runner = await testRunner({ backend });
      const model = await runner.load({ dir: dir!, providers: cpu });
      const long = tokens(2, 420); // more than one pass
      const [whole] = await weighed(runner, model, [{ tokens: long, from: 1 }]);
      expect(whole!.logprobs).toHaveLength(419);
      // a prompt of several passes, kept after the first request; behind it rows that go together
      const behind = [0, 1, 2, 3].map((n) => ({
        tokens: [...long.slice(0, 300), ...long.slice(300, 301 + n)],
        from: 300,
      }));
      for (const texts of [behind, behind, behind.slice(1, 2)])
        for (const { logprobs } of await weighed(runner, model, texts))
          near(logprobs, whole!.logprobs.slice(299, 299 + logprobs.length), places);
      const short = await Promise.all(
        behind.map(async (text) => (await weighed(runner, model, [text]))[0]!.logprobs),
      );
      const together = await weighed(runner, model, [...behind, { tokens: tokens(9, 50), from: 3 }]);
      for (const [n, logprobs] of short.entries()) near(together[n]!.logprobs, logprobs, places);
    },
  );

  test.skipIf(dir === undefined).each(backends)(
    "%s: what greedy decoding writes has the log-probability that it says, and every token of it is the likeliest",
    async (backend) => {
      const runner = await testRunner({ backend });
      const model = await runner.load({ dir: dir!, providers: cpu });
      const prompts = [1, 2, 3].map((seed) => ({ tokens: tokens(seed, 20 + seed), seed: 0 }));
      const written = await answers(runner, model, prompts, { ...greedy, maxTokens: 16 });
      const texts = written.map(({ tokens: more, index }) => ({
        tokens: [...prompts[index]!.tokens, ...more],
        from: prompts[index]!.tokens.length,
      }));
      for (const [n, { logprobs, greedy: best, top }] of (await weighed(runner, model, texts, 3)).entries()) {
        expect(sum(logprobs)).toBeCloseTo(written[n]!.logprob, places - 1);
        // half precision has ties and near ones
        expect(best || places === 1).toBe(true);
        for (const [nth, alternatives] of top.entries()) {
          expect(alternatives).toHaveLength(3);
          expect(alternatives[0]!.logprob).toBeCloseTo(logprobs[nth]!, places);
        }
      }
    },
  );
});

test.each(["strux-nano", "std", "gqa"] as const)(
  "%s: all at once is one by one, whatever the texts are and however many begin alike",
  async (which) => {
    const runner = await testRunner();
    const dir = which === "strux-nano" ? nano : await tinyDecoder(which);
    const model = await runner.load({ dir, providers: cpu });
    const text = fc
      .record({
        document: fc.constantFrom(tokens(1, 200), tokens(2, 30), []),
        part: fc.oneof(fc.constant(200), fc.nat(200)),
        rest: fc.array(fc.integer({ min: 5, max: 480 }), { minLength: 2, maxLength: 24 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ document, part, rest, share }) => {
        const all = [...document.slice(0, part), ...rest];
        return { tokens: all, from: 1 + Math.floor(share * (all.length - 2)) };
      });
    const several = fc.tuple(
      text,
      fc.array(fc.array(fc.nat(400), { minLength: 1, maxLength: 6 }), { maxLength: 4 }),
    );
    // some stand behind the same tokens: choices
    const texts = fc.array(several, { minLength: 1, maxLength: 6 }).map((groups) =>
      groups.flatMap(([first, more]) => [
        first,
        ...more.map((end) => ({
          tokens: [...first.tokens.slice(0, first.from), ...end],
          from: first.from,
        })),
      ]),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (all) => {
        const together = await weighed(runner, model, all);
        expect(together).toHaveLength(all.length);
        for (const [n, one] of all.entries()) {
          const [alone] = await weighed(runner, model, [one]);
          near(together[n]!.logprobs, alone!.logprobs, 3);
        }
      }),
      { numRuns: 12 },
    );
  },
);

test("a text of no greedy tokens says so", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: nano, providers: cpu });
  const [other] = await weighed(runner, model, [{ tokens: tokens(4, 30), from: 2 }]);
  expect(other!.greedy).toBe(false);
});

test("texts that cannot be weighed are refused each by itself, the others are weighed", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: nano, providers: cpu });
  const refused: [number, ModelError["code"], string][] = [];
  const hooks = {
    onRefused: (index: number, { code, cause }: ModelError) => void refused.push([index, code, cause]),
  };
  const texts = [
    { tokens: [5], from: 1 },
    { tokens: [5, 6], from: 0 },
    { tokens: [5, 99_999], from: 1 },
    { tokens: tokens(1, model.window + 2), from: 1 },
    { tokens: tokens(1, model.window + 1), from: model.window },
  ];
  const found: number[] = [];
  for await (const { index } of runner.likelihood(model.handle, texts, 0, hooks)) found.push(index);
  expect(found).toEqual([4]);
  expect(refused).toEqual([
    [0, "E511", "text 1 is weighed from token 1 on, and has 1"],
    [1, "E511", "text 2 is weighed from token 0 on, and has 2"],
    [2, "E511", expect.stringContaining("text 3 has the token 99999")],
    [3, "E506", `text 4 needs ${model.window + 1} tokens, the window is ${model.window}`],
  ]);
});

test("a process that dies costs nothing but time", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: nano, providers: cpu });
  const texts = Array.from({ length: 30 }, (_, n) => ({ tokens: tokens(n, 200), from: 100 }));
  const expected = await weighed(runner, model, texts);
  let restarts = 0;
  const found: Likelihood[] = [];
  const through = persistent(
    (part: readonly Given[], hooks) => runner.likelihood(model.handle, part, 0, hooks),
    texts,
    { onRefused: (_, error) => expect.fail(error.cause), onRestart: () => void restarts++ },
  );
  for await (const made of through) {
    found.push(made);
    if (found.length === 3) process.kill(runner.pid()!, "SIGKILL");
  }
  expect(restarts).toBe(1);
  for (const { index, logprobs } of found) near(logprobs, expected[index]!.logprobs, 3);
  expect(new Set(found.map(({ index }) => index)).size).toBe(30);
});

test("a request is cancelled between two passes, and the model stays", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: nano, providers: cpu });
  const stop = new AbortController();
  const texts = Array.from({ length: 200 }, (_, n) => ({ tokens: tokens(n, 300), from: 1 }));
  const call = (async () => {
    for await (const _ of runner.likelihood(model.handle, texts, 0, { signal: stop.signal }))
      stop.abort(new Error("enough"));
  })();
  await expect(call).rejects.toThrow("enough");
  expect(await weighed(runner, model, texts.slice(0, 1))).toHaveLength(1);
});
