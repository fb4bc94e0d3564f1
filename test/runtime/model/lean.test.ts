// Graphs as they are run: logits of the last tokens alone, the same answers, and no graph is lost on the way.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { decoder } from "../../../bench/decoder/write.ts";
import { openGraph } from "../../../runtime/model/backend/open.ts";
import { fileDigest } from "../../../runtime/model/digest.ts";
import { inspect } from "../../../runtime/model/inspect.ts";
import { readLayout } from "../../../runtime/model/layout.ts";
import { lean } from "../../../runtime/model/lean.ts";
import { noted } from "../../../runtime/model/note.ts";
import { graphsPlace } from "../../../runtime/model/optimized.ts";
import { triedSetup } from "../../../runtime/model/tried.ts";
import { makeNode, stated, writeModel } from "../../../runtime/onnx/graph.ts";
import { insertAfter } from "../../../runtime/onnx/insert.ts";
import { openModel } from "../../../runtime/onnx/kept.ts";
import { headOf, POSITIONS } from "../../../runtime/onnx/logits.ts";
import { addInput, addTensor } from "../../../runtime/onnx/patch.ts";
import { showLoaded } from "../../../runtime/show/model.ts";
import { answers, folder, greedy, nano, testRunner, tinyDecoder } from "./help.ts";

const cpu = [{ kind: "cpu" }] as const;
const graph = join(nano, "onnx", "model.onnx");
const source = async (file: string) => ({ file, digest: await fileDigest(file), bytes: 1 });

beforeEach(() => {
  vi.stubEnv("STRUX_STORE", folder());
});
afterAll(() => {
  vi.unstubAllEnvs();
});

test("the graph that is run has the input that chooses positions; the model's own file is left alone", async () => {
  const before = readFileSync(graph);
  const { file } = await lean(await source(graph), true);
  expect(file.startsWith(graphsPlace())).toBe(true);
  expect(stated(openModel(file).graph, "input").map(({ name }) => name)).toContain(POSITIONS);
  expect(readFileSync(graph).equals(before)).toBe(true);
  expect((await lean(await source(graph), true)).file).toBe(file);
});

describe("the graph stays as it is", () => {
  test("where its head is not found", async () => {
    const file = join(folder(), "model.onnx");
    const headless = insertAfter(openModel(graph), "logits", (a, b) => [makeNode("Softmax", [a], [b])]);
    writeFileSync(file, writeModel(headless));
    const { file: run, whole } = await lean(await source(file), true);
    expect([run, whole]).toEqual([file, "the logits are not a product of hidden states and a weight"]);
    expect(existsSync(graphsPlace())).toBe(false);
  });

  test("where the store cannot be written", async () => {
    const place = join(folder(), "file");
    writeFileSync(place, "");
    vi.stubEnv("STRUX_STORE", join(place, "store"));
    const { file, whole } = await lean(await source(graph), true);
    expect([file, whole]).toEqual([graph, expect.stringMatching(/^ENOTDIR|^EEXIST/)]);
    const runner = await testRunner();
    const model = await runner.load({ dir: nano, providers: cpu });
    expect(model.wholeLogits).toMatch(/^ENOTDIR|^EEXIST/);
    expect(String(showLoaded("m", model).data["text/plain"])).toContain(
      `; logits of whole prompts are computed, as ${model.wholeLogits}`,
    );
  });
});

test(
  "a patched graph that is damaged is not run: the model's own is, and the next load patches it anew",
  { timeout: 120_000 },
  async () => {
    const asked = async (): Promise<readonly number[]> => {
      const runner = await testRunner();
      const model = await runner.load({ dir: nano, providers: cpu });
      const [answer] = await answers(runner, model, [{ tokens: [1, 20, 30, 40], seed: 0 }], {
        ...greedy,
        maxTokens: 5,
      });
      await runner.close();
      return answer!.tokens;
    };
    const first = await asked();
    const [name] = readdirSync(graphsPlace());
    const patched = join(graphsPlace(), name!, "model.onnx");
    writeFileSync(patched, "damaged");
    expect(await asked()).toEqual(first);
    expect(existsSync(patched)).toBe(false);
    expect(await asked()).toEqual(first);
    expect(existsSync(patched)).toBe(true);
  },
);

