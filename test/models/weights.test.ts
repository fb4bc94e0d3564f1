// The committed model directory: complete, small, described by its manifest and README as it is, and able to answer.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { prompt, text, type Layout } from "../../models/world/training.ts";
import { VOCABULARY_SIZE } from "../../models/world/encode.ts";
import { world } from "../../models/world/world.ts";
import { answers, greedy, makeRunner } from "../runtime/model/help.ts";

const folder = join(root, "models/strux-nano");
const bytes = (name: string): Buffer => readFileSync(join(folder, name));
const json = (name: string): Record<string, unknown> =>
  JSON.parse(bytes(name).toString()) as Record<string, unknown>;
const manifest = json("manifest.json") as {
  parameters: number;
  files: Record<string, { bytes: number; sha256: string }>;
};
const runner = await makeRunner();

test("manifest and README name every file with its size and digest", () => {
  const readme = bytes("README.md").toString();
  for (const [name, stated] of Object.entries(manifest.files)) {
    const content = bytes(name);
    expect({ bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") }).toEqual(
      stated,
    );
    expect(readme).toContain(stated.sha256);
  }
});

test("at most 3 million parameters and 4 MB", () => {
  expect(manifest.parameters).toBeLessThan(3_000_000);
  const total = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
  expect(total).toBeLessThan(4_000_000);
});

test("the configuration is the vocabulary's", () => {
  expect(json("config.json")).toMatchObject({
    model_type: "strux_nano",
    vocab_size: VOCABULARY_SIZE,
    bos_token_id: 1,
    eos_token_id: 2,
  });
});

test.each(["outline", "list"] satisfies Layout[])("it reads 16 facts as %s", async (layout) => {
  const rows = world({ n: 24, facts: 16, split: "test", seed: 12 });
  const model = await runner.load({ dir: folder, providers: [{ kind: "cpu" }] });
  const tokens = await runner.encode(
    folder,
    rows.map((row) => prompt(text(row, layout), row.question)),
    { bos: true },
  );
  const prompts = tokens.map((one) => ({ tokens: one, seed: 0 }));
  const given = await answers(runner, model, prompts, { ...greedy, maxTokens: 12 });
  const right = given.filter((one, i) => one.finish === "eos" && one.text.trim() === rows[i]?.answers[0]);
  expect(right.length).toBeGreaterThanOrEqual(22);
});
