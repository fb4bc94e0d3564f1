// Encoder-decoders as optimum exports them: tokens of transformers' own generate on equal weights, whatever the layout and the batch.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Graph } from "../../../runtime/model/backend/graph.ts";
import { graphFile, readDirectory } from "../../../runtime/model/directory.ts";
import { generate } from "../../../runtime/model/generate.ts";
import { inspect } from "../../../runtime/model/inspect.ts";
import type { Port } from "../../../runtime/model/layout.ts";
import type { GenerateOptions, Generation, Prompt, Refused } from "../../../runtime/model/protocol.ts";
import { companions } from "../../../runtime/model/seq2seq/files.ts";
import { readSeq2seq } from "../../../runtime/model/seq2seq/form.ts";
import { limitOf } from "../../../runtime/model/seq2seq/limit.ts";
import { loadSeq2seq } from "../../../runtime/model/seq2seq/load.ts";
import { readTexts } from "../../../runtime/model/texts.ts";
import type { Given, Likelihood } from "../../../runtime/model/weighing.ts";
import { inspectedText } from "../../../runtime/show/inspected.ts";
import { answers, backends, greedy, makeRunner, refusal, testRunner } from "./help.ts";
import { fixture, layouts, model, type Name } from "./seq2seq/model.ts";

const cpu = [{ kind: "cpu" }] as const;
interface Case extends Pick<GenerateOptions, "lengthPenalty" | "earlyStopping" | "repetitionPenalty"> {
  readonly beams: number;
  readonly maxTokens: number;
  readonly more: object;
  readonly prompt: readonly number[];
  readonly tokens: readonly number[];
  readonly score: number | null;
}
const golden = fixture("transformers.json") as Readonly<Record<Name, readonly Case[]>>;

/** A case as it is asked: one beam is greedy there, and here too where nothing is said of beams. */
const optionsOf = ({
  beams,
  maxTokens,
  lengthPenalty,
  earlyStopping,
  repetitionPenalty,
}: Case): GenerateOptions => ({
  ...greedy,
  maxTokens,
  ...(repetitionPenalty !== undefined && { repetitionPenalty }),
  ...(beams > 1 && { beams, lengthPenalty: lengthPenalty ?? 1, earlyStopping: earlyStopping ?? false }),
});

describe.each([
  ["t5", "merged"],
  ["t5", "split"],
  ["bart", "merged"],
] as const)("%s, %s", (name, layout) => {
  test.each(backends)("on %s answers as transformers does, greedy and in beams", async (backend) => {
    const runner = await testRunner({ backend });
    for (const more of new Set(golden[name].map(({ more }) => JSON.stringify(more)))) {
      const dir = model(name, layouts[layout], JSON.parse(more) as object);
      const loaded = await runner.load({ dir, providers: cpu });
      expect(loaded).toMatchObject({ backend, vocab: 96, layers: 2, window: 96 });
      for (const one of golden[name].filter((each) => JSON.stringify(each.more) === more)) {
        const prompts = [{ tokens: one.prompt, seed: 0 }];
        const [found] = await answers(runner, loaded, prompts, optionsOf(one));
        expect([one, found!.tokens]).toEqual([one, one.tokens]);
        expect(found!.promptTokens).toBe(one.prompt.length);
      }
    }
  });
});

test("the worth of a beam is the score that transformers gives, where nothing is forced or penalised", async () => {
  const runner = await makeRunner();
  const loaded = await runner.load({ dir: model("t5"), providers: cpu });
  const plain = golden.t5.filter(
    ({ more, score, repetitionPenalty }) =>
      Object.keys(more).length === 0 && score !== null && repetitionPenalty === 1,
  );
  expect(plain.length).toBeGreaterThan(4);
  for (const one of plain) {
    const [found] = await answers(runner, loaded, [{ tokens: one.prompt, seed: 0 }], optionsOf(one));
    expect(found!.logprob / one.tokens.length ** one.lengthPenalty!).toBeCloseTo(one.score!, 3);
  }
});

