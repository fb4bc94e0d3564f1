// Encoders through the runner: vectors, scores, labels, masks and answers, the same in every batch and by hand.
import { createRequire } from "node:module";
import type * as Ort from "onnxruntime-node";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readTokenizer } from "../../../runtime/model/tokenizer.ts";
import type {
  Filling,
  InferInput,
  Inference,
  Inferred,
  TextLabel,
  TextSpan,
} from "../../../runtime/model/encode/inference.ts";
import type { GenerateHooks, Runner } from "../../../runtime/model/runner.ts";
import { encoderDir } from "./encoder.ts";
import { backends, makeRunner, refusal } from "./help.ts";

const ort = createRequire(import.meta.url)("onnxruntime-node") as typeof Ort;
const cpu = [{ kind: "cpu" }] as const;

/** All results, in the order of the texts. */
async function inferred(
  runner: Runner,
  dir: string,
  inputs: readonly (string | InferInput)[],
  task: Inference,
  hooks: GenerateHooks = {},
): Promise<Inferred[]> {
  const { handle } = await runner.load({ dir, providers: cpu });
  const found: Inferred[] = [];
  const asked = inputs.map((input) => (typeof input === "string" ? { text: input } : input));
  for await (const one of runner.infer(handle, asked, task, hooks)) found.push(one);
  await runner.release(handle);
  return found.sort((a, b) => a.index - b.index);
}
const values = async (...args: Parameters<typeof inferred>) =>
  (await inferred(...args)).map(({ value }) => value);

/** One text at a time through the Node binding, without any of our own code between: ids, and each output. */
async function byHand(
  dir: string,
  ids: readonly number[],
  types = ids.map(() => 0),
): Promise<Record<string, Float32Array>> {
  const session = await ort.InferenceSession.create(join(dir, "onnx/model.onnx"));
  const tensor = (numbers: readonly number[]) =>
    new ort.Tensor("int64", BigInt64Array.from(numbers, BigInt), [1, numbers.length]);
  const feeds = {
    input_ids: tensor(ids),
    attention_mask: tensor(ids.map(() => 1)),
    token_type_ids: tensor(types),
  };
  const made = await session.run(feeds);
  return Object.fromEntries(Object.entries(made).map(([name, { data }]) => [name, data as Float32Array]));
}

const texts = [
  "The old mill.",
  "a red house near the river, sold",
  "cat",
  "the miller built the stone mill in the north of the old river",
];
const ids = (dir: string, text: string, pair?: string) => {
  const tokenizer = readTokenizer(dir, "");
  return tokenizer.dress(tokenizer.pieces(text), pair === undefined ? null : tokenizer.pieces(pair));
};
const far = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (x, at) => Math.abs(x - (b[at] ?? NaN))));

