// Encoders on WebGPU: the same vectors, scores and labels as on the CPU, through the runner and both ways to ONNX Runtime.
import { beforeEach, describe, expect, test } from "vitest";
import type { DeviceKind } from "../../runtime/model/device.ts";
import type { Inference, InferredValue, TextLabel } from "../../runtime/model/encode/inference.ts";
import { encoderDir } from "../runtime/model/encoder.ts";
import { backends, testRunner } from "../runtime/model/help.ts";
import { missing, withAdapter } from "./adapter.ts";

beforeEach(withAdapter);

const inputs = ["The old mill.", "a red house near the river, sold", "cat"].map((text) => ({ text }));

describe.skipIf(missing).each(backends)("through %s", (backend) => {
  async function inferred(kind: DeviceKind, dir: string, task: Inference): Promise<InferredValue[]> {
    const runner = await testRunner({ backend });
    const model = await runner.load({ dir, providers: [{ kind }] });
    expect(model).toMatchObject({ provider: kind, backend, encoder: { together: "padded" } });
    const found: InferredValue[] = [];
    for await (const { index, value } of runner.infer(model.handle, inputs, task)) found[index] = value;
    return found;
  }

  test("vectors", async () => {
    const dir = encoderDir("states");
    const task = { kind: "embed", pooling: "mean", normalize: true } as const;
    const [cpu, gpu] = [await inferred("cpu", dir, task), await inferred("webgpu", dir, task)];
    for (const [at, vector] of (gpu as Float32Array[]).entries())
      vector.forEach((x, d) => expect(x).toBeCloseTo((cpu[at] as Float32Array)[d]!, 4));
  });

  test("labels", async () => {
    const dir = encoderDir("classes", { labels: ["good", "bad"] });
    const task = { kind: "classify" } as const;
    const [cpu, gpu] = [await inferred("cpu", dir, task), await inferred("webgpu", dir, task)];
    for (const [at, labels] of (gpu as TextLabel[][]).entries())
      labels.forEach(({ score }, n) => expect(score).toBeCloseTo((cpu[at] as TextLabel[])[n]!.score, 4));
  });
});