test.each([
  ["greedy", greedy],
  ["drawn", { temperature: 1, stop: [] }],
  ["in beams", { ...greedy, beams: 3 }],
])(
  "%s: prompts of all lengths at once get what each gets alone, and samples of one differ",
  async (_, how) => {
    const runner = await makeRunner();
    const loaded = await runner.load({ dir: model("t5"), providers: cpu });
    const prompts: Prompt[] = [1, 30, 5, 5, 17, 2, 30].map((length, seed) => ({
      tokens: Array.from({ length }, (__, n) => 3 + ((length * 11 + n * 31) % 90)),
      seed,
    }));
    const options = { ...how, maxTokens: 12 };
    const together = await answers(runner, loaded, prompts, options);
    for (const [n, prompt] of prompts.entries()) {
      const [alone] = await answers(runner, loaded, [prompt], options);
      expect(alone).toMatchObject({ tokens: together[n]!.tokens, finish: together[n]!.finish });
      expect(alone!.logprob).toBeCloseTo(together[n]!.logprob, 3);
    }
    const same = prompts[2]!.tokens.join() === prompts[3]!.tokens.join();
    expect(same).toBe(true);
    const samples = new Set([2, 3].map((n) => together[n]!.tokens.join()));
    expect(samples.size).toBe(_ === "drawn" ? 2 : 1);
  },
);

test("equal prompts are read once", async () => {
  const runner = await testRunner();
  const loaded = await runner.load({ dir: model("t5"), providers: cpu });
  const prompts = Array.from({ length: 8 }, (_, seed) => ({ tokens: [7, 8, 9, 10], seed }));
  let computed = 0;
  const onProgress = ({ promptTokens }: { readonly promptTokens: number }): void =>
    void (computed = promptTokens);
  const options = { temperature: 1, stop: [], maxTokens: 4 };
  const found = await answers(runner, loaded, prompts, options, { onProgress });
  expect(found.map(({ known }) => known)).toEqual([0, 4, 4, 4, 4, 4, 4, 4]);
  expect(computed).toBe(4);
});

describe("what is not understood is refused by name", () => {
  const port = (name: string, type = "float32", ...shape: (number | string)[]): Port => ({
    name,
    type,
    shape,
  });
  const state = (name: string) => port(name, "float32", "B", 4, "P", 8);
  const ids = port("input_ids", "int64", "B", "S");
  const kept = ["decoder", "encoder"].flatMap((side) => ["key", "value"].map((part) => `0.${side}.${part}`));
  const next = {
    inputs: [ids, ...kept.map((name) => state(`past_key_values.${name}`))],
    outputs: [port("logits", "float32", "B", "S", 96), ...kept.map((name) => state(`present.${name}`))],
  };
  const encoder = { inputs: [ids], outputs: [port("last_hidden_state", "float32", "B", "E", 32)] };

  test("nothing, where it is as exported", () => {
    expect(readSeq2seq("m", { encoder, first: next, next })).toMatchObject({
      ids: "int64",
      hidden: "float32",
    });
  });

  test.each([
    [
      "an encoder of sounds",
      { encoder: { ...encoder, inputs: [port("input_features", "float32", "B", 80, 3000)] } },
      "unsupported input 'input_features' (float32 [B,80,3000]) of the encoder",
    ],
    [
      "an encoder without hidden states",
      { encoder: { ...encoder, outputs: [] } },
      "no output 'last_hidden_state'",
    ],
    [
      "an input of the decoder",
      { next: { ...next, inputs: [...next.inputs, port("position_ids", "int64", "B", "S")] } },
      "unsupported input 'position_ids' (int64 [B,S]) of the decoder",
    ],
    [
      "a state that nothing gives",
      { next: { ...next, outputs: [] } },
      "nothing gives 'past_key_values.0.decoder.key'",
    ],
    ["a decoder without a cache", { next: { ...next, inputs: [ids] } }, "no key-value cache inputs"],
  ])("%s", (_, more, cause) => {
    expect(() =>
      readSeq2seq("m.onnx", { encoder, next, first: "next" in more ? more.next : next, ...more }),
    ).toThrow(cause);
  });

  test.each<readonly [string, object, string, string]>([
    [
      "no beginning of answers",
      { decoder_start_token_id: null, bos_token_id: null },
      "E507",
      "what an answer begins with",
    ],
    ["an id that is none", { forced_bos_token_id: 96 }, "E507", "'forced_bos_token_id'"],
    ["forbidden words of several tokens", { bad_words_ids: [[3, 4]] }, "E505", "words of several tokens"],
    ["tokens forced at places", { forced_decoder_ids: [[1, 5]] }, "E505", "'forced_decoder_ids'"],
  ])("%s", async (_, more, code, cause) => {
    const dir = model("t5", layouts.merged, more);
    const config = fixture("t5", "config.json") as Record<string, unknown>;
    writeFileSync(join(dir, "config.json"), JSON.stringify({ ...config, decoder_start_token_id: null }));
    const error = await refusal((await makeRunner()).load({ dir, providers: cpu }));
    expect(error).toMatchObject({ code });
    expect(error.cause).toContain(cause);
  });

  test("a decoder without its encoder", async () => {
    const error = await refusal(
      (await makeRunner()).load({ dir: model("t5", ["decoder_model_merged"]), providers: cpu }),
    );
    expect(error.code).toBe("E501");
    expect(error.cause).toMatch(/onnx\/encoder_model\.onnx was not found$/);
  });
});