describe.each(backends)("by %s", (backend) => {
  const runner = makeRunner({ backend });

  test("poolings are those of the hidden states, over the tokens of a text and no padding", async () => {
    const dir = encoderDir("states");
    for (const pooling of ["cls", "mean", "max", "last"] as const) {
      const got = (await values(await runner, dir, texts, {
        kind: "embed",
        pooling,
        normalize: false,
      })) as Float32Array[];
      for (const [at, text] of texts.entries()) {
        const { last_hidden_state: states } = await byHand(dir, ids(dir, text).ids);
        const rows = Array.from({ length: states!.length / 32 }, (_, row) =>
          states!.subarray(32 * row, 32 * row + 32),
        );
        const column = (d: number) => rows.map((row) => row[d]!);
        const expected = {
          cls: rows[0]!,
          last: rows.at(-1)!,
          mean: Array.from({ length: 32 }, (_, d) => column(d).reduce((a, b) => a + b, 0) / rows.length),
          max: Array.from({ length: 32 }, (_, d) => Math.max(...column(d))),
        }[pooling];
        expect(far(got[at]!, expected)).toBeLessThan(1e-5);
      }
    }
  });

  test("a batch of mixed lengths gives what each text gives alone", async () => {
    const dir = encoderDir("states");
    const many = Array.from({ length: 40 }, (_, at) =>
      texts
        .slice(0, 1 + (at % 4))
        .join(" ")
        .slice(at % 7),
    );
    const together = (await values(await runner, dir, many, { kind: "embed" })) as Float32Array[];
    for (const [at, text] of many.entries()) {
      const [alone] = (await values(await runner, dir, [text], { kind: "embed" })) as Float32Array[];
      expect(far(together[at]!, alone!)).toBeLessThan(1e-5);
    }
  });

  test.each([
    ["padded", {}],
    ["equal", { without: ["attention_mask"] }],
    ["alone", { rounded: true }],
  ] as const)("which rows go together is tried: %s", async (together, more) => {
    const dir = encoderDir("states", more);
    const loaded = await (await runner).load({ dir, providers: cpu });
    expect(loaded.encoder?.together).toBe(together);
    const many = [...texts, "the red mill.", "the old boat."];
    const all = (await values(await runner, dir, many, { kind: "embed" })) as Float32Array[];
    for (const [at, text] of many.entries()) {
      const [alone] = (await values(await runner, dir, [text], { kind: "embed" })) as Float32Array[];
      expect(far(all[at]!, alone!)).toBeLessThan(1e-5);
    }
  });

  test("states in half precision are read as the numbers they are", async () => {
    const task = { kind: "embed", normalize: true } as const;
    const whole = (await values(await runner, encoderDir("states"), texts, task)) as Float32Array[];
    const half = (await values(
      await runner,
      encoderDir("states", { half: true }),
      texts,
      task,
    )) as Float32Array[];
    for (const [at, vector] of half.entries()) {
      expect(far(vector, whole[at]!)).toBeLessThan(1e-3);
      expect(far(vector, whole[at]!)).toBeGreaterThan(0);
    }
  });

  test("two texts are read as a pair: one score, between 0 and 1 where the model does not say otherwise", async () => {
    const dir = encoderDir("score");
    const pairs = texts.map((text) => ({ text: "Where is the mill?", pair: text }));
    const scores = (await values(await runner, dir, pairs, { kind: "rerank" })) as number[];
    const plain = encoderDir("score", {
      config: { sentence_transformers: { activation_fn: "torch.nn.modules.linear.Identity" } },
    });
    const logits = (await values(await runner, plain, pairs, { kind: "rerank" })) as number[];
    for (const [at, { text, pair }] of pairs.entries()) {
      const dressed = ids(dir, text, pair);
      expect(dressed.types).toContain(1);
      const { logits: expected } = await byHand(dir, dressed.ids, dressed.types);
      expect(logits[at]).toBeCloseTo(expected![0]!, 5);
      expect(scores[at]).toBeCloseTo(1 / (1 + Math.exp(-expected![0]!)), 5);
    }
  });

  test("labels of texts: all of them, the likeliest first; of several at once each by itself", async () => {
    const labels = ["good", "bad", "neither"];
    const one = encoderDir("classes", { labels });
    const several = encoderDir("classes", { labels, config: { problem_type: "multi_label_classification" } });
    const [single] = (await values(await runner, one, [texts[1]!], { kind: "classify" })) as TextLabel[][];
    const [multi] = (await values(await runner, several, [texts[1]!], { kind: "classify" })) as TextLabel[][];
    const logits = [...(await byHand(one, ids(one, texts[1]!).ids))["logits"]!];
    const sum = logits.reduce((total, x) => total + Math.exp(x), 0);
    for (const [at, label] of labels.entries()) {
      expect(single!.find((found) => found.label === label)!.score).toBeCloseTo(
        Math.exp(logits[at]!) / sum,
        5,
      );
      expect(multi!.find((found) => found.label === label)!.score).toBeCloseTo(
        1 / (1 + Math.exp(-logits[at]!)),
        5,
      );
    }
    expect(single!.map(({ score }) => score)).toEqual(
      single!.map(({ score }) => score).toSorted((a, b) => b - a),
    );
  });

  test("labels of tokens come as parts of the text as it is written", async () => {
    const labels = ["O", "B-PLACE", "I-PLACE", "THING", "B-NAME", "I-NAME", "TIME", "B-SIZE"];
    const dir = encoderDir("labels", { labels });
    const text = "The  Miller's HOUSE, north of the OLD stone mill near the riverboats";
    const [found] = (await values(await runner, dir, [text], { kind: "label" })) as TextSpan[][];
    // by hand: the likeliest label of each token; beside each other they are one, unless it begins anew
    const { ids: tokens } = ids(dir, text);
    const { logits } = await byHand(dir, tokens);
    const best = tokens.slice(1, -1).map((_, at) => {
      const row = [...logits!.subarray(8 * (at + 1), 8 * (at + 2))];
      return labels[row.indexOf(Math.max(...row))]!;
    });
    const name = (label = "") => label.replace(/^[BI]-/, "");
    const groups = best.filter(
      (label, at) => label !== "O" && (label[0] === "B" || name(label) !== name(best[at - 1])),
    );
    expect(groups.length).toBeGreaterThan(1);
    expect(found!.map(({ label }) => label)).toEqual(groups.map(name));
    for (const { text: part, start, end } of found!) expect(text.slice(start, end)).toBe(part);
  });

  test("two heads of one graph: a pruner scores a pair, and labels the second text of it", async () => {
    const dir = encoderDir("prune", { labels: ["O", "keep", "maybe"] });
    const input = { text: "Where is the mill?", pair: "The OLD  mill is near the river. A cat." };
    const [score] = await values(await runner, dir, [input], { kind: "rerank" });
    const [found] = (await values(await runner, dir, [input], { kind: "label" })) as TextSpan[][];
    const dressed = ids(dir, input.text, input.pair);
    const { logits, relevance } = await byHand(dir, dressed.ids, dressed.types);
    expect(score).toBeCloseTo(1 / (1 + Math.exp(-relevance![0]!)), 5);
    const best = dressed.ids.map((_, at) => {
      const row = [...logits!.subarray(3 * at, 3 * at + 3)];
      return ["O", "keep", "maybe"][row.indexOf(Math.max(...row))]!;
    });
    const own = best.filter((_, at) => dressed.types[at] === 1).slice(0, -1); // without [SEP]
    const groups = own.filter((label, at) => label !== "O" && label !== own[at - 1]);
    expect(groups.length).toBeGreaterThan(0);
    expect(found!.map(({ label }) => label)).toEqual(groups);
    for (const { text, start, end } of found!) expect(input.pair.slice(start, end)).toBe(text);
    const error = await refusal(values(await runner, dir, [input], { kind: "classify" }));
    expect(error.code).toBe("E527");
  });

  test("each token of the second text with the probability of one label: what pruners are asked for", async () => {
    const dir = encoderDir("prune", { labels: ["O", "keep", "maybe"] });
    const input = { text: "Where is the mill?", pair: "The OLD  mill is near the river. A cat." };
    const [found] = (await values(await runner, dir, [input], {
      kind: "label",
      each: "keep",
    })) as TextSpan[][];
    const dressed = ids(dir, input.text, input.pair);
    const { logits } = await byHand(dir, dressed.ids, dressed.types);
    const keep = dressed.ids.map((_, at) => {
      const [o = 0, k = 0, m = 0] = [...logits!.subarray(3 * at, 3 * at + 3)].map(Math.exp);
      return k / (o + k + m);
    });
    // neither the question nor [SEP] is among them
    const own = keep.filter((_, at) => dressed.types[at] === 1).slice(0, -1);
    expect(found!.map(({ score }) => score)).toEqual(own.map((score) => expect.closeTo(score, 5)));
    for (const { text, start, end } of found!) expect(input.pair.slice(start, end)).toBe(text);
    const error = await refusal(values(await runner, dir, [input], { kind: "label", each: "drop" }));
    expect(error).toMatchObject({ code: "E511", fix: "give one of O, keep, maybe" });
  });

  test("a mask gets the likeliest tokens; one that is written in the text is the mask, other special tokens are text", async () => {
    const dir = encoderDir("fill");
    const [found] = await values(await runner, dir, ["The [MASK] mill [SEP]"], { kind: "fill", top: 3 });
    expect(found).toHaveLength(3);
    const { pieces, dress } = readTokenizer(dir, "");
    const read = dress(pieces("The [MASK] mill [SEP]", { special: "mask" }), null).ids;
    expect(read.filter((id) => id === 4)).toHaveLength(1);
    expect(read.filter((id) => id === 3)).toHaveLength(1); // the one that is put at the end
    const { logits } = await byHand(dir, read);
    const width = logits!.length / read.length;
    const row = logits!.subarray(width * read.indexOf(4), width * (read.indexOf(4) + 1));
    const sum = row.reduce((total, x) => total + Math.exp(x), 0);
    expect((found as readonly Filling[])[0]!.score).toBeCloseTo(Math.exp(Math.max(...row)) / sum, 6);
    const error = await refusal(values(await runner, dir, ["no mask"], { kind: "fill", top: 3 }));
    expect([error.code, error.cause]).toEqual(["E511", "text 1 has no [MASK]"]);
  });

  test("an answer is a part of its context; a long context is read in parts that overlap", async () => {
    const dir = encoderDir("span");
    const context = Array.from({ length: 12 }, (_, at) => `The miller sold mill ${at} in the north.`).join(
      " ",
    );
    const [found] = (await values(await runner, dir, [{ text: "What was sold?", pair: context }], {
      kind: "span",
      top: 5,
      stride: 16,
      longest: 6,
    })) as TextSpan[][];
    expect(found).toHaveLength(5);
    for (const { text, start, end } of found!) expect(context.slice(start, end)).toBe(text);
    // by hand: every part of the context that the window takes, beginning and end over the context and the first token
    const { pieces, dress } = readTokenizer(dir, "");
    const [question, all] = [pieces("What was sold?"), pieces(context)];
    const room = 64 - 3 - question.length;
    const best: number[] = [];
    for (let from = 0; from === 0 || from - (room - 16) + room < all.length; from += room - 16) {
      const row = dress(question, all.slice(from, from + room));
      const made = await byHand(dir, row.ids, row.types);
      const share = (logits: Float32Array): number[] => {
        const powers = Array.from(logits, (x, at) => (at === 0 || row.texts[at] === 1 ? Math.exp(x) : 0));
        return powers.map((x) => x / powers.reduce((a, b) => a + b, 0));
      };
      const [starts, ends] = [share(made["start_logits"]!), share(made["end_logits"]!)];
      row.texts.forEach((text, a) => {
        for (let b = a; text === 1 && row.texts[b] === 1 && b < a + 6; b++) best.push(starts[a]! * ends[b]!);
      });
    }
    expect(found![0]!.score).toBeCloseTo(Math.max(...best), 6);
  });

  test("what does not fit into the window is cut and counted, of two texts from the longer one", async () => {
    const dir = encoderDir("score");
    const long = Array.from({ length: 100 }, () => "mill").join(" ");
    const [pair, alone] = await inferred(await runner, dir, [{ text: "the old mill", pair: long }, long], {
      kind: "rerank",
    });
    expect([pair!.tokens, pair!.cut]).toEqual([64, 3 + 100 + 3 - 64]);
    expect([alone!.tokens, alone!.cut]).toEqual([64, 100 + 2 - 64]);
  });

  test("a model of one kind is refused for what another kind gives", async () => {
    const error = await refusal(values(await runner, encoderDir("score"), ["a"], { kind: "embed" }));
    expect([error.code, error.cause]).toEqual([
      "E527",
      "the model gives a score for two texts, not embeddings",
    ]);
  });

  test("cancelled, a request ends with the signal's reason, and the model goes on", async () => {
    const dir = encoderDir("states");
    const stop = new AbortController();
    // seconds of work
    const many = Array.from({ length: 20_000 }, (_, at) => `${texts[3]} ${texts[3]} ${texts[3]} ${at}`);
    const run = values(
      await runner,
      dir,
      many,
      { kind: "embed" },
      { signal: stop.signal, onProgress: () => stop.abort(new Error("enough")) },
    );
    await expect(run).rejects.toThrow("enough");
    expect(await values(await runner, dir, ["cat"], { kind: "embed" })).toHaveLength(1);
  });
});
