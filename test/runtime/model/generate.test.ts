// Generation on real graphs: batches against single rows, caches against none, seeds, stops, limits.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openBinding } from "../../../runtime/model/backend/binding.ts";
import { gather } from "../../../runtime/model/cache.ts";
import { makeSetup } from "../../../runtime/model/fit.ts";
import { pass } from "../../../runtime/model/forward.ts";
import { readLayout } from "../../../runtime/model/layout.ts";
import type { LoadedModel, Progress, Prompt } from "../../../runtime/model/protocol.ts";
import { greedy as argmax, logSum } from "../../../runtime/model/sample.ts";
import { shared } from "../../shared.ts";
import {
  answers,
  backends,
  copy,
  directory,
  greedy,
  makeRunner,
  nano,
  refusal,
  testRunner,
  tinyRandom,
} from "./help.ts";
import { stories } from "./stories.ts";

const cpu = [{ kind: "cpu" }] as const;

/** The embedded model, or a tiny random one as its own genai_config.json describes it, with a tokenizer of whole words. */
function tiny(name: string, files: readonly string[], vocab: number): string | undefined {
  if (name === "strux-nano") return nano;
  return tinyRandom(name, files, vocab);
}

/** The plainest loop: the whole sequence again at every step, nothing cached. */
async function naive(
  file: string,
  prompt: readonly number[],
  count: number,
): Promise<{ tokens: number[]; logprob: number }> {
  const graph = await openBinding(file, { kind: "cpu" }, 1);
  const setup = await makeSetup(graph, readLayout(file, graph.inputs, graph.outputs));
  const tokens: number[] = [];
  let logprob = 0;
  for (let n = 0; n < count; n++) {
    const { logits } = await pass(setup, gather(setup, [[]], 0), [[...prompt, ...tokens]]);
    const last = logits(0);
    tokens.push(argmax(last));
    logprob += last[tokens.at(-1)!]! - logSum(last);
  }
  await graph.release();
  return { tokens, logprob };
}

describe.each([
  [
    "strux-nano",
    "onnx/model.onnx",
    [],
    0,
    "past.{i}.key/value [B,5,P,32] float32 x 3, past.prev_ids [B,5] int64",
  ],
  ["gpt2-fp32", "past.onnx", ["past.onnx"], 1000, "past_{i} [2,B,4,P,8] float32 x 5"],
  [
    "llama-fp16",
    "model.onnx",
    ["model.onnx", "model.onnx.data"],
    32000,
    "past_key_values.{i}.key/value [B,1,P,16] float16 x 2",
  ],
  [
    "lfm2-fp32",
    "decoder.onnx",
    ["decoder.onnx"],
    1000,
    "past_key_values.{i}.key/value [B,4,P,8] float32 x 2, past_conv.0 [B,32,4] float32, past_conv.2 [B,32,4] float32",
  ],
] as const)("%s", async (name, file, files, vocab, layout) => {
  const dir = tiny(name, files, vocab);

  test.skipIf(dir === undefined).each(backends)(
    "%s gives the tokens of a loop without a cache",
    async (backend) => {
      const runner = await testRunner({ backend });
      const model = await runner.load({ dir: dir!, providers: cpu });
      expect(model).toMatchObject({ layout, backend });
      const tokens = Array.from({ length: 300 }, (_, n) => (n * 37 + 5) % 600); // more than one chunk
      for (const prompt of [tokens, tokens.slice(0, 3)]) {
        const [answer] = await answers(runner, model, [{ tokens: prompt, seed: 0 }], {
          ...greedy,
          maxTokens: 12,
        });
        const reference = await naive(join(dir!, file), prompt, answer!.tokens.length);
        expect(answer!.tokens).toEqual(reference.tokens);
        expect(answer!.logprob).toBeCloseTo(reference.logprob, 1);
      }
    },
  );
});

test.skipIf(shared("models/tiny-random/lfm2-fp32/decoder.onnx") === undefined)(
  "lfm2's convolutions look back on their own row alone: a batch gives each row what it gets alone",
  async () => {
    const runner = await makeRunner();
    const dir = tiny("lfm2-fp32", ["decoder.onnx"], 1000)!;
    const model = await runner.load({ dir, providers: cpu });
    const text = Array.from({ length: 200 }, (_, n) => 10 + ((n * 37) % 900));
    const prompts = [3, 180, 200, 7, 199, 3].map((length, n) => ({
      tokens: [...text.slice(0, length), 5 + n],
      seed: n,
    }));
    const options = { ...greedy, maxTokens: 12 };
    const together = await answers(runner, model, prompts, options);
    for (const [n, prompt] of prompts.entries()) {
      const fresh = await testRunner();
      const own = await fresh.load({ dir, providers: cpu });
      const [alone] = await answers(fresh, own, [prompt], options);
      expect(alone!.tokens).toEqual(together[n]!.tokens);
    }
  },
);

