// How likely given texts are, on WebGPU as on the CPU: keys and values stay there, choices behind one prompt included.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { decoder } from "../../bench/decoder/write.ts";
import type { DeviceKind } from "../../runtime/model/device.ts";
import type { Likelihood } from "../../runtime/model/weighing.ts";
import { backends, nano, testRunner } from "../runtime/model/help.ts";
import { missing, withAdapter } from "./adapter.ts";

const place = mkdtempSync(join(tmpdir(), "strux-webgpu-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
beforeEach(withAdapter);

const models: Readonly<Record<string, () => Promise<string>>> = {
  "strux-nano": async () => nano,
  "ONNX's own operators": () => decoder({ size: "tiny", variant: "std", precisions: ["fp32"] }, place),
  "fused operators": () => decoder({ size: "tiny", variant: "gqa", precisions: ["fp32"] }, place),
};

const ids = (length: number, n: number): number[] =>
  Array.from({ length }, (_, at) => 3 + ((7 * at + 11 * n) % 90));
/** A short text, choices of several lengths behind a prompt, a text of several passes. */
const texts = [
  { tokens: ids(6, 1), from: 2 },
  ...[1, 2, 4, 2].map((length, n) => ({ tokens: [...ids(9, 2), ...ids(length, n)], from: 9 })),
  { tokens: ids(290, 3), from: 280 },
];

describe.skipIf(missing).each(backends)("through %s", (backend) => {
  async function weighed(kind: DeviceKind, dir: string): Promise<readonly Likelihood[]> {
    const runner = await testRunner({ backend });
    const model = await runner.load({ dir, providers: [{ kind }] });
    expect(model).toMatchObject({ provider: kind, backend, tried: [{ provider: kind, ok: true }] });
    const found: Likelihood[] = [];
    for await (const made of runner.likelihood(model.handle, texts)) found.push(made);
    return found.sort((a, b) => a.index - b.index);
  }

  test.each(Object.entries(models))("%s", async (_, at) => {
    const dir = await at();
    const [cpu, gpu] = [await weighed("cpu", dir), await weighed("webgpu", dir)];
    for (const [n, { logprobs }] of gpu.entries())
      for (const [nth, one] of logprobs.entries()) expect(one).toBeCloseTo(cpu[n]!.logprobs[nth]!, 3);
    expect(gpu).toHaveLength(texts.length);
  });
});
