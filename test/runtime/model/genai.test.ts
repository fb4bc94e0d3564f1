// genai_config.json: a decoder whose inputs and outputs have names of their own, what its makers suggest, what is refused.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDirectory } from "../../../runtime/model/directory.ts";
import { namesOf } from "../../../runtime/model/genai.ts";
import { inspect } from "../../../runtime/model/inspect.ts";
import type { Port } from "../../../runtime/model/layout.ts";
import { suggestedBy } from "../../../runtime/model/suggested.ts";
import { inspectedText } from "../../../runtime/show/inspected.ts";
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
} from "./help.ts";

const cpu = [{ kind: "cpu" }] as const;

/** Names of the tiny decoder, and others of the same length, so that the file can be changed where they stand. */
const others: readonly (readonly [string, string])[] = [
  ["input_ids", "token_ids"],
  ["attention_mask", "visible_tokens"],
  ["logits", "scores"],
  ...[0, 1].flatMap((layer) => [
    [`past_key_values.${layer}.key`, `layer_${layer}_cached_keys_k`] as const,
    [`past_key_values.${layer}.value`, `layer_${layer}_cached_values_v`] as const,
    [`present.${layer}.key`, `layer_${layer}_new_k`] as const,
    [`present.${layer}.value`, `layer_${layer}_new_val`] as const,
  ]),
];
const decoder = {
  filename: "decoder.onnx",
  inputs: {
    input_ids: "token_ids",
    attention_mask: "visible_tokens",
    position_ids: "places",
    past_key_names: "layer_%d_cached_keys_k",
    past_value_names: "layer_%d_cached_values_v",
  },
  outputs: {
    logits: "scores",
    present_key_names: "layer_%d_new_k",
    present_value_names: "layer_%d_new_val",
  },
};

/** The tiny decoder as onnxruntime-genai's builder lays it out: the graph and a genai_config.json, no config.json. */
async function built(genai: object): Promise<string> {
  const plain = await tinyDecoder("gqa");
  const dir = directory({
    "model.onnx_data": copy(join(plain, "onnx/model.onnx_data")),
    "tokenizer.json": copy(join(plain, "tokenizer.json")),
    "genai_config.json": { model: { context_length: 64, eos_token_id: [7, 9], decoder: genai } },
  });
  const graph = others.reduce(
    (bytes, [from, to]) => bytes.replaceAll(from, to),
    readFileSync(join(plain, "onnx/model.onnx")).toString("latin1"),
  );
  writeFileSync(join(dir, "decoder.onnx"), graph, "latin1");
  return dir;
}

const prompts = [3, 12].map((length, seed) => ({
  tokens: Array.from({ length }, (_, n) => 20 + ((n * 31) % 400)),
  seed,
}));

describe("a decoder with names of its own", () => {
  test.each(backends)("on %s gives the tokens of the same decoder with the usual ones", async (backend) => {
    const runner = await testRunner({ backend });
    const usual = await runner.load({ dir: await tinyDecoder("gqa"), providers: cpu });
    const own = await runner.load({ dir: await built(decoder), providers: cpu });
    expect(own).toMatchObject({ window: 64, layout: usual.layout, layers: 2, vocab: 512 });
    const options = { ...greedy, maxTokens: 8 };
    const [expected, found] = [
      await answers(runner, usual, prompts, options),
      await answers(runner, own, prompts, options),
    ];
    expect(found.map(({ tokens, logprob }) => [tokens, logprob.toFixed(3)])).toEqual(
      expected.map(({ tokens, logprob }) => [tokens, logprob.toFixed(3)]),
    );
  });

  test("is described and inspected by that file alone", async () => {
    const dir = await built(decoder);
    expect(await (await makeRunner()).describe(dir)).toMatchObject({
      graph: "decoder.onnx",
      window: 64,
      eos: [7, 9],
    });
    expect(inspect(dir, undefined, 1e12)).toMatchObject({ refused: null, cache: { window: 64 } });
  });

  test("is refused by name where the file does not state them", async () => {
    const { past_key_names: _, ...inputs } = decoder.inputs;
    const dir = await built({ ...decoder, inputs });
    const error = await refusal((await makeRunner()).load({ dir, providers: cpu }));
    expect(error.code).toBe("E505");
    expect(error.cause).toContain("unsupported input 'layer_0_cached_keys_k'");
    expect(inspect(dir, undefined, 1e12).refused).toBe(error.cause);
  });

  test("of several graphs is refused", async () => {
    const dir = await built({
      pipeline: [{ embeds: { filename: "a.onnx" } }, { head: { filename: "b.onnx" } }],
    });
    const error = await refusal((await makeRunner()).load({ dir, providers: cpu }));
    expect(error).toMatchObject({
      code: "E505",
      cause: "genai_config.json: the decoder is a pipeline of 2 graphs",
    });
  });
});