test.each(backends.flatMap((backend) => [0, 1].map((temperature) => [backend, temperature] as const)))(
  "strux-nano on %s at temperature %d: a batch gives each row what it gets alone",
  async (backend, temperature) => {
    const runner = await testRunner({ backend });
    const model = await runner.load({ dir: nano, providers: cpu });
    const numbers = (row: number): number[] =>
      Array.from({ length: 12 + (row % 3) }, (_, n) => 10 + ((row * 31 + n * 17) % 600));
    const prompts = Array.from({ length: 30 }, (_, n) => ({ tokens: numbers(n % 20), seed: n }));
    const options = { temperature, stop: [], maxTokens: 24 };
    const together = await answers(runner, model, prompts, options);
    for (const [n, prompt] of prompts.entries()) {
      const [alone] = await answers(runner, model, [prompt], options);
      expect(alone).toMatchObject({ tokens: together[n]!.tokens, text: together[n]!.text });
      expect(alone!.logprob).toBeCloseTo(together[n]!.logprob, 3);
    }
  },
);

test("penalties: those that change nothing are bit-equal, a strong one lets no token come twice", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: nano, providers: cpu });
  const prompts = [{ tokens: Array.from({ length: 16 }, (_, n) => 10 + ((n * 17) % 600)), seed: 1 }];
  const options = { temperature: 0, stop: [], maxTokens: 24 };
  const [plain] = await answers(runner, model, prompts, options);
  const nothing = { minP: 0, repetitionPenalty: 1, presencePenalty: 0 };
  const [same] = await answers(runner, model, prompts, { ...options, ...nothing });
  expect(same).toMatchObject({ tokens: plain!.tokens, logprob: plain!.logprob });
  const [varied] = await answers(runner, model, prompts, { ...options, presencePenalty: 1000 });
  expect(new Set(varied!.tokens).size).toBe(varied!.tokens.length);
  const [fresh] = await answers(runner, model, prompts, { ...options, repetitionPenalty: 1e6 });
  expect(fresh!.tokens.filter((token) => prompts[0]!.tokens.includes(token))).toEqual([]);
});

test.each(backends)("answers held to a form, on %s: batches of them as each alone", async (backend) => {
  const runner = await testRunner({ backend });
  const model = await runner.load({ dir: nano, providers: cpu });
  const prompts = Array.from({ length: 20 }, (_, row) => ({
    tokens: Array.from({ length: 12 + (row % 3) }, (__, n) => 10 + ((row * 31 + n * 17) % 600)),
    seed: row,
  }));
  const form = { kind: "choices", of: ["12", "7", "40 12"] } as const;
  const options = { temperature: 1, stop: [], maxTokens: 8, form };
  const together = await answers(runner, model, prompts, options);
  expect(together.map(({ finish }) => finish)).toEqual(prompts.map(() => "eos"));
  expect(new Set(together.map(({ text }) => text))).toEqual(new Set(form.of));
  for (const [n, prompt] of prompts.slice(0, 5).entries()) {
    const [alone] = await answers(runner, model, [prompt], options);
    expect(alone).toMatchObject({ tokens: together[n]!.tokens, text: together[n]!.text });
  }
  const free = { temperature: 0, stop: [], maxTokens: 8 };
  const [open] = await answers(runner, model, prompts.slice(0, 1), free);
  const grammar = { kind: "grammar", ebnf: "root ::= [^\\x00]*" } as const;
  const [any] = await answers(runner, model, prompts.slice(0, 1), { ...free, form: grammar });
  expect(any).toMatchObject({ tokens: open!.tokens, logprob: open!.logprob });
  const nowhere = { kind: "choices", of: ["\u{1F600}"] } as const;
  const refused = await refusal(answers(runner, model, prompts, { ...options, form: nowhere }));
  expect(refused).toMatchObject({ code: "E522" });
});

