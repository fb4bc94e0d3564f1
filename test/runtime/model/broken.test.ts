// Models that are broken, through the runner on both backends: cut off, changed, of a type that is not carried, of numbers that are none.
import { appendFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ModelError } from "../../../runtime/model/error.ts";
import type { Generation } from "../../../runtime/model/protocol.ts";
import { resumed } from "../../../runtime/model/resume.ts";
import { makeTensor, type Model, type Node, nodes, writeModel } from "../../../runtime/onnx/graph.ts";
import { openModel } from "../../../runtime/onnx/kept.ts";
import { type Field, holding, replaced } from "../../../runtime/onnx/message.ts";
import { swapped, tensorOf } from "../../../runtime/onnx/patch.ts";
import { GRAPH, NODE } from "../../../runtime/onnx/schema.ts";
import { bytesOf } from "../../../runtime/onnx/weights.ts";
import { answers, backends, folder, greedy, refusal, testRunner, tinyDecoder } from "./help.ts";

const cpu = [{ kind: "cpu" }] as const;
const options = { ...greedy, maxTokens: 4 };
const GRAPH_FILE = join("onnx", "model.onnx");

/** A copy of the tiny decoder, with its graph as it is made of the sound one. */
async function broken(change: (model: Model, dir: string) => Model): Promise<string> {
  const dir = folder();
  cpSync(await tinyDecoder("std"), dir, { recursive: true });
  const file = join(dir, GRAPH_FILE);
  writeFileSync(file, writeModel(change(openModel(file), dir)));
  return dir;
}
const same = (model: Model): Model => model;

/** The table of token vectors, as numbers that can be changed. */
const table = (model: Model, dir: string): Float32Array =>
  new Float32Array(bytesOf(tensorOf(model, "embed"), join(dir, "onnx")).slice().buffer);

/** The model with some rows of the table of token vectors. */
function embedding(model: Model, values: Float32Array, rows: number): Model {
  const { field } = tensorOf(model, "embed");
  const bytes = new Uint8Array(values.buffer, 0, rows * 64 * 4);
  return swapped(model, new Map([[field, [makeTensor("embed", "float32", [rows, 64], bytes)]]]));
}

