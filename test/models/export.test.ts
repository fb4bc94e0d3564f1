// The export of a reader: both graphs give what the trainer's model gives, and take rows of unequal length together.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { openGraph } from "../../runtime/model/backend/open.ts";
import { externalFiles } from "../../runtime/model/external.ts";
import { makeSetup } from "../../runtime/model/fit.ts";
import type { Setup } from "../../runtime/model/forward.ts";
import { readLayout } from "../../runtime/model/layout.ts";
import type { Described } from "../../runtime/model/protocol.ts";
import { answers, greedy, makeRunner } from "../runtime/model/help.ts";

const python = join(root, ".venv/bin/python");
const without = !existsSync(python);
if (without) console.log("skipped: the trainer's Python is not at hand (models/train/README.md)");

describe.skipIf(without)("the export of a reader with random weights", async () => {
  const place = mkdtempSync(join(tmpdir(), "strux-export-"));
  afterAll(() => rmSync(place, { recursive: true, force: true }));
  const dir = join(place, "model");
  const runner = await makeRunner();
  const made = without
    ? { stdout: "", stderr: "" }
    : spawnSync(python, [join(root, "test/models/export.py"), place], { cwd: root, encoding: "utf8" });

  test("both graphs write the trainer's greedy text, their logits apart by half precision", () => {
    expect(made.stderr).not.toContain("Error");
    const compared = made.stdout
      .split("\n")
      .filter((line) => line.startsWith('{"graph"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(compared.map(({ graph }) => graph)).toEqual(["model.onnx", "model_gqa.onnx"]);
    for (const {
      documents,
      "same greedy text": same,
      "apart by a near tie": ties,
      "max |dlogit|": apart,
    } of compared) {
      expect(documents).toBe(8);
      expect(Number(same) + Number(ties)).toBe(8);
      expect(same).toBeGreaterThan(6);
      expect(apart).toBeLessThan(0.01);
    }
  });

  test.each([
    ["onnx/model.onnx", "masked"],
    ["onnx/model_gqa.onnx", "packed"],
  ])("%s answers prompts of unequal length together as each alone", async (graph, rows) => {
    expect((await setupOf(join(dir, graph))).fit).toMatchObject({ continues: true, rows });
    const model = await runner.load({ dir, graph, providers: [{ kind: "cpu" }] });
    expect(model.wholeLogits).toBeUndefined();
    const prompts = [3, 17, 40, 9, 301].map((length, n) => ({ seed: 0, tokens: ids(length, n) }));
    const together = await answers(runner, model, prompts, { ...greedy, maxTokens: 24 });
    for (const [n, prompt] of prompts.entries()) {
      const [alone] = await answers(runner, model, [prompt], { ...greedy, maxTokens: 24 });
      expect(together[n]?.tokens).toEqual(alone?.tokens);
      expect(together[n]?.logprob).toBeCloseTo(alone!.logprob, 3);
    }
  });

  test("the graphs name one file of weights, and nothing in it is stored twice", () => {
    for (const graph of ["model.onnx", "model_gqa.onnx"])
      expect(externalFiles(join(dir, "onnx", graph))).toEqual(["model.onnx_data"]);
    const { parameters } = JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8")) as Described;
    // what a token ends or begins is no parameter: four numbers each
    const marks =
      2 *
      4 *
      (JSON.parse(readFileSync(join(dir, "config.json"), "utf8")) as { vocab_size: number }).vocab_size;
    expect(statSync(join(dir, "onnx/model.onnx_data")).size).toBeLessThan(2 * parameters! + marks + 2048);
  });
});

async function setupOf(file: string): Promise<Setup> {
  const { graph } = await openGraph({ file, device: { kind: "cpu" }, threads: 1 }, { backend: "ffi" });
  onTestFinished(() => graph.release());
  return makeSetup(graph, readLayout(file, graph.inputs, graph.outputs));
}

const ids = (length: number, n: number): number[] =>
  Array.from({ length }, (_, at) => 5 + ((7 * at * at + 131 * n + (at >> 2)) % 2000));
