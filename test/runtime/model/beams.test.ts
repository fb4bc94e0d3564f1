// Beams on real graphs, over the cache, on both backends: against a search that computes everything anew at every step.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openBinding } from "../../../runtime/model/backend/binding.ts";
import { gather } from "../../../runtime/model/cache.ts";
import { graphFile, readDirectory, readEos } from "../../../runtime/model/directory.ts";
import { makeSetup } from "../../../runtime/model/fit.ts";
import { pass } from "../../../runtime/model/forward.ts";
import { readLayout } from "../../../runtime/model/layout.ts";
import type { GenerateOptions, Generation, Prompt } from "../../../runtime/model/protocol.ts";
import { resumed } from "../../../runtime/model/resume.ts";
import type { Runner } from "../../../runtime/model/runner.ts";
import { logSum } from "../../../runtime/model/sample.ts";
import { beamSearch, type Settings } from "./beam-reference.ts";
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
  tinyDecoder,
  tinyRandom,
} from "./help.ts";
import { stories } from "./stories.ts";

const cpu = [{ kind: "cpu" }] as const;

/** Each way in which rows go together, and each form of cache. */
const models: readonly (readonly [string, () => string | undefined | Promise<string>])[] = [
  ["strux-nano, rows of equal length", () => nano],
  ["a decoder of ONNX's operators, rows that a mask parts", () => tinyDecoder("std")],
  ["a decoder of fused operators, rows in slots", () => tinyDecoder("gqa")],
  ["GPT-2, keys and values joint", () => tinyRandom("gpt2-fp32", ["past.onnx"], 1000)],
  [
    "Llama, a cache in half precision",
    () => tinyRandom("llama-fp16", ["model.onnx", "model.onnx.data"], 32_000),
  ],
  ["LFM2, convolutions beside attention", () => tinyRandom("lfm2-fp32", ["decoder.onnx"], 1000)],
  ["stories260K, trained", () => stories()?.dir],
];

/** Ln p of what follows, with the whole sequence computed at each step, each only once. */
async function plain(dir: string, prompt: readonly number[]) {
  const file = join(dir, graphFile(readDirectory(dir)).name);
  const graph = await openBinding(file, { kind: "cpu" }, 1);
  const setup = await makeSetup(graph, readLayout(file, graph.inputs, graph.outputs));
  const known = new Map<string, readonly number[]>();
  const next = async (tokens: readonly number[]): Promise<readonly number[]> => {
    const found = known.get(tokens.join());
    if (found) return found;
    const { logits } = await pass(setup, gather(setup, [[]], 0), [[...prompt, ...tokens]]);
    const said = logits(0);
    const norm = logSum(said);
    const all = Array.from(said, (logit) => logit - norm);
    known.set(tokens.join(), all);
    return all;
  };
  return { next, release: () => graph.release() };
}

const numbers = (first: number, length: number): number[] =>
  Array.from({ length }, (_, n) => 5 + ((first * 131 + n * n * 7 + n * 29) % 480));

describe.each(models)("%s", (_, place) => {
  test("gives the answer of a search without a cache", async ({ skip }) => {
    const dir = await place();
    if (dir === undefined) return skip();
    const eos = readEos(readDirectory(dir));
    const prompt = numbers(3, 7);
    const reference = await plain(dir, prompt);
    const settings: readonly Omit<Settings, "maxTokens" | "eos">[] = [
      { beams: 2, lengthPenalty: 1, earlyStopping: false },
      { beams: 4, lengthPenalty: 0, earlyStopping: "never" },
      { beams: 5, lengthPenalty: 2, earlyStopping: true },
    ];
    for (const backend of backends) {
      const runner = await testRunner({ backend });
      const model = await runner.load({ dir, providers: cpu });
      for (const how of settings) {
        const expected = await beamSearch(reference.next, { ...how, eos, maxTokens: 12 });
        const options = { ...greedy, maxTokens: 12, ...how };
        const [found] = await answers(runner, model, [{ tokens: prompt, seed: 0 }], options);
        expect([backend, how, found!.tokens]).toEqual([backend, how, expected.tokens]);
        expect(found!.logprob / found!.tokens.length ** how.lengthPenalty).toBeCloseTo(expected.worth, 2);
      }
    }
    await reference.release();
  });

  test("of one beam is greedy, and several prompts at once get what each gets alone", async ({ skip }) => {
    const dir = await place();
    if (dir === undefined) return skip();
    const runner = await testRunner();
    const model = await runner.load({ dir, providers: cpu });
    const prompts: Prompt[] = [3, 40, 7, 7, 1].map((length, n) => ({
      tokens: numbers(n % 4, length),
      seed: n,
    }));
    const options: GenerateOptions = { ...greedy, maxTokens: 10 };
    const plain = await answers(runner, model, prompts, options);
    const one = await answers(runner, model, prompts, { ...options, beams: 1 });
    expect(one.map(({ tokens, finish, text }) => [tokens, finish, text])).toEqual(
      plain.map(({ tokens, finish, text }) => [tokens, finish, text]),
    );
    for (const [n, { logprob }] of one.entries()) expect(logprob).toBeCloseTo(plain[n]!.logprob, 3);
    const together = await answers(runner, model, prompts, { ...options, beams: 3 });
    for (const [n, prompt] of prompts.entries()) {
      const [alone] = await answers(runner, model, [prompt], { ...options, beams: 3 });
      expect(alone).toMatchObject({ tokens: together[n]!.tokens, text: together[n]!.text });
    }
  });
});