describe.each([
  ["t5", "merged"],
  ["t5", "split"],
  ["bart", "merged"],
] as const)("texts behind a prompt, weighed by %s, %s", (name, layout) => {
  test.each(backends)("on %s have the log-probability of answers, alone as together", async (backend) => {
    const runner = await testRunner({ backend });
    const loaded = await runner.load({ dir: model(name, layouts[layout]), providers: cpu });
    const weighed = async (texts: readonly Given[]): Promise<readonly Likelihood[]> => {
      const found: Likelihood[] = [];
      for await (const made of runner.likelihood(loaded.handle, texts)) found.push(made);
      return found.sort((a, b) => a.index - b.index);
    };
    const prompts = [
      [7, 8, 9, 10],
      [20, 21, 5],
    ].map((tokens) => ({ tokens, seed: 0 }));
    const options = { ...greedy, maxTokens: 6, logprobs: 0 };
    const written = await answers(runner, loaded, prompts, options);
    const texts = written.flatMap(({ tokens, index }) => {
      const prompt = prompts[index]!.tokens;
      // what it wrote, some of it, one token, another answer
      return [tokens, tokens.slice(0, 3), [11], [30, 31, 32, 33, 34]].map((more) => ({
        tokens: [...prompt, ...more],
        from: prompt.length,
      }));
    });
    const together = await weighed(texts);
    for (const [n, { steps, logprob }] of written.entries()) {
      const [whole, part] = together.slice(4 * n);
      const own = steps!.map((step) => step.logprob);
      expect(whole!.logprobs.reduce((a, b) => a + b)).toBeCloseTo(logprob, 4);
      for (const [at, one] of part!.logprobs.entries()) expect(one).toBeCloseTo(own[at]!, 4);
    }
    for (const [n, text] of texts.entries()) {
      const [alone] = await weighed([text]);
      expect(alone!.logprobs).toHaveLength(text.tokens.length - text.from);
      for (const [at, one] of alone!.logprobs.entries())
        expect(one).toBeCloseTo(together[n]!.logprobs[at]!, 4);
    }
  });
});

test("its graphs are found beside each other, of one precision where they are there", () => {
  const names = ["onnx/encoder_model.onnx", "onnx/encoder_model_q4.onnx", "onnx/decoder_model_q4.onnx"];
  expect(companions(names, "onnx/decoder_model_merged_q4.onnx")).toEqual({
    encoder: "onnx/encoder_model_q4.onnx",
    first: null,
  });
  expect(companions(names, "onnx/decoder_with_past_model_fp16.onnx")).toEqual({
    encoder: "onnx/encoder_model.onnx",
    first: "onnx/decoder_model.onnx",
  });
  expect(companions(names, "onnx/model.onnx")).toBeNull();
  const both = model("t5", [...layouts.split, "decoder_model_merged"]);
  expect(graphFile(readDirectory(both)).name).toBe(join("onnx", "decoder_model_merged.onnx"));
});

