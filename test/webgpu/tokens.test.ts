// The same tokens on WebGPU as on the CPU, through the runner and both ways to ONNX Runtime; WebGPU is used, nothing else.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { decoder } from "../../bench/decoder/write.ts";
import { item } from "../../models/world/records/items.ts";
import { prompt } from "../../models/world/records/lesson.ts";
import { prompt as nanoPrompt } from "../../models/world/training.ts";
import { world } from "../../models/world/world.ts";
import type { DeviceKind } from "../../runtime/model/device.ts";
import type { Generation } from "../../runtime/model/protocol.ts";
import { answers, backends, greedy, nano, testRunner } from "../runtime/model/help.ts";
import { layouts, model as seq2seq } from "../runtime/model/seq2seq/model.ts";
import { stories } from "../runtime/model/stories.ts";
import { missing, withAdapter } from "./adapter.ts";

const place = mkdtempSync(join(tmpdir(), "strux-webgpu-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
beforeEach(withAdapter);

const tiny = (variant: "std" | "gqa") => decoder({ size: "tiny", variant, precisions: ["fp32"] }, place);

/** What is run: a directory, prompts of token ids, and how many tokens each is answered with. */
interface Trial {
  readonly dir: () => Promise<string | undefined>;
  readonly lengths: readonly number[];
  readonly maxTokens: number;
  readonly beams?: number;
}
const trials: Readonly<Record<string, Trial>> = {
  "strux-nano": { dir: async () => nano, lengths: [3, 3, 9], maxTokens: 6 },
  stories260K: { dir: async () => stories()?.dir, lengths: [1, 4], maxTokens: 24 },
  "ONNX's own operators": { dir: () => tiny("std"), lengths: [2, 5, 5], maxTokens: 12 },
  "fused operators": { dir: () => tiny("gqa"), lengths: [2, 5, 5], maxTokens: 12 },
  // longer than a pass of the prompt, so that several tokens follow cached ones
  "a long prompt": { dir: () => tiny("std"), lengths: [300], maxTokens: 3 },
  "beams, whose rows are forked": { dir: () => tiny("std"), lengths: [4, 2], maxTokens: 6, beams: 3 },
  "beams, fused": { dir: () => tiny("gqa"), lengths: [4, 2], maxTokens: 6, beams: 3 },
  "an encoder-decoder": { dir: async () => seq2seq("t5"), lengths: [4, 9], maxTokens: 6 },
  "an encoder-decoder of three graphs": {
    dir: async () => seq2seq("t5", layouts.split),
    lengths: [4, 9],
    maxTokens: 6,
    beams: 2,
  },
  "a long prompt, fused": { dir: () => tiny("gqa"), lengths: [300, 40], maxTokens: 3 },
};

describe.skipIf(missing).each(backends)("through %s", (backend) => {
  async function generated(
    kind: DeviceKind,
    dir: string,
    { lengths, maxTokens, beams }: Trial,
  ): Promise<readonly Generation[]> {
    const runner = await testRunner({ backend });
    const model = await runner.load({ dir, providers: [{ kind }] });
    expect(model).toMatchObject({ provider: kind, backend, tried: [{ provider: kind, ok: true }] });
    const prompts = lengths.map((length, n) => ({ seed: 0, tokens: ids(length, n) }));
    return answers(runner, model, prompts, { ...greedy, maxTokens, ...(beams !== undefined && { beams }) });
  }

  test.for(Object.entries(trials))("%s", async ([, trial], { skip }) => {
    const dir = await trial.dir();
    if (dir === undefined) return skip("stories260K is not at hand");
    const [cpu, gpu] = [await generated("cpu", dir, trial), await generated("webgpu", dir, trial)];
    expect(gpu.map(({ tokens }) => tokens)).toEqual(cpu.map(({ tokens }) => tokens));
    for (const [n, { logprob }] of gpu.entries()) expect(logprob).toBeCloseTo(cpu[n]!.logprob, 3);
  });

  test.each(["strux-nano", "strux-reader"])("twenty questions to %s", async (name) => {
    const dir = join(root, "models", name);
    const runner = await testRunner({ backend });
    const prompts = await runner.encode(dir, asked[name]!, { bos: true });
    const said: Generation[][] = [];
    for (const kind of ["cpu", "webgpu"] as const) {
      const model = await runner.load({ dir, providers: [{ kind }] });
      expect(model.provider).toBe(kind);
      const given = prompts.map((tokens) => ({ seed: 0, tokens }));
      said.push([...(await answers(runner, model, given, { ...greedy, maxTokens: 12 }))]);
    }
    const [cpu, gpu] = said.map((all) => all.map(({ text }) => text));
    expect(cpu).toHaveLength(20);
    expect(gpu).toEqual(cpu);
  });

  test("tokens that are drafted there, as the answer comes back to what it has said", async () => {
    const trial: Trial = { dir: () => tiny("gqa"), lengths: [4], maxTokens: 60 };
    const dir = await tiny("gqa");
    const [[cpu], [gpu]] = [await generated("cpu", dir, trial), await generated("webgpu", dir, trial)];
    expect(gpu?.drafted).toBeGreaterThan(0);
    for (const key of ["tokens", "drafted", "accepted"] as const) expect(gpu?.[key]).toEqual(cpu?.[key]);
  });
});

/** Documents of eight facts in the world of each reader, with a question. */
const asked: { readonly [model: string]: readonly string[] } = {
  "strux-nano": world({ n: 20, facts: 8, split: "test", seed: 3 }).map((row) =>
    nanoPrompt(row.list, row.question),
  ),
  "strux-reader": Array.from({ length: 20 }, (_, at) =>
    item({ task: "single", facts: 8, split: "test", seed: 3 }, "webgpu", at),
  ).map(({ list, question }) => prompt(list, question)),
};

/** Token ids that every vocabulary here has. */
const ids = (length: number, n: number): number[] =>
  Array.from({ length }, (_, at) => 3 + ((7 * at + 11 * n) % 90));
