// Encoders beside transformers.js on the same random weights: vectors, scores, labels, masks and answers are the same.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import type {
  Filling,
  InferInput,
  Inference,
  InferredValue,
  TextLabel,
  TextSpan,
} from "../../runtime/model/encode/inference.ts";
import { encoderDir } from "../runtime/model/encoder.ts";
import { makeRunner } from "../runtime/model/help.ts";
import { shared } from "../shared.ts";

/** `npm run bench models` puts it there. */
const entry = join(root, ".cache/peers/node_modules/@huggingface/transformers/dist/transformers.node.mjs");
const bert = shared("models/tokenizers/bert-uncased/tokenizer.json");

interface Question {
  readonly task: string;
  readonly dir: string;
  readonly inputs: readonly (readonly unknown[])[];
  readonly options?: object;
}

async function peer(questions: readonly Question[]): Promise<unknown[][]> {
  const child = spawn(process.execPath, [join(root, "test/slow/transformers.mjs"), entry], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(questions));
  let told = "";
  for await (const part of child.stdout) told += String(part);
  return JSON.parse(told) as unknown[][];
}

const runner = makeRunner();

async function ours(dir: string, inputs: readonly InferInput[], task: Inference): Promise<InferredValue[]> {
  const { handle } = await (await runner).load({ dir, providers: [{ kind: "cpu" }] });
  const found: InferredValue[] = [];
  for await (const { index, value } of (await runner).infer(handle, inputs, task)) found[index] = value;
  return found;
}

const far = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (x, at) => Math.abs(x - b[at]!)));
};

const texts = [
  "The old mill stands at the river.",
  "A miller sold his RED boat, and bought a house: why?",
  "Café, naïve & 日本 3.50 €!",
  // within the window: transformers.js cuts what is longer at its end, [SEP] included
  "north " + "of the river ".repeat(18),
];
const labels = ["PLACE", "NAME", "TIME", "SIZE", "B-THING", "I-THING"];

test.skipIf(!existsSync(entry) || bert === undefined)(
  "the same as transformers.js 4.3.1 with BERT's own vocabulary",
  async () => {
    const of = { vocab: 30_522, tokenizer: bert! };
    const dirs = {
      states: encoderDir("states", of),
      score: encoderDir("score", {
        ...of,
        config: { sentence_transformers: { activation_fn: "torch.nn.Identity" } },
      }),
      classes: encoderDir("classes", { ...of, labels }),
      multi: encoderDir("classes", { ...of, labels, config: { problem_type: "multi_label_classification" } }),
      labels: encoderDir("labels", { ...of, labels }),
      fill: encoderDir("fill", of),
      span: encoderDir("span", of),
    };
    const alone = texts.map((text) => [text]);
    const short = texts.slice(0, 3);
    const pairs = short.map((text) => ["Where is the mill?", text]);
    const masked = short.map((text) => text.replace(/ \w+ /, " [MASK] "));
    const poolings = ["mean", "cls"] as const;
    const [mean, cls, scores, classes, multi, spans, fills, found] = await peer([
      ...poolings.map((pooling) => ({
        task: "feature-extraction",
        dir: dirs.states,
        inputs: alone,
        options: { pooling, normalize: true },
      })),
      { task: "pairs", dir: dirs.score, inputs: pairs },
      ...[dirs.classes, dirs.multi].map((dir) => ({
        task: "text-classification",
        dir,
        inputs: alone,
        options: { top_k: null },
      })),
      {
        task: "token-classification",
        dir: dirs.labels,
        inputs: short.map((text) => [text]),
        options: { aggregation_strategy: "simple", ignore_labels: [] },
      },
      {
        task: "fill-mask",
        dir: dirs.fill,
        inputs: masked.slice(0, 2).map((text) => [text]),
        options: { top_k: 5 },
      },
      { task: "question-answering", dir: dirs.span, inputs: pairs, options: { top_k: 3 } },
    ]);
    const most: Record<string, number> = {};
    const note = (what: string, distance: number): void => {
      most[what] = Math.max(most[what] ?? 0, distance);
      expect(distance).toBeLessThan(1e-5);
    };

    const inputs = texts.map((text) => ({ text }));
    for (const [at, pooling] of poolings.entries()) {
      const vectors = (await ours(dirs.states, inputs, {
        kind: "embed",
        pooling,
        normalize: true,
      })) as Float32Array[];
      vectors.forEach((vector, row) =>
        note(`vectors, ${pooling}`, far(vector, ([mean, cls] as unknown as number[][][])[at]![row]!)),
      );
    }

    const asked = pairs.map(([text, pair]) => ({ text: text!, pair: pair! }));
    const logits = (await ours(dirs.score, asked, { kind: "rerank" })) as number[];
    note(
      "scores of pairs",
      far(
        logits,
        (scores as number[][]).map(([score]) => score!),
      ),
    );

    for (const [dir, expected] of [
      [dirs.classes, classes],
      [dirs.multi, multi],
    ] as const) {
      const got = (await ours(dir, inputs, { kind: "classify" })) as TextLabel[][];
      got.forEach((all, row) => {
        const theirs = expected![row] as TextLabel[];
        expect(all.map(({ label }) => label)).toEqual(theirs.map(({ label }) => label));
        note(
          "labels of texts",
          far(
            all.map(({ score }) => score),
            theirs.map(({ score }) => score),
          ),
        );
      });
    }

    const parts = (await ours(
      dirs.labels,
      short.map((text) => ({ text })),
      { kind: "label" },
    )) as TextSpan[][];
    parts.forEach((all, row) => {
      const theirs = spans![row] as { entity_group: string; score: number; word: string }[];
      expect(all.map(({ label }) => label)).toEqual(theirs.map((one) => one.entity_group));
      note(
        "labels of tokens",
        far(
          all.map(({ score }) => score),
          theirs.map(({ score }) => score),
        ),
      );
      // theirs are the pieces of the vocabulary, ours the text as it is written
      all.forEach(({ text }, at) => expect(plain(text)).toBe(plain(theirs[at]!.word)));
    });

    const tokens = (await ours(
      dirs.fill,
      masked.slice(0, 2).map((text) => ({ text })),
      { kind: "fill", top: 5 },
    )) as Filling[][];
    tokens.forEach((all, row) => {
      const theirs = fills![row] as { token_str: string; score: number }[];
      expect(all.map(({ token }) => token)).toEqual(theirs.map((one) => one.token_str));
      note(
        "tokens for a mask",
        far(
          all.map(({ score }) => score),
          theirs.map(({ score }) => score),
        ),
      );
    });

    const best = (await ours(dirs.span, asked, {
      kind: "span",
      top: 3,
      stride: 8,
      longest: 1000,
    })) as TextSpan[][];
    best.forEach((all, row) => {
      const theirs = found![row] as { answer: string; score: number }[];
      note(
        "answers",
        far(
          all.map(({ score }) => score),
          theirs.map(({ score }) => score),
        ),
      );
      all.forEach(({ text }, at) => expect(plain(text)).toBe(plain(theirs[at]!.answer)));
    });
    console.log("farthest from transformers.js:", most);
  },
);

/** Letters and digits alone, as BERT's normalizer has them. */
const plain = (text: string): string =>
  text
    .normalize("NFD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
