// The random decoders of the benches: both variants are one model, in both precisions, and what they are made of is counted.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPerToken, SHAPES } from "../../bench/decoder/shape.ts";
import { BLOCK, packed, uniform } from "../../bench/decoder/weights.ts";
import { decoder } from "../../bench/decoder/write.ts";
import { startRunner } from "../../runtime/model/runner.ts";
import { runnerEntry } from "../runtime/model/help.ts";

const place = mkdtempSync(join(tmpdir(), "strux-decoder-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe("the tiny one", () => {
  const dirs = new Map<string, string>();
  beforeAll(async () => {
    for (const variant of ["std", "gqa"] as const)
      for (const precision of ["fp32", "int4"] as const)
        dirs.set(
          `${variant} ${precision}`,
          await decoder({ size: "tiny", variant, precisions: [precision] }, place),
        );
  });

  /** Greedy answers to prompts of different lengths. */
  async function answers(dir: string): Promise<readonly (readonly number[])[]> {
    const runner = startRunner({ entry: await runnerEntry(), threads: 1 });
    try {
      const { handle } = await runner.load({ dir, providers: [{ kind: "cpu" }] });
      const found: (readonly number[])[] = [];
      const prompts = [1, 7, 300].map((length) => ({ tokens: prompt(length), seed: 0 }));
      const greedy = { maxTokens: 32, temperature: 0, stop: [] };
      for await (const { index, tokens } of runner.generate(handle, prompts, greedy)) found[index] = tokens;
      return found;
    } finally {
      await runner.close();
    }
  }

  test.each(["fp32", "int4"])(
    "%s: ONNX's own operators and the fused ones give the same tokens",
    async (precision) => {
      const [std, gqa] = [
        await answers(dirs.get(`std ${precision}`)!),
        await answers(dirs.get(`gqa ${precision}`)!),
      ];
      expect(gqa).toEqual(std);
      expect(std.map((tokens) => tokens.length)).toEqual([32, 32, 32]);
      expect(new Set(std.flat()).size).toBeGreaterThan(20);
    },
  );

  test("lies in the layout of Hugging Face, weights beside the graph, in less than 2 MB", () => {
    const dir = dirs.get("std fp32")!;
    const files = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.includes("."),
    );
    expect(files.sort()).toEqual(
      [
        "config.json",
        "generation_config.json",
        "onnx/model.onnx",
        "onnx/model.onnx_data",
        "tokenizer.json",
        "tokenizer_config.json",
      ].map((name) => join(name)),
    );
    const bytes = files.map((name) => statSync(join(dir, name)).size).reduce((a, b) => a + b);
    expect(bytes).toBeLessThan(2e6);
    expect(existsSync(join(dirs.get("gqa int4")!, "onnx/model_q4.onnx_data"))).toBe(true);
  });

  test("is the same whenever it is made", async () => {
    const again = await decoder(
      { size: "tiny", variant: "gqa", precisions: ["fp32"] },
      mkdtempSync(join(place, "again-")),
    );
    for (const name of ["onnx/model.onnx", "onnx/model.onnx_data", "config.json"])
      expect(readFileSync(join(again, name)).equals(readFileSync(join(dirs.get("gqa fp32")!, name)))).toBe(
        true,
      );
  });
});

/** Ids by a fixed rule. */
const prompt = (length: number): number[] =>
  Array.from({ length }, (_, n) => (n * 7919 + 13) % SHAPES.tiny.vocab);

test("a token is multiplied with 15 and 100 million numbers", () => {
  expect(readPerToken(SHAPES["24M"])).toBe(15_191_712);
  expect(readPerToken(SHAPES["100M"])).toBe(100_092_672);
});

test("weights have the spread that is asked for, by their name alone", () => {
  const values = uniform(5, "a", 100_000, 0.25);
  const spread = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  expect(Math.abs(spread - 0.25)).toBeLessThan(0.002);
  expect(uniform(5, "a", 10, 0.25)).toEqual(values.slice(0, 10));
  expect(uniform(5, "b", 10, 0.25)).not.toEqual(values.slice(0, 10));
});

test("four bits are at most half a step away, and a block's largest number keeps its size", () => {
  const [inner, outer] = [2 * BLOCK, 3];
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const weight = uniform(seed, "w", inner * outer, 1);
      const { bits, scales } = packed(weight, inner, outer);
      const missed = [...weight].map((value, at) => {
        const [k, n] = [Math.floor(at / outer), at % outer];
        const scale = scales[n * 2 + Math.floor(k / BLOCK)]!;
        const byte = bits[(n * inner + k) >> 1]!;
        return Math.abs(((k % 2 === 0 ? byte & 15 : byte >> 4) - 8) * scale - value) / scale;
      });
      expect(Math.max(...missed)).toBeLessThan(0.5001);
    }),
    { numRuns: 20 },
  );
});
