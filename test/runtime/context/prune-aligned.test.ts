// Pruning through a graph whose head is known: each token has the probability of its word, so that every score can be worked out.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Graph } from "../../../bench/decoder/graph.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { makeModel, writeModel } from "../../../runtime/onnx/graph.ts";
import { encoderDir, tokenizerJson } from "../model/encoder.ts";
import { folder, makeRunner } from "../model/help.ts";
import { ran } from "../program.ts";

/** How likely a word is kept; all others, those put around and those of the question are nearly certain. */
const keep: { readonly [word: string]: number } = {
  the: 0.5,
  mill: 0.9,
  is: 0.2,
  old: 0.3,
  red: 0.1,
  boat: 0.4,
  ".": 0.6,
};
const CERTAIN = 0.999;

/** input_ids [B,S] -> logits [B,S,2], the word's own; relevance [B,1], those of the first token. */
function known(vocab: { readonly [token: string]: number }) {
  const g = new Graph();
  const ids = g.given("input", "input_ids", "int64", ["batch", "sequence"]);
  g.given("input", "attention_mask", "int64", ["batch", "sequence"]);
  const logits = new Float32Array(2 * Object.keys(vocab).length);
  for (const [word, id] of Object.entries(vocab)) {
    const p = keep[word] ?? CERTAIN;
    logits[2 * id + 1] = Math.log(p / (1 - p));
  }
  const table = g.tensor("table", "float32", [logits.length / 2, 2], logits);
  g.op("Gather", [table, ids], {}, "logits");
  g.given("output", "logits", "float32", ["batch", "sequence", 2]);
  const first = g.op("Gather", ["logits", g.tensor("zero", "int64", [], BigInt64Array.of(0n))], { axis: 1 });
  g.op("Gather", [first, g.whole(1)], { axis: 1 }, "relevance");
  g.given("output", "relevance", "float32", ["batch", 1]);
  return makeModel("known", g.fields, { "": 17 });
}

const place = folder();
const dir = encoderDir("prune", { at: join(place, "p"), labels: ["O", "keep"] });
writeFileSync(join(dir, "onnx/model.onnx"), writeModel(known(tokenizerJson.model.vocab)));

async function shown(program: string): Promise<readonly string[]> {
  const { shown: all, failed } = await ran(`model p = onnx("p")\n${program}`, {
    deps: { runner: await makeRunner(), files: nodeFiles({ folder: place, env: {} }) },
  });
  expect(failed).toEqual([]);
  return all;
}
const mean = (...words: readonly string[]): number =>
  words.reduce((sum, word) => sum + keep[word]!, 0) / words.length;

test("a sentence scores the mean of its own tokens: neither those of the question nor those put around count", async () => {
  const [all] = await shown(
    `show sentence_scores("The mill is old. The red boat. Mill.", "who sold the house?", with: p) |> map(s => s.score)`,
  );
  const scores = JSON.parse(all ?? "") as readonly number[];
  const expected = [
    mean("the", "mill", "is", "old", "."),
    mean("the", "red", "boat", "."),
    mean("mill", "."),
  ];
  expect(scores).toEqual(expected.map((score) => expect.closeTo(score, 5) as unknown));
});

test("precision, recall and F2 of what stays, by hand: what a lower threshold loses in precision it has in recall", async () => {
  // 0.5, 0.4 and 0.75, of which the first two are wanted
  const shares = await shown(`
data qa = table([{ id: 1, text: "The mill is old. The red boat. Mill.", gold: ["The mill is old.", "The red boat."] }])
run r over qa vary t in [-1, 0.45, 0.6, 1] {
  step kept = prune(.text, "who?", with: p, threshold: t)
  step spans = map(sentences(.kept), s => s.text)
  step p = precision(.spans, .gold)
  step rc = recall(.spans, .gold)
  step f2 = if .rc == 0 then 0 else 5 * .p * .rc / (4 * .p + .rc)
}
show map([0, 1, 2, 3], n => [r[n].p, r[n].rc, r[n].f2, compression(r[n].kept, of: r[n].text)])`);
  const close = (...all: readonly number[]) => all.map((one) => expect.closeTo(one, 9) as unknown);
  expect(JSON.parse(shares.find((one) => one.startsWith("[")) ?? "")).toEqual([
    // all three stay: 5 * 2/3 / (4 * 2/3 + 1)
    close(2 / 3, 1, 10 / 11, 1),
    close(1 / 2, 1 / 2, 1 / 2, 22 / 36),
    close(0, 0, 0, 5 / 36),
    close(0, 0, 0, 0),
  ]);
});
