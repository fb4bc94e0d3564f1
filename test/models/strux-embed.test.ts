// The committed embedder: described by its manifest and card as it is, read by the runner from its own files alone, and near to what
// answers.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isCurrent, readEvaluation } from "../../bench/cards/card.ts";
import { embedderTables, type Embed } from "../../bench/cards/embedder.ts";
import { differences, measured } from "../../bench/cards/table.ts";
import { root } from "../../bin/build.mjs";
import { inspect } from "../../runtime/model/index.ts";
import { makeRunner } from "../runtime/model/help.ts";

const folder = join(root, "models/strux-embed");
const bytes = (name: string): Buffer => readFileSync(join(folder, name));
const readme = bytes("README.md").toString();
const manifest = JSON.parse(bytes("manifest.json").toString()) as {
  readonly files: Record<string, { bytes: number; sha256: string }>;
};
const runner = await makeRunner();
const { handle } = await runner.load({ dir: folder, providers: [{ kind: "cpu" }] });

const embed: Embed = async (texts, dimensions) => {
  const inputs = texts.map((text) => ({ text }));
  const out: Float32Array[] = [];
  for await (const { index, value } of runner.infer(handle, inputs, { kind: "embed", dimensions }))
    out[index] = value as Float32Array;
  return out;
};

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);

test("manifest and card name every file with its size and digest; the weights are small", () => {
  for (const [name, stated] of Object.entries(manifest.files)) {
    const content = bytes(name);
    expect({ bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") }).toEqual(
      stated,
    );
    expect(readme).toContain(stated.sha256);
  }
  expect(manifest.files["onnx/model.onnx"]?.bytes).toBeLessThan(1_600_000);
});

test("its tokenizer is the one that it was trained with: a digit is a token", () => {
  const { model } = JSON.parse(bytes("tokenizer.json").toString()) as { model: { vocab: object } };
  expect(Object.keys(model.vocab)).toHaveLength(2048);
  expect(Object.keys(model.vocab).filter((token) => /\d./.test(token))).toEqual([]);
});

test("its files say what it is: vectors of 128 numbers, the mean over the tokens, of length 1", () => {
  const { encoder } = inspect(folder);
  expect(encoder).toMatchObject({
    kind: "embed",
    width: 128,
    settings: { pooling: "mean", normalize: true },
  });
});

const ASKED = [
  "What is the price of Vasbok?",
  "How much is Vasbokfut?",
  "Who is the mayor of Vasbok?",
  "What speed does Zerjev make?",
];
const TOLD = [
  "The price that belongs to Vasbok is 40 euro.",
  "Vasbokfut is on offer for 310 euro.",
  "By all accounts Vasbok is run by Yorarn Zebold.",
  "Zerjev gets up to a speed of 31 knots.",
];

test.each([32, 64, 128])(
  "in %i dimensions vectors have length 1 and the passage that answers is nearest",
  async (size) => {
    const made = await embed([...ASKED, ...TOLD], size);
    for (const vector of made) {
      expect(vector.length).toBe(size);
      expect(dot(vector, vector)).toBeCloseTo(1, 5);
    }
    const [asked, told] = [made.slice(0, ASKED.length), made.slice(ASKED.length)];
    const nearest = asked.map((query) => {
      const near = told.map((passage) => dot(query, passage));
      return near.indexOf(Math.max(...near));
    });
    expect(nearest).toEqual([0, 1, 2, 3]);
  },
);

test("a vector does not depend on what is computed beside it", async () => {
  const long = `${TOLD[2]} ${TOLD[3]}`.repeat(4);
  const [alone] = await embed([TOLD[0] ?? ""], 128);
  const [beside] = await embed([TOLD[0] ?? "", long], 128);
  beside?.forEach((x, at) => expect(x).toBeCloseTo(alone?.[at] ?? NaN, 5));
});

test("the card says what was measured, and the first questions of each row are answered so again", async () => {
  expect(isCurrent(folder)).toBe(true);
  const { tables } = readEvaluation(folder);
  for (const table of embedderTables(embed))
    expect(
      differences(
        await measured(table, "quick"),
        tables.find(({ title }) => title === table.title),
        "quick",
      ),
    ).toEqual([]);
});
