// Keys and values stay on the device: fed back from pass to pass without numbers, let go after their pass, fetched on request.
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { decoder } from "../../bench/decoder/write.ts";
import { Away } from "../../runtime/model/backend/away.ts";
import type { Backend, Values } from "../../runtime/model/backend/graph.ts";
import { openGraph } from "../../runtime/model/backend/open.ts";
import { type Cache, gather, whole } from "../../runtime/model/cache.ts";
import type { DeviceKind } from "../../runtime/model/device.ts";
import { makeSetup } from "../../runtime/model/fit.ts";
import { fetched, pass, type Setup } from "../../runtime/model/forward.ts";
import { readLayout } from "../../runtime/model/layout.ts";
import { backends, folder, nano } from "../runtime/model/help.ts";
import { missing } from "./adapter.ts";

const nanoFile = join(nano, "onnx", "model.onnx");

async function setup(kind: DeviceKind, backend: Backend, file = nanoFile): Promise<Setup> {
  const { graph } = await openGraph({ file, device: { kind }, threads: 1 }, { backend });
  onTestFinished(() => graph.release());
  return makeSetup(graph, readLayout(file, graph.inputs, graph.outputs));
}

const empty = (made: Setup): Cache => gather(made, [[]], 16);

/** A prompt and some tokens behind it: the logits after each pass, and the cache in the end. */
async function said(made: Setup): Promise<{ logits: number[][]; cache: Cache }> {
  let cache = empty(made);
  const logits: number[][] = [];
  for (const tokens of [[5, 42, 79], [116], [153], [190]]) {
    const passed = await pass(made, cache, [tokens]);
    logits.push([...passed.logits(0)]);
    ({ cache } = passed);
  }
  return { logits, cache };
}

const numbers = ({ data }: Values[string]): number[] => Array.from(data, Number);

/** The largest distance between two lists of numbers. */
const apart = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, x, at) => Math.max(most, Math.abs(x - b[at]!)), a.length === b.length ? 0 : Infinity);

describe.skipIf(missing).each(backends)("through %s", (backend) => {
  test("what a pass makes of keys and values has no numbers here, and serves the next pass", async () => {
    const [cpu, gpu] = [await setup("cpu", backend), await setup("webgpu", backend)];
    expect([cpu.graph.away, gpu.graph.away]).toEqual([false, true]);
    const [expected, found] = [await said(cpu), await said(gpu)];
    const lying = Object.values(found.cache.values).filter(({ type }) => type === "float32");
    expect(lying).toHaveLength(6);
    for (const value of lying) {
      expect(value).toBeInstanceOf(Away);
      expect(() => value.data).toThrow(
        /^the numbers of a tensor \[1,5,6,32\] were asked for, and they lie on the device$/,
      );
    }
    for (const [at, logits] of found.logits.entries())
      expect(apart(logits, expected.logits[at]!)).toBeLessThan(1e-3);
  });

  test("only as many tokens are in a pass as are computed rightly", async () => {
    const made = await decoder({ size: "tiny", variant: "gqa", precisions: ["fp32"] }, folder());
    const tiny = join(made, "onnx", "model.onnx");
    const [cpu, gpu] = [await setup("cpu", backend, tiny), await setup("webgpu", backend, tiny)];
    expect(cpu.fit.chunk).toBe(256);
    const prompt = Array.from({ length: 2 * gpu.fit.chunk }, (_, at) => 3 + ((7 * at) % 90));
    let cache = empty(gpu);
    let logits: number[] = [];
    for (let at = 0; at < prompt.length; at += gpu.fit.chunk) {
      const passed = await pass(gpu, cache, [prompt.slice(at, at + gpu.fit.chunk)]);
      [cache, logits] = [passed.cache, [...passed.logits(0)]];
    }
    const once = await pass(cpu, gather(cpu, [[]], prompt.length), [prompt]);
    expect(apart(logits, [...once.logits(0)])).toBeLessThan(1e-3);
  });

  test("fetched, they are those of the CPU", async () => {
    const [cpu, gpu] = [await setup("cpu", backend), await setup("webgpu", backend)];
    const [expected, found] = [await said(cpu), await said(gpu)];
    const [here] = await fetched(gpu, [whole(found.cache, 0)]);
    const [there] = [gather(cpu, [[whole(expected.cache, 0)]], 6)];
    for (const [name, value] of Object.entries(here!.cache.values))
      expect(apart(numbers(value), numbers(there.values[name]!))).toBeLessThan(1e-3);
  });

  test("a pass lets go of what it was fed, and clear() of the rest", async () => {
    const gpu = await setup("webgpu", backend);
    const first = await pass(gpu, empty(gpu), [[5, 42]]);
    const second = await pass(gpu, first.cache, [[79]]);
    const again = /a tensor \[1,5,2,32\] was used again, and has been let go/;
    await expect(pass(gpu, first.cache, [[79]])).rejects.toThrow(again);
    gpu.graph.clear();
    await expect(pass(gpu, second.cache, [[79]])).rejects.toThrow(/a tensor \[1,5,3,32\] was used again/);
  });
});
