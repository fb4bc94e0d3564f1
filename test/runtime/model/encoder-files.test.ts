// What the files of an encoder say: its kind, its pooling, its window; what is not understood is named. Places of tokens in texts.
import { describe, expect, test } from "vitest";
import { readDirectory } from "../../../runtime/model/directory.ts";
import { aboutEncoder } from "../../../runtime/model/encode/about.ts";
import { batches } from "../../../runtime/model/encode/batches.ts";
import { isEncoder, readForm } from "../../../runtime/model/encode/form.ts";
import { offsets } from "../../../runtime/model/encode/offsets.ts";
import { rowsOf } from "../../../runtime/model/encode/rows.ts";
import { encoderWindow } from "../../../runtime/model/encode/settings.ts";
import { inspect } from "../../../runtime/model/inspect.ts";
import type { Port } from "../../../runtime/model/layout.ts";
import { readTokenizer } from "../../../runtime/model/tokenizer.ts";
import { inspectedText } from "../../../runtime/show/inspected.ts";
import { shared } from "../../shared.ts";
import { encoderDir } from "./encoder.ts";
import { directory, refusal } from "./help.ts";

const ids: Port = { name: "input_ids", type: "int64", shape: ["B", "S"] };
const logits = (...shape: (number | string)[]): Port => ({ name: "logits", type: "float32", shape });
const form = (outputs: readonly Port[], config: Record<string, unknown> = {}) =>
  readForm("model.onnx", [ids], outputs, config);
const cause = (run: () => unknown): Promise<string> =>
  refusal(Promise.resolve().then(run)).then((error) => `${error.code} ${error.cause}`);

describe("the kind of an encoder", () => {
  test.each([
    ["rerank", logits("B", 1), ["XLMRobertaForSequenceClassification"], {}],
    ["classify", logits("B", 3), ["BertForSequenceClassification"], {}],
    ["label", logits("B", "S", 9), ["BertForTokenClassification"], {}],
    ["fill", logits("B", "S", 512), ["BertForMaskedLM"], {}],
    ["fill", logits("B", "S", 512), undefined, { vocab_size: 512 }],
  ] as const)("%s", (kind, output, architectures, more) => {
    expect(form([output], { ...(architectures && { architectures }), ...more }).kind).toBe(kind);
  });

  test("two logits per token are a span, states and sentence embeddings are vectors", () => {
    const named = (name: string, ...shape: (number | string)[]): Port => ({ name, type: "float32", shape });
    expect(form([named("start_logits", "B", "S"), named("end_logits", "B", "S")]).kind).toBe("span");
    expect(form([named("last_hidden_state", "B", "S", 8), named("pooler_output", "B", 8)])).toMatchObject({
      kind: "embed",
      outputs: ["last_hidden_state"],
      pooled: false,
      width: 8,
    });
    expect(form([named("token_embeddings", "B", "S", 8), named("sentence_embedding", "B", 8)])).toMatchObject(
      {
        outputs: ["sentence_embedding"],
        pooled: true,
      },
    );
  });

  test("a decoder is none, with its cache or without", () => {
    const past: Port = { name: "past_key_values.0.key", type: "float32", shape: ["B", 2, "P", 8] };
    expect(isEncoder([ids, past], [logits("B", "S", 9)], {})).toBe(false);
    expect(isEncoder([ids], [logits("B", "S", 9)], { architectures: ["LlamaForCausalLM"] })).toBe(false);
    expect(isEncoder([ids], [logits("B", "S", 9)], { architectures: ["BertForMaskedLM"] })).toBe(true);
    // vectors of a decoder that is read as an encoder
    const states: Port = { name: "last_hidden_state", type: "float32", shape: ["B", "S", 8] };
    expect(isEncoder([ids], [states], { architectures: ["Qwen3ForCausalLM"] })).toBe(true);
  });

  test("what is not understood is named", async () => {
    const image: Port = { name: "pixel_values", type: "float32", shape: ["B", 3, 224, 224] };
    expect(await cause(() => readForm("m.onnx", [ids, image], [logits("B", 2)], {}))).toBe(
      "E505 m.onnx: unsupported input 'pixel_values' (pixel_values float32 [B,3,224,224])",
    );
    expect(await cause(() => readForm("m.onnx", [{ ...ids, shape: [1, 128] }], [logits("B", 2)], {}))).toBe(
      "E505 m.onnx: input 'input_ids' has the fixed shape [1,128]",
    );
    expect(await cause(() => form([{ name: "boxes", type: "float32", shape: ["B", 4] }]))).toBe(
      "E505 model.onnx: its outputs are not understood: boxes float32 [B,4]",
    );
    expect(await cause(() => form([logits("B", "S", 7)], { architectures: ["BertForWonders"] }))).toBe(
      "E505 model.onnx: what its logits [B,S,7] are is not stated by the architectures of config.json: BertForWonders",
    );
    expect(await cause(() => form([logits("B", 2)], { problem_type: "guess" }))).toBe(
      'E505 model.onnx: problem_type "guess" is not understood',
    );
  });
});