/** What transformers itself found on the same weights; see the file. */
interface Golden {
  readonly cases: readonly (Settings & {
    readonly prompt: readonly number[];
    readonly tokens: readonly number[];
    readonly score: number;
  })[];
}

test.each(["std", "gqa"] as const)(
  "a random Llama (%s) has the beams that transformers finds",
  async (variant) => {
    const golden = JSON.parse(
      readFileSync(new URL("./beams-transformers.json", import.meta.url), "utf8"),
    ) as Golden;
    const dir = await tinyDecoder(variant);
    for (const eos of new Set(golden.cases.map(({ eos }) => eos.join()))) {
      const ends = eos === "" ? [] : eos.split(",").map(Number);
      const runner = await testRunner();
      const model = await runner.load({ dir: withEos(dir, ends), providers: cpu });
      for (const { prompt, tokens, score, ...how } of golden.cases.filter((one) => one.eos.join() === eos)) {
        const [found] = await answers(runner, model, [{ tokens: prompt, seed: 0 }], { ...greedy, ...how });
        expect([how, found!.tokens]).toEqual([how, tokens]);
        expect(found!.logprob / tokens.length ** how.lengthPenalty).toBeCloseTo(score, 3);
      }
    }
  },
);

/** The same model, with other ids that end an answer. */
const withEos = (dir: string, eos: readonly number[]): string =>
  directory({
    "onnx/model.onnx": copy(join(dir, "onnx/model.onnx")),
    "onnx/model.onnx_data": copy(join(dir, "onnx/model.onnx_data")),
    "config.json": copy(join(dir, "config.json")),
    "generation_config.json": { eos_token_id: eos },
    "tokenizer.json": copy(join(dir, "tokenizer.json")),
    "tokenizer_config.json": copy(join(dir, "tokenizer_config.json")),
  });

test("a stop text ends a beam, and is cut off its answer", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: await tinyDecoder("gqa"), providers: cpu });
  const prompts = [{ tokens: numbers(2, 6), seed: 0 }];
  const options = { ...greedy, maxTokens: 8, beams: 3, earlyStopping: true };
  const [free] = await answers(runner, model, prompts, options);
  const word = free!.text.trim().split(" ")[2]!;
  const [held] = await answers(runner, model, prompts, { ...options, stop: [word] });
  expect(held!.finish).toBe("stop");
  expect(held!.text).not.toContain(word);
});

test("a process that dies is asked again for what is left", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: nano, providers: cpu });
  const prompts: Prompt[] = Array.from({ length: 8 }, (_, n) => ({ tokens: numbers(n, 3 + n), seed: n }));
  const options = { ...greedy, maxTokens: 24, beams: 3 };
  const whole = await answers(runner, model, prompts, options);
  let deaths = 0;
  const onRefused = (index: number, error: Error) => expect.fail(`${index}: ${error.message}`);
  const hooks = { onRefused, onRestart: () => void deaths++ };
  let found: Generation[] = [];
  // on a busy machine all answers may be there before the first is heard: then the kill came too late, and is tried again
  for (let tries = 0; deaths === 0 && tries < 10; tries++) {
    found = [];
    for await (const made of resumed(runner, model.handle, prompts, options, hooks)) {
      found.push(made);
      if (deaths === 0 && found.length === 1) process.kill(runner.pid()!, "SIGKILL");
    }
  }
  expect(deaths).toBe(1);
  expect(found.toSorted((a, b) => a.index - b.index).map(({ tokens }) => tokens)).toEqual(
    whole.map(({ tokens }) => tokens),
  );
});

let refusing: Promise<Runner> | undefined;

test.each<readonly [string, Partial<GenerateOptions>, string]>([
  ["a temperature", { temperature: 0.5 }, "temperature is above 0 and beams is set"],
  ["a form", { form: { kind: "choices", of: ["a"] } }, "beams is set with choices"],
  ["half a beam", { beams: 0.5 }, "beams is 0.5"],
])("beams and %s is refused", async (_, options, cause) => {
  const runner = await (refusing ??= makeRunner());
  const model = await runner.load({ dir: nano, providers: cpu });
  const asked = answers(runner, model, [{ tokens: [5], seed: 0 }], {
    ...greedy,
    maxTokens: 2,
    beams: 2,
    ...options,
  });
  expect(await refusal(asked)).toMatchObject({ code: "E511", cause });
});