test("every graph is part of the digest", async () => {
  const runner = await makeRunner();
  const dir = model("t5", layouts.split);
  const digest = async () => (await runner.describe(dir)).digest;
  const before = await digest();
  for (const graph of layouts.split) {
    const file = join(dir, "onnx", `${graph}.onnx`);
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.concat([bytes, Buffer.of(0x0a, 0)]));
    expect(await digest()).not.toBe(before);
    writeFileSync(file, bytes);
  }
  expect(await digest()).toBe(before);
});

test("models inspect tells its cache, of prompt and answer", () => {
  const found = inspect(model("t5"), undefined, 1e12);
  const { refused, cache } = found;
  expect(refused).toBeNull();
  expect(inspectedText(found, "not read")).toContain(
    "decoder_model_merged.onnx with onnx/encoder_model.onnx, opset",
  );
  expect(inspectedText(found, "not read")).toMatch(/architecture +an encoder-decoder, 2 layers/);
  // of both graphs, and of the branches of the merged one
  const { nodes: split } = inspect(model("t5", layouts.split), undefined, 1e12).architecture;
  expect(found.architecture.nodes).toBeGreaterThan(20);
  expect(found.architecture.nodes).toBeGreaterThanOrEqual(split);
  // 2 layers x keys and values x 4 heads x 4 numbers x 4 bytes
  expect(cache).toMatchObject({ perToken: 2 * 2 * 4 * 4 * 4, window: 96 });
});

test("a limit that forces leaves one token, one that forbids takes its tokens; others are let alone", () => {
  const limit = limitOf({ start: [0], first: [3], last: [1], never: [2], neverFirst: [] })!;
  const said = Float32Array.of(5, 6, 7, 8);
  expect([...limit(said, 0, 4)]).toEqual([-Infinity, -Infinity, -Infinity, 0]);
  expect([...limit(said, 1, 4)]).toEqual([5, 6, -Infinity, 8]);
  expect([...limit(said, 3, 4)]).toEqual([-Infinity, 0, -Infinity, -Infinity]);
  expect([...said]).toEqual([5, 6, 7, 8]);
  expect(limitOf({ start: [0], first: [], last: [], never: [], neverFirst: [] })).toBeUndefined();
});

test("a prompt at which the encoder fails is refused, and takes no other with it", async () => {
  const dir = model("t5");
  const settings = { parent: 0, memory: 1e9, choice: { backend: "ffi" }, optimizeFrom: Infinity } as const;
  const { engine } = await loadSeq2seq(
    { handle: 1, model: { dir, providers: cpu } },
    settings,
    await readTexts(dir),
  );
  onTestFinished(() => engine.setup.graph.release());
  const of = engine.seq2seq!;
  const run: Graph["run"] = (feeds, ...rest) =>
    Array.from(feeds["input_ids"]!.data, Number).includes(88)
      ? Promise.reject(new Error("no kernel for this prompt"))
      : of.encoder.run(feeds, ...rest);
  const poisoned = { ...engine, seq2seq: { ...of, encoder: { ...of.encoder, run } } };
  const prompts = [[5, 6, 7], [88, 4], [9]].map((tokens, seed) => ({ tokens, seed }));
  for (const beams of [undefined, 3]) {
    const [found, refused]: [Generation[], Refused[]] = [[], []];
    const options = { ...greedy, maxTokens: 6, ...(beams !== undefined && { beams }) };
    const ask = (of: typeof engine, asked: readonly Prompt[]): Promise<void> =>
      generate(of, asked, options, {
        signal: new AbortController().signal,
        done: (one) => void found.push(one),
        refused: (one) => void refused.push(one),
        progress: () => undefined,
      });
    await ask(engine, [prompts[0]!, prompts[2]!]);
    const alone = found.splice(0).map(({ tokens }) => tokens.join());
    await ask(poisoned, prompts);
    expect(found.map(({ tokens }) => tokens.join()).toSorted()).toEqual(alone.toSorted());
    expect(refused).toMatchObject([
      { index: 1, error: { code: "E513", cause: "no kernel for this prompt" } },
    ]);
  }
});