describe.each(backends)("on %s", (backend) => {
  test("a graph that is cut off, and one whose weights are", async () => {
    const runner = await testRunner({ backend });
    const graph = await broken(same);
    truncateSync(join(graph, GRAPH_FILE), 1000);
    expect(await refusal(runner.load({ dir: graph, providers: cpu }))).toMatchObject({
      code: "E513",
      cause: expect.stringMatching(
        / is cut off, or is no ONNX file: what begins at byte \d+ goes beyond byte 1,000/,
      ),
    });
    const weights = await broken(same);
    truncateSync(join(weights, `${GRAPH_FILE}_data`), 1000);
    const short = await refusal(runner.load({ dir: weights, providers: cpu }));
    expect(short).toMatchObject({
      code: "E513",
      cause: expect.stringMatching(/^graph not loadable: .*file_length: 1000 are out of bounds/),
    });
    // where in its source ONNX Runtime met it is nobody's concern
    expect(short.cause).not.toMatch(/\.cc:\d|onnxruntime::/);
  });

  test("one byte of the weights changed is another model: not taken for the one that was loaded", async () => {
    const runner = await testRunner({ backend });
    const dir = await broken(same);
    const { digest } = await runner.describe(dir);
    const model = await runner.load({ dir, providers: cpu });
    expect(model.digest).toBe(digest);
    appendFileSync(join(dir, `${GRAPH_FILE}_data`), "x");
    expect((await runner.describe(dir)).digest).not.toBe(digest);
    process.kill(runner.pid()!, "SIGKILL");
    await refusal(answers(runner, model, [{ tokens: [5], seed: 0 }], options));
    const error = await refusal(answers(runner, model, [{ tokens: [5], seed: 0 }], options));
    expect(error).toMatchObject({ code: "E514" });
  });

  test("weights that were written over in their place and put back are the first ones: nothing is kept of them", async () => {
    const dir = await broken(same);
    const file = join(dir, `${GRAPH_FILE}_data`);
    const [sound, asked] = [readFileSync(file), [{ tokens: [5, 6, 7], seed: 0 }]];
    const said = async (): Promise<readonly number[]> => {
      const runner = await testRunner({ backend });
      const model = await runner.load({ dir, providers: cpu });
      const [answer] = await answers(runner, model, asked, options);
      await runner.close();
      return answer!.tokens;
    };
    const first = await said();
    const other = Buffer.from(sound);
    for (let at = 0; at < other.length; at += 8) other.copyWithin(at, at + 4, at + 8);
    writeFileSync(file, other);
    expect(await said()).not.toEqual(first);
    rmSync(file);
    writeFileSync(file, sound);
    expect(await said()).toEqual(first);
  });

  test("numbers that are none are told at their prompt; the others are answered as they are alone", async () => {
    const dir = await broken((model, at) => {
      const values = table(model, at);
      values.fill(Number.NaN, 300 * 64, 301 * 64);
      return embedding(model, values, 512);
    });
    const runner = await testRunner({ backend });
    const model = await runner.load({ dir, providers: cpu });
    const asked = [[5, 6], [7, 300, 8], [9]].map((tokens) => ({ tokens, seed: 0 }));
    const refused: string[] = [];
    const onRefused = (index: number, { code, cause }: ModelError) =>
      void refused.push(`${index} ${code} ${cause}`);
    const found = await answers(runner, model, asked, options, { onRefused });
    expect(refused).toEqual(["1 E512 the model computed NaN at prompt 2, token 1"]);
    const alone: Generation[] = [];
    for (const at of [0, 2]) alone.push(...(await answers(runner, model, [asked[at]!], options)));
    expect(found.map(({ tokens }) => tokens)).toEqual(alone.map(({ tokens }) => tokens));
  });

  const slow = { timeout: 180_000 }; // four processes one after the other
  test(
    "a device that is gone takes the process with it, and in the end only the prompt under which it goes",
    slow,
    async () => {
      // no device is at hand that could be taken away: a node fails, and its name says what the driver would
      const dir = await broken((model, at) => {
        const gather = nodes(model.graph).find(({ inputs }) => inputs[0] === "embed")!;
        return renamed(embedding(model, table(model, at), 100), gather, "device was lost");
      });
      const runner = await testRunner({ backend });
      const { handle } = await runner.load({ dir, providers: cpu });
      const pids = new Set([runner.pid()]);
      const asked = [[5, 6], [7, 300], [9]].map((tokens) => ({ tokens, seed: 0 }));
      const [answered, refused]: [number[], string[]] = [[], []];
      const hooks = {
        onRefused: (index: number, { code, cause }: ModelError) =>
          void refused.push(`${index} ${code} ${cause}`),
        onRestart: () => undefined,
        onLoaded: () => void pids.add(runner.pid()),
      };
      for await (const { index } of resumed(runner, handle, asked, { ...options, maxTokens: 1 }, hooks))
        answered.push(index);
      expect(answered.toSorted((a, b) => a - b)).toEqual([0, 2]);
      expect(refused).toEqual([
        expect.stringMatching(/^1 E510 the runner process died .*the device is gone: /),
      ]);
      expect(pids.size).toBeGreaterThan(2);
    },
  );
});

function renamed(model: Model, { field, fields }: Node, name: string): Model {
  const by: Field = holding(GRAPH.node, replaced(fields, NODE.name, [holding(NODE.name, name)]));
  return swapped(model, new Map([[field, [by]]]));
}

test("a digest covers every file that moves an answer", async () => {
  const runner = await testRunner();
  const dir = await broken(same);
  const before = (await runner.describe(dir)).digest;
  for (const name of ["config.json", "tokenizer.json", GRAPH_FILE, `${GRAPH_FILE}_data`]) {
    const file = join(dir, name);
    const bytes = readFileSync(file);
    // of a graph a field that nobody knows
    appendFileSync(file, name === GRAPH_FILE ? Uint8Array.of(0x98, 0x06, 1) : " ");
    expect((await runner.describe(dir)).digest).not.toBe(before);
    writeFileSync(file, bytes);
  }
  expect((await runner.describe(dir)).digest).toBe(before);
});
