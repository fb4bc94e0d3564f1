// The committed reader of the world of records: complete, small, described as it is, the same by both of its graphs, and able to answer.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { item } from "../../models/world/records/items.ts";
import { prompt } from "../../models/world/records/lesson.ts";
import { answers, greedy, makeRunner } from "../runtime/model/help.ts";

const folder = join(root, "models/strux-reader");
const bytes = (name: string): Buffer => readFileSync(join(folder, name));
const manifest = JSON.parse(bytes("manifest.json").toString()) as {
  readonly files: Record<string, { readonly bytes: number; readonly sha256: string }>;
};
const runner = await makeRunner();

test("manifest and card name every file with its size and digest", () => {
  const card = bytes("README.md").toString();
  for (const [name, stated] of Object.entries(manifest.files)) {
    const content = bytes(name);
    expect({ bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") }).toEqual(
      stated,
    );
    expect(card).toContain(stated.sha256);
  }
});

test("all models that ship take 8 MB at most", () => {
  const size = (path: string): number =>
    statSync(path).isDirectory()
      ? readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0)
      : statSync(path).size;
  const models = readdirSync(join(root, "models")).filter((name) => name.startsWith("strux-"));
  expect(models).toEqual(["strux-embed", "strux-nano", "strux-prune", "strux-reader"]);
  expect(models.reduce((sum, name) => sum + size(join(root, "models", name)), 0)).toBeLessThan(8_000_000);
});

const rows = Array.from({ length: 24 }, (_, at) =>
  item({ task: "single", facts: 4, split: "test", forms: "train", seed: 12 }, "card", at),
);

async function told(graph: string): Promise<readonly string[]> {
  const model = await runner.load({ dir: folder, graph, providers: [{ kind: "cpu" }] });
  const tokens = await runner.encode(
    folder,
    rows.map(({ list, question }) => prompt(list, question)),
    { bos: true },
  );
  const prompts = tokens.map((one) => ({ tokens: one, seed: 0 }));
  const given = await answers(runner, model, prompts, { ...greedy, maxTokens: 24 });
  return given.map(({ text, finish }) => (finish === "eos" ? text.trim() : ""));
}

test("it reads four facts as a list, with names it has not met, by both graphs", async () => {
  const [plain, fused] = [await told("onnx/model.onnx"), await told("onnx/model_gqa.onnx")];
  expect(fused).toEqual(plain);
  expect(plain.filter((text, at) => text === rows[at]?.answers[0]).length).toBeGreaterThanOrEqual(18);
});