const found = stories("op23_f32");
describe.skipIf(found === undefined).each(backends)("stories260K on %s", async (backend) => {
  const dir = found?.dir ?? "";
  const runner = await makeRunner({ backend });
  let model: LoadedModel;
  let prompts: Prompt[];
  beforeAll(async () => {
    model = await runner.load({ dir, providers: cpu });
    const starts = [
      "Once upon a time",
      "Tom saw a",
      "The dog",
      "Lily",
      "One day, a girl",
      "He had a red ball",
      "They",
      "It was",
    ];
    const lines = [
      ...starts,
      ...starts.map((start) => `${start} big`),
      ...starts.map((start) => `${start} little`),
    ];
    prompts = (await runner.encode(dir, lines, { bos: true })).map((tokens, seed) => ({ tokens, seed }));
  });

  test.each([
    ["greedy", { ...greedy, maxTokens: 40 }],
    ["sampled", { temperature: 1, topK: 40, topP: 0.95, stop: [], maxTokens: 40 }],
  ])("%s: a batch gives each row what it gets alone", async (_, options) => {
    const together = await answers(runner, model, [...prompts, ...prompts], options);
    for (const [n, prompt] of prompts.entries()) {
      const [alone] = await answers(runner, model, [prompt], options);
      for (const row of [together[n]!, together[n + prompts.length]!]) {
        expect(row.tokens).toEqual(alone!.tokens);
        expect(row.text).toBe(alone!.text);
        expect(row.logprob).toBeCloseTo(alone!.logprob, 3);
      }
    }
  });

  test("a prefill in chunks gives the tokens of one in a piece", async () => {
    const [story] = await answers(runner, model, [prompts[0]!], { ...greedy, maxTokens: 300 });
    const tokens = [...prompts[0]!.tokens, ...story!.tokens.slice(0, 290)];
    const [rest] = await answers(runner, model, [{ tokens, seed: 0 }], { ...greedy, maxTokens: 10 });
    expect(rest!.tokens).toEqual(story!.tokens.slice(290));
  });

  test("the seed decides: the same again, another otherwise", async () => {
    const options = { temperature: 1, stop: [], maxTokens: 30 };
    const seeds = [1, 2, 1].map((seed) => ({ ...prompts[0]!, seed }));
    const [a, b, c] = await answers(runner, model, seeds, options);
    expect(c!.tokens).toEqual(a!.tokens);
    expect(b!.tokens).not.toEqual(a!.tokens);
  });

  test("a stop text is found across tokens and cut off", async () => {
    const [story] = await answers(runner, model, [{ tokens: [1], seed: 0 }], {
      ...greedy,
      maxTokens: 60,
      stop: ["girl named", "zebra"],
    });
    expect(story).toMatchObject({ finish: "stop", text: "Once upon a time, there was a little " });
    const decoded = await runner.decode(dir, [[1, ...story!.tokens]]);
    expect(decoded[0]).toMatch(/girl named$/);
  });

  test("the answer keeps the space it begins with", async () => {
    const [tokens] = await runner.encode(dir, ["Once upon"], { bos: true });
    const [story] = await answers(runner, model, [{ tokens: tokens!, seed: 0 }], { ...greedy, maxTokens: 3 });
    expect(story!.text).toMatch(/^ a/);
  });

  test("an eos id of the configuration ends the answer", async () => {
    const [plain] = await answers(runner, model, [{ tokens: [1], seed: 0 }], { ...greedy, maxTokens: 10 });
    const eos = plain!.tokens[4]!;
    const ended = directory({
      "model.onnx": copy(join(dir, "onnx/model.onnx")),
      "tokenizer.json": readFileSync(join(dir, "tokenizer.json"), "utf8"),
      "config.json": { n_positions: 64, eos_token_id: 2 },
      "generation_config.json": { eos_token_id: [500, eos] },
    });
    const other = await runner.load({ dir: ended, providers: cpu });
    expect(other.digest).not.toBe(model.digest);
    const [short] = await answers(runner, other, [{ tokens: [1], seed: 0 }], { ...greedy, maxTokens: 10 });
    expect(short).toMatchObject({
      finish: "eos",
      tokens: plain!.tokens.slice(0, plain!.tokens.indexOf(eos) + 1),
    });
    const [text] = await runner.decode(ended, [short!.tokens.slice(0, -1)]);
    expect(short!.text).toBe(text);
  });

  test("progress ends with the full counts", async () => {
    const seen: Progress[] = [];
    await answers(
      runner,
      model,
      prompts,
      { ...greedy, maxTokens: 20 },
      { onProgress: (progress) => seen.push(progress) },
    );
    expect(seen.at(-1)).toMatchObject({
      done: prompts.length,
      total: prompts.length,
      tokens: 20 * prompts.length,
    });
    expect(seen.length).toBeLessThan(3 + seen.at(-1)!.ms / 200);
  });

  test.each([
    [
      "over the window",
      { tokens: Array<number>(500).fill(5), seed: 0 },
      { maxTokens: 20 },
      "E506",
      "prompt 1 needs 500 (prompt) + 20 (answer) = 520 tokens, the window is 512",
    ],
    ["an empty prompt", { tokens: [], seed: 0 }, {}, "E511", "prompt 1 is empty"],
    [
      "a foreign token",
      { tokens: [1, 512], seed: 0 },
      {},
      "E511",
      "prompt 1 has the token 512, the model knows 0 to 511",
    ],
    ["no tokens wanted", { tokens: [1], seed: 0 }, { maxTokens: 0 }, "E511", "max_tokens is 0"],
    ["a temperature below 0", { tokens: [1], seed: 0 }, { temperature: -1 }, "E511", "temperature is -1"],
    ["min-p above 1", { tokens: [1], seed: 0 }, { minP: 2 }, "E511", "min_p is 2"],
    [
      "a repetition penalty of 0",
      { tokens: [1], seed: 0 },
      { repetitionPenalty: 0 },
      "E511",
      "repetition_penalty is 0",
    ],
    ["an empty stop text", { tokens: [1], seed: 0 }, { stop: [""] }, "E511", "a stop text is empty"],
  ])("%s is an error before anything runs", async (_, prompt, changed, code, cause) => {
    const error = await refusal(answers(runner, model, [prompt], { ...greedy, maxTokens: 5, ...changed }));
    expect(error).toMatchObject({ code, cause });
  });
});