const transformers = [
  { idx: 0, path: "", type: "sentence_transformers.models.Transformer" },
  { idx: 1, path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
];
const about = (files: Record<string, unknown>) => {
  const dir = encoderDir("states", { files });
  return aboutEncoder(readDirectory(dir), "onnx/model.onnx")!;
};

describe("the files of sentence-transformers", () => {
  test("pooling, length and prompts are read; without them it is the mean, as it is", () => {
    const files = {
      "modules.json": [
        ...transformers,
        { idx: 2, path: "2_Normalize", type: "sentence_transformers.models.Normalize" },
      ],
      "1_Pooling/config.json": {
        word_embedding_dimension: 32,
        pooling_mode_cls_token: true,
        pooling_mode_mean_tokens: false,
      },
      "config_sentence_transformers.json": { prompts: { query: "query: ", passage: "passage: " } },
    };
    expect(about(files).settings).toEqual({
      pooling: "cls",
      normalize: true,
      prompts: { query: "query: ", passage: "passage: " },
      logistic: true,
    });
    expect(about({}).settings).toMatchObject({ pooling: "mean", normalize: false, prompts: {} });
  });

  test("a module outside of the graph, and two poolings at once, are refused by name", async () => {
    const dense = { idx: 2, path: "2_Dense", type: "sentence_transformers.models.Dense" };
    expect(await cause(() => about({ "modules.json": [...transformers, dense] }))).toMatch(
      /^E505 .*: its module 'Dense' is not part of the graph$/,
    );
    const two = { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true };
    expect(await cause(() => about({ "1_Pooling/config.json": two }))).toMatch(
      /pooling_mode_cls_token and pooling_mode_mean_tokens is not understood$/,
    );
  });

  test("the window is the least that any file states; positions that come after the padding's are none", () => {
    const dir = directory({
      "config.json": { model_type: "xlm-roberta", max_position_embeddings: 514 },
      "sentence_bert_config.json": { max_seq_length: 1000 },
    });
    expect(encoderWindow(readDirectory(dir), 1e30)).toBe(512);
    expect(encoderWindow(readDirectory(dir), 256)).toBe(256);
  });
});

test("models inspect tells the kind, the labels, the pooling and the window", () => {
  const lines = (dir: string): string => inspectedText(inspect(dir, undefined, 1e12), "not read");
  const told = lines(encoderDir("classes", { labels: ["good", "bad"] }));
  expect(told).toContain(
    "encoder       classify: labels of texts\n  labels        good, bad\n  window        64 tokens",
  );
  expect(lines(encoderDir("states"))).toContain("pooling       mean over the tokens of a text; 32 numbers");
  expect(lines(encoderDir("score"))).toContain("score         0 to 1 (logistic function)");
  const strange = encoderDir("classes", { labels: ["a", "b"], config: { problem_type: "guess" } });
  expect(inspect(strange, undefined, 1e12).refused).toMatch(/problem_type "guess" is not understood$/);
});

describe("rows", () => {
  const dir = encoderDir("states");
  const tokenizer = readTokenizer(dir, "");
  const reader = { tokenizer, window: 16, settings: { prompts: { query: "query: " } } };
  const ids = (text: string) => tokenizer.dress(tokenizer.pieces(text), null).ids;

  test("what the model wants before a query is put there, unless another prefix is given", () => {
    const of = (more: object) => {
      const rows = rowsOf(0, { text: "mill" }, { kind: "embed", ...more }, reader);
      return Array.isArray(rows) ? rows[0]!.ids : rows;
    };
    expect(of({ as: "query" })).toEqual(ids("query: mill"));
    expect(of({ as: "document" })).toEqual(ids("mill"));
    expect(of({ as: "query", prefix: "passage: " })).toEqual(ids("passage: mill"));
    expect(of({})).toEqual(ids("mill"));
  });

  test("special tokens that a text writes are text", () => {
    expect(ids("[SEP] mill").filter((id) => id === 3)).toHaveLength(1);
  });

  test.each([
    [20, 3, [10, 3]],
    [3, 20, [3, 10]],
    [20, 20, [6, 7]],
    [8, 20, [6, 7]],
  ])("of %i and %i pieces, the longer is cut first, then both alike", (first, second, [a, b]) => {
    const pair = { text: "mill ".repeat(first), pair: "river ".repeat(second) };
    const rows = rowsOf(0, pair, { kind: "rerank" }, reader);
    const counts = (token: string): number =>
      (Array.isArray(rows) ? rows[0]!.ids : []).filter((id) => id === tokenizer.tokens.get(token)).length;
    expect([counts("mill"), counts("river")]).toEqual([a, b]);
  });

  test("batches hold rows of near lengths, as many as fit into memory and tokens, the longest first", () => {
    const rows = [3, 9, 4, 8, 2].map((length) => ({ ids: new Array<number>(length).fill(0) }));
    const lengths = (together: "padded" | "equal" | "alone", memory: number, tokens = 1000) =>
      batches(rows, together, { memory, tokens, bytes: (length) => length * length }).map((batch) =>
        batch.map(({ ids: row }) => row.length),
      );
    expect(lengths("padded", 170)).toEqual([
      [9, 8],
      [4, 3, 2],
    ]);
    expect(lengths("padded", 1000, 18)).toEqual([
      [9, 8],
      [4, 3, 2],
    ]);
    expect(lengths("equal", 1000)).toEqual([[9], [8], [4], [3], [2]]);
    expect(lengths("alone", 1000)).toEqual([[9], [8], [4], [3], [2]]);
  });
});

describe("places of tokens in their text", () => {
  const parts = (path: string | undefined, text: string): string[] => {
    const dir = path === undefined ? encoderDir("states") : encoderDir("states", { tokenizer: path });
    const tokenizer = readTokenizer(dir, "");
    return offsets(text, tokenizer.pieces(text), tokenizer).map(([start, end]) => text.slice(start, end));
  };

  test("word pieces: whatever the normalizer takes away, the text is as it is written", () => {
    expect(parts(undefined, "The  Millers' HÔUSE\u0007 isn't 日本 ok")).toEqual([
      "The",
      "Miller",
      "s",
      "'",
      "HÔUSE",
      "is",
      "n",
      "'",
      "t",
      "日",
      "本",
      "o",
      "k",
    ]);
  });

  const bert = shared("models/tokenizers/bert-uncased/tokenizer.json");
  test.skipIf(bert === undefined)("BERT's own vocabulary", () => {
    const text = "Café-Besucher: naïve Ｆｕｌｌ 🙂🙂 O'Neill’s, 3.50 € 👩‍👧 x";
    const found = parts(bert, text);
    expect(found.join("")).toBe(text.replaceAll(/\s/g, ""));
  });

  test.skipIf(bert === undefined).each([
    ["great\u{1F600} mill", ["great\u{1F600}", "mill"]],
    ["I love \u{1F600}\u{1F600} the mill", ["I", "love", "\u{1F600}\u{1F600}", "the", "mill"]],
    [
      "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}, the mill",
      ["\u{1F468}\u200D\u{1F469}\u200D\u{1F467}", ",", "the", "mill"],
    ],
    ["ok\u{1F600}=\u{1F600} the mill", ["ok\u{1F600}", "=", "\u{1F600}", "the", "mill"]],
    // an iteration mark is written with Han letters, and BERT does not part it from others
    ["ok\u3005\u{1F600} the mill", ["ok\u3005\u{1F600}", "the", "mill"]],
  ])("a word that the vocabulary lacks ends where BERT ends it: %s", (text, words) => {
    expect(parts(bert, text)).toEqual(words);
  });

  const phi = shared("models/tokenizers/phi-2-codegen/tokenizer.json");
  test.skipIf(phi === undefined)("bytes: a letter that is several tokens is the place of each", () => {
    const text = "a naïve 🙂 test\n of  bytes";
    const found = parts(phi, text);
    expect(
      found
        .filter((part, at) => part !== found[at - 1])
        .join("")
        .replaceAll(/\s/g, ""),
    ).toBe(text.replaceAll(/\s/g, ""));
  });
});