test("the graph has the last word: a name it has not is passed over, and so is one beside the usual name", () => {
  const port = (name: string): Port => ({ name, type: "int64", shape: ["B", "S"] });
  const names = (inputs: string[], stated: object): unknown =>
    Object.fromEntries(namesOf({ decoder: { inputs: stated } }, { inputs: inputs.map(port), outputs: [] }));
  expect(names(["a", "b"], { input_ids: "a", position_ids: "c" })).toEqual({ a: "input_ids" });
  expect(names(["a", "input_ids"], { input_ids: "a" })).toEqual({});
  expect(names(["p1", "p22", "px", "p"], { past_names: "p%d" })).toEqual({ p1: "past_1", p22: "past_22" });
  expect(names(["p1"], { past_names: "p%d%d", attention_mask: 3, input_ids: ["p1"] })).toEqual({});
});

describe("what its makers suggest", () => {
  const suggested = (files: Readonly<Record<string, unknown>>) =>
    suggestedBy(readDirectory(directory(files)));

  test("is told in the words of the language; generation_config.json first, what changes nothing left out", () => {
    const search = {
      do_sample: true,
      temperature: 0.7,
      top_k: 20,
      top_p: 1,
      num_beams: 1,
      repetition_penalty: 1.1,
    };
    expect(suggested({ "genai_config.json": { search } })).toEqual({
      settings: { temperature: 0.7, top_k: 20, repetition_penalty: 1.1 },
      files: ["genai_config.json"],
    });
    const generation = { temperature: 0.2, num_beams: 4, length_penalty: 2, early_stopping: true };
    expect(suggested({ "genai_config.json": { search }, "generation_config.json": generation })).toEqual({
      settings: {
        temperature: 0.2,
        top_k: 20,
        repetition_penalty: 1.1,
        beams: 4,
        length_penalty: 2,
        early_stopping: true,
      },
      files: ["generation_config.json", "genai_config.json"],
    });
  });

  test("is nothing where nothing is drawn, or nothing is said", () => {
    expect(suggested({ "generation_config.json": { do_sample: false, temperature: 0.7 } })).toBeNull();
    expect(suggested({ "generation_config.json": { length_penalty: 2, early_stopping: true } })).toBeNull();
    expect(suggested({})).toBeNull();
  });

  test("is shown by models inspect, and moves no answer", async () => {
    const dir = await built(decoder);
    const before = inspectedText(inspect(dir, undefined, 1e12), "not read");
    expect(before).not.toContain("suggested");
    const config = JSON.parse(readFileSync(join(dir, "genai_config.json"), "utf8")) as object;
    const search = { do_sample: true, temperature: 1.5 };
    writeFileSync(join(dir, "genai_config.json"), JSON.stringify({ ...config, search }));
    expect(inspectedText(inspect(dir, undefined, 1e12), "not read")).toContain(
      "suggested     temperature: 1.5 (genai_config.json); a run takes what its program sets",
    );
  });
});

test("a chat template lies in chat_template.json too; chat_template.jinja goes before it", async () => {
  const runner = await makeRunner();
  const template = (word: string) => `{% for m in messages %}${word} {{ m.content }} {% endfor %}`;
  const files = {
    "tokenizer.json": copy(join(nano, "tokenizer.json")),
    "config.json": { n_positions: 64 },
    "tokenizer_config.json": { chat_template: template("three") },
    "chat_template.json": { chat_template: template("two") },
  };
  const text = async (more: Readonly<Record<string, unknown>>): Promise<string> => {
    const dir = directory({ ...files, ...more });
    const [said] = await runner.decode(dir, [await runner.chat(dir, [{ role: "user", content: "x" }])]);
    return said!.trim();
  };
  expect(await text({})).toBe("two x");
  expect(await text({ "chat_template.jinja": template("one") })).toBe("one x");
});
