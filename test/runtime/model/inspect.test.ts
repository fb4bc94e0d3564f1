// What is told of a model directory without loading it, and the refusal of what would not fit.
import { cpSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { decoder } from "../../../bench/decoder/write.ts";
import { inspect } from "../../../runtime/model/inspect.ts";
import { checkRoom, fittingTokens, loadBytes } from "../../../runtime/model/room.ts";
import { makeModel, makeNode, makeTensor, writeModel } from "../../../runtime/onnx/graph.ts";
import { insertAfter } from "../../../runtime/onnx/insert.ts";
import { openModel } from "../../../runtime/onnx/kept.ts";
import { inspectedText } from "../../../runtime/show/inspected.ts";
import { shared } from "../../shared.ts";
import { directory, folder, holding, nano, refusal, testRunner } from "./help.ts";

const TB = 1e12;

describe("what the graph says", () => {
  test("of one that is cut off or empty, nothing: it is refused", async () => {
    const dir = folder();
    cpSync(nano, dir, { recursive: true });
    const cut = async (bytes: number) => {
      truncateSync(join(dir, "onnx/model.onnx"), bytes);
      return refusal(Promise.resolve().then(() => inspect(dir, undefined, TB)));
    };
    expect(await cut(30_000)).toMatchObject({ code: "E513", cause: expect.stringContaining("is cut off") });
    expect(await cut(0)).toMatchObject({
      code: "E513",
      cause: expect.stringMatching(/model\.onnx is empty$/),
    });
  });

  test("of the embedded reader", () => {
    const { architecture, cache, memory, parameters, refused, weights } = inspect(nano, undefined, TB);
    expect(architecture).toMatchObject({ layers: 3, width: 160, kvHeads: 5, headSize: 32, vocab: 705 });
    expect(architecture.attention).toBe("single operators");
    expect(parameters).toBe(833_059);
    expect(weights.map(([type]) => type)).toEqual(["float16", "float32", "int64"]);
    // 3 layers x keys and values x 5 heads x 32 numbers x 4 bytes; five ids of 8 bytes do not grow
    expect(cache).toMatchObject({ perToken: 3840, window: 2048, atWindow: 2048 * 3840 + 40 });
    expect([refused, memory.fits, memory.tokens]).toEqual([null, true, 2048]);
  });

  describe("of a decoder in four bits, of fused operators", () => {
    let dir = "";
    beforeAll(async () => {
      dir = await decoder({ size: "tiny", variant: "gqa", precisions: ["int4"] }, folder());
    });

    test("heads, width and bits are those of its nodes, whatever config.json says", () => {
      writeFileSync(
        join(dir, "config.json"),
        JSON.stringify({ num_hidden_layers: 90, num_attention_heads: 1, max_position_embeddings: 64 }),
      );
      const { architecture, parameters, files } = inspect(dir, undefined, TB);
      expect(architecture).toEqual({
        wholeLogits: null,
        opset: 17,
        nodes: 39,
        layers: 2,
        heads: 4,
        kvHeads: 2,
        headSize: 16,
        width: 64,
        vocab: 512,
        attention: "GroupQueryAttention x 2",
        quantized: "4 bits in blocks of 32 (MatMulNBits x 15)",
      });
      // products and embedding, norms, and the tables of two rotations
      expect(parameters).toBe(
        2 * (2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 128) + 2 * 512 * 64 + 5 * 64 + 2 * 1024 * 8,
      );
      expect(files).toBe(2);
    });

    test("a window that is asked for takes the place of the stated one; what fits beside the weights is told", () => {
      const { memory, cache } = inspect(dir, 8192, 2e6);
      expect(cache).toMatchObject({ perToken: 2 * 2 * 2 * 16 * 4, window: 8192 });
      expect(memory.tokens).toBe(Math.floor((2e6 - memory.load) / 512));
      expect(inspectedText(inspect(dir, 8192, 2e6), "not read")).toContain("which leaves room for ");
    });
  });

  const convolved = shared("models/tiny-random/lfm2-fp32");
  test.skipIf(convolved === undefined)("of convolutions beside attention: their states do not grow", () => {
    const { refused, cache } = inspect(convolved!, 128, TB);
    expect(refused).toBeNull();
    // 2 layers x keys and values x 4 heads x 8 numbers, and twice 32 x 4 that stay
    expect(cache).toMatchObject({ perToken: 2 * 2 * 4 * 8 * 4, atWindow: 128 * 512 + 2 * 32 * 4 * 4 });
  });

  test("a graph whose logits are no product is run as it is, and that is told", () => {
    const dir = folder();
    cpSync(nano, dir, { recursive: true });
    const file = join(dir, "onnx/model.onnx");
    const other = insertAfter(openModel(file), "logits", (from, to) => [makeNode("Abs", [from], [to])]);
    writeFileSync(file, writeModel(other));
    const why = "the logits are not a product of hidden states and a weight";
    expect(inspect(dir, undefined, TB).architecture.wholeLogits).toBe(why);
    expect(inspectedText(inspect(dir, undefined, TB), "not read")).toMatch(
      new RegExp(`^ +logits +of whole prompts, as ${why}$`, "m"),
    );
    expect(inspectedText(inspect(nano, undefined, TB), "not read")).not.toMatch(/^ +logits +of/m);
  });

  test("a graph without a cache is refused with the reason that loading gives", () => {
    const dir = directory({ "config.json": { n_positions: 8 } });
    const weight = makeTensor("w", "float32", [2, 3], new Uint8Array(24));
    writeFileSync(join(dir, "model.onnx"), writeModel(makeModel("m", [weight], { "": 17 })));
    const found = inspect(dir, undefined, TB);
    expect(found.refused).toMatch(/no key-value cache inputs$/);
    expect([found.cache, found.memory.tokens, found.architecture.width]).toEqual([null, null, null]);
  });
});

describe("room", () => {
  test("weights larger than the memory are refused before a byte of them is read", async () => {
    const dir = holding(8 * TB);
    const runner = await testRunner();
    const error = await refusal(runner.load({ dir, providers: [{ kind: "cpu" }] }));
    expect(error.code).toBe("E520");
    expect(error.cause).toMatch(/^loading .* takes 8\.00 TB of memory, \d.* are free$/);
    expect(error.fix).toMatch(/^free 7\.\d\d TB, or take weights of fewer bits: up to \d.* would fit$/);
    expect(inspectedText(inspect(dir), "not read")).toMatch(
      /memory +does not fit: loading takes 8\.00 TB of /,
    );
  });

  test("weights inside of the graph count twice: the file and what is made of it", () => {
    const dir = holding(5000);
    const files = ["model.onnx", "model.onnx_data"].map((name) => ({ name, path: join(dir, name) }));
    const [graph, data] = [loadBytes(files.slice(0, 1)), loadBytes(files)];
    expect(data - graph).toBe(5000);
    expect(graph % 2).toBe(0);
    expect(() => checkRoom(dir, files, data)).not.toThrow();
    expect(() => checkRoom(dir, files, data - 1)).toThrow(/free 1 bytes, or take weights of fewer bits/);
  });

  test.each([
    [1000, 10, 50, 50],
    [1000, 10, 500, 100],
    [-5, 10, 500, 0],
    [1000, 0, 500, 500],
  ])("of %i free bytes and %i per token, of a window of %i: %i tokens fit", (free, each, window, fit) => {
    expect(fittingTokens(free, each, window)).toBe(fit);
  });
});
