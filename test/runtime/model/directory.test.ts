// Model directories: what is found in them, what is missing, which provider is used, what a digest covers.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { graphFile, readDirectory } from "../../../runtime/model/directory.ts";
import { externalFiles } from "../../../runtime/model/external.ts";
import { modelCodes, modelErrors } from "../../../runtime/model/error.ts";
import { shared } from "../../shared.ts";
import { copy, directory, makeRunner, nano, refusal, testRunner, words } from "./help.ts";

const cpu = [{ kind: "cpu" }] as const;
const graph = copy(join(nano, "onnx/model.onnx"));
const whole = { "model.onnx": graph, "tokenizer.json": words(704), "config.json": { n_positions: 64 } };
const without = (name: keyof typeof whole): string =>
  directory(Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)));

describe("a directory that lacks something", async () => {
  const runner = await makeRunner();
  test.each([
    ["everything", "/nowhere/x", "E504", /^\/nowhere\/x was not found$/],
    ["the tokenizer", without("tokenizer.json"), "E502", /has no tokenizer\.json$/],
    ["the graph", without("model.onnx"), "E501", /model\.onnx was not found$/],
    ["the window", without("config.json"), "E507", /^nothing in .* states the window$/],
    [
      "JSON in its config",
      directory({ ...whole, "config.json": "{" }),
      "E507",
      /config\.json is not readable as JSON/,
    ],
    [
      "a whole graph",
      directory({ ...whole, "model.onnx": "not a graph" }),
      "E513",
      /model\.onnx is cut off, or is no ONNX file: /,
    ],
    [
      "a whole tokenizer",
      directory({ ...whole, "tokenizer.json": { model: {} } }),
      "E516",
      /tokenizer\.json cannot be used/,
    ],
  ])("%s", async (_, dir, code, cause) => {
    const error = await refusal(runner.load({ dir, providers: cpu }));
    expect(error.code).toBe(code);
    expect(error.cause).toMatch(cause);
    expect(error.fix).not.toBe("");
    expect(error.message).toBe(`${error.cause}; ${error.fix}`);
  });

  test("the graph only: described all the same, without a digest", async () => {
    const described = await runner.describe(without("model.onnx"));
    expect(described).toMatchObject({ window: 64, vocab: 704, chatTemplate: false, eos: [] });
    expect(described.digest).toBeUndefined();
  });
});

describe("describing and loading", async () => {
  const runner = await makeRunner();

  test("agree on the digests; the description needs no graph to be loaded", async () => {
    const described = await runner.describe(nano);
    const model = await runner.load({ dir: nano, providers: cpu });
    expect(model.digest).toBe(described.digest);
    expect(model.tokenizerDigest).toBe(described.tokenizerDigest);
    expect(described).toMatchObject({
      graph: "onnx/model.onnx",
      bytes: 1_682_995,
      parameters: 833_059,
      bos: 1,
      eos: [2],
      window: 2048,
    });
    expect(model).toMatchObject({
      provider: "cpu",
      tried: [{ provider: "cpu", ok: true }],
      layers: 3,
      vocab: 705,
    });
  });

  test("a small model runs on one thread unless told otherwise", async () => {
    expect(await runner.load({ dir: nano, providers: cpu })).toMatchObject({ threads: 1 });
    const two = await testRunner({ threads: 2 });
    expect(await two.load({ dir: nano, providers: cpu })).toMatchObject({ threads: 2 });
  });

  test.each(["config.json", "tokenizer.json", "generation_config.json", "chat_template.jinja"])(
    "%s is part of the digest",
    async (name) => {
      const dir = directory(whole);
      const before = await runner.describe(dir);
      writeFileSync(join(dir, name), JSON.stringify({ ...words(704), n_positions: 64, eos_token_id: 5 }));
      expect((await runner.describe(dir)).digest).not.toBe(before.digest);
    },
  );

  test("a README is not", async () => {
    const dir = directory(whole);
    const before = await runner.describe(dir);
    writeFileSync(join(dir, "README.md"), "new");
    expect((await runner.describe(dir)).digest).toBe(before.digest);
  });
});

describe("external data", () => {
  const file = shared("models/tiny-random/llama-fp16/model.onnx");
  test.skipIf(file === undefined)("is named by the graph", () => {
    expect(externalFiles(file!)).toEqual(["model.onnx.data"]);
    expect(externalFiles(join(nano, "onnx/model.onnx"))).toEqual([]);
  });

  test("outside the directory is refused", async () => {
    const text = (field: number, value: string): number[] => [
      field * 8 + 2,
      value.length,
      ...Buffer.from(value),
    ];
    const wrap = (field: number, bytes: readonly number[]): number[] => [
      field * 8 + 2,
      bytes.length,
      ...bytes,
    ];
    const entry = [...text(1, "location"), ...text(2, "../../etc/passwd")];
    const dir = directory(whole);
    writeFileSync(join(dir, "model.onnx"), Buffer.from(wrap(7, wrap(5, wrap(13, entry)))));
    const runner = await makeRunner();
    const error = await refusal(runner.describe(dir));
    expect(error).toMatchObject({ code: "E517" });
    expect(error.cause).toContain("refers to '../../etc/passwd', which lies outside of it");
  });
});

test.each([
  [["model_q4.onnx", "model.onnx", "model_fp16.onnx"], "model.onnx", ""],
  [["model_q4.onnx", "model_fp16.onnx", "model_strange.onnx"], "model_fp16.onnx", "fp16"],
  [["model_q4.onnx", "model_int8.onnx"], "model_int8.onnx", "int8"],
  [["model_strange.onnx", "encoder.onnx"], "model_strange.onnx", "strange"],
])("of %j the most precise graph is taken", (names, name, suffix) => {
  const dir = directory(Object.fromEntries(names.map((file) => [`onnx/${file}`, ""])));
  expect(graphFile(readDirectory(dir))).toEqual({ name: join("onnx", name), suffix });
});

/** What is said of cuda where it is not: what is missing of it, or that it cannot be there. */
const CUDA_LACKS =
  /^library not loadable: \S+( and \d+ more)? missing; 'strux doctor' says how to get it$|^needs Linux on x64/;

describe("providers", async () => {
  const runner = await makeRunner();
  const hasCuda =
    (await refusal(runner.load({ dir: nano, providers: [{ kind: "cuda" }] })).catch(() => undefined)) ===
    undefined;

  test.skipIf(hasCuda)("cuda then cpu: falls back, and the reason is recorded", async () => {
    const model = await runner.load({ dir: nano, providers: [{ kind: "cuda", id: 0 }, { kind: "cpu" }] });
    expect(model.provider).toBe("cpu");
    expect(model.tried).toMatchObject([
      { provider: "cuda(0)", ok: false },
      { provider: "cpu", ok: true },
    ]);
    expect(model.tried[0]!.reason).toMatch(CUDA_LACKS);
  });

  test.skipIf(hasCuda)("cuda alone: an error with the reason", async () => {
    const error = await refusal(runner.load({ dir: nano, providers: [{ kind: "cuda" }] }));
    expect(error).toMatchObject({ code: "E503", fix: "add 'else cpu'" });
    expect(error.cause).toMatch(/^no usable provider: cuda \(.*\)$/);
    expect(error.cause.slice("no usable provider: cuda (".length, -1)).toMatch(CUDA_LACKS);
  });
});

test("every code is in the list, once, and has a meaning", () => {
  expect(modelCodes).toEqual(Array.from({ length: modelCodes.length }, (_, n) => `E${501 + n}`));
  expect(new Set(Object.values(modelErrors)).size).toBe(modelCodes.length);
});