test(
  "an input of exporters for the same end is fed, and the logits are those of the graph without it",
  { timeout: 120_000 },
  async () => {
    const dir = await decoder({ size: "tiny", variant: "std", precisions: ["fp32"] }, folder());
    const file = join(dir, "onnx", "model.onnx");
    const prompts = [
      [5, 7],
      [1, 2, 3, 4, 400],
    ].map((tokens) => ({ tokens, seed: 0 }));
    const asked = async () => {
      const runner = await testRunner();
      const model = await runner.load({ dir, providers: cpu });
      const found = await answers(runner, model, prompts, { ...greedy, maxTokens: 6 });
      await runner.close();
      return found.map(({ tokens }) => tokens);
    };
    const expected = await asked();
    const own = openModel(file);
    const [hidden] = headOf(own.graph).inputs;
    // hidden[:, -num_logits_to_keep:, :]
    const whole = (value: bigint) => new Uint8Array(BigInt64Array.of(value).buffer);
    const end = addTensor(
      addTensor(own, "end", "int64", [1], whole(2n ** 62n)),
      "one",
      "int64",
      [1],
      whole(1n),
    );
    const exported = insertAfter(addInput(end, "num_logits_to_keep", "int64", []), hidden!, (from, to) => [
      makeNode("Neg", ["num_logits_to_keep"], ["negative"]),
      makeNode("Reshape", ["negative", "one"], ["start"]),
      makeNode("Slice", [from, "start", "end", "one"], [to]),
    ]);
    writeFileSync(file, writeModel(exported));
    expect(await asked()).toEqual(expected);
    expect(inspect(dir, undefined, 1e12).refused).toBeNull();
  },
);

describe("what takes long to find out about a large model is remembered", () => {
  test("digests, until the file is another one", async () => {
    const dir = folder();
    const file = join(dir, "large");
    writeFileSync(file, Buffer.alloc(17 << 20, 1));
    const sum = await fileDigest(file);
    expect(readdirSync(join(process.env["STRUX_STORE"]!, "digests")).length).toBe(1);
    writeFileSync(file, Buffer.alloc(17 << 20, 2));
    expect(await fileDigest(file)).not.toBe(sum);
    expect(readdirSync(join(process.env["STRUX_STORE"]!, "digests")).length).toBe(2);
  });

  test(
    "how a graph takes batches: the next process does not try it again",
    { timeout: 120_000 },
    async () => {
      const dir = await decoder({ size: "tiny", variant: "gqa", precisions: ["fp32"] }, folder());
      const loaded = async () => {
        const runner = await testRunner({ optimizeFrom: 0 });
        const model = await runner.load({ dir, providers: cpu });
        const prompts = [
          [5, 7],
          [1, 2, 3, 4],
        ].map((tokens) => ({ tokens, seed: 0 }));
        const found = await answers(runner, model, prompts, { ...greedy, maxTokens: 4 });
        await runner.close();
        return found.map(({ tokens }) => tokens);
      };
      const first = await loaded();
      const fits = join(process.env["STRUX_STORE"]!, "fits");
      const [name] = readdirSync(fits);
      expect(JSON.parse(readFileSync(join(fits, name!), "utf8"))).toEqual({
        continues: true,
        chunk: 256,
        rows: "packed",
        shared: true,
        branches: true,
      });
      expect(await loaded()).toEqual(first);
      writeFileSync(join(fits, name!), '{"rows":"strange"}');
      expect(await loaded()).toEqual(first);
      expect(readFileSync(join(fits, name!), "utf8")).toContain("packed");
    },
  );

  test("of a graph that once was opened without its patch, that it has no branches: with it, it has", async () => {
    const file = join(await tinyDecoder("gqa"), "onnx", "model.onnx");
    const patched = await lean({ file, digest: await fileDigest(file), bytes: 1 }, true);
    const branches: boolean[] = [];
    for (const form of [{ file }, patched, { file }]) {
      const opening = { ...form, device: { kind: "cpu" }, threads: 1 } as const;
      const { graph } = await openGraph(opening, { backend: "ffi" });
      onTestFinished(() => graph.release());
      const { fit } = await triedSetup(graph, readLayout(file, graph.inputs, graph.outputs), ["a graph"]);
      branches.push(fit.branches);
    }
    expect(branches).toEqual([false, true, false]);
  });

  test("of what nobody looked at, nothing", async () => {
    expect(await noted("fits", ["a", "b"])).toBeUndefined();
  });
});
