// Random encoders of the BERT kind as directories in the Hugging Face layout, in single operators of opset 17: a head of each kind.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Graph } from "../../../bench/decoder/graph.ts";
import { uniform } from "../../../bench/decoder/weights.ts";
import { makeModel, makeNode, type Model, writeModel } from "../../../runtime/onnx/graph.ts";
import { folder } from "./help.ts";

export type Head = "states" | "pooled" | "score" | "classes" | "labels" | "fill" | "span" | "prune";

export interface Encoder {
  readonly head: Head;
  readonly vocab: number;
  /** Labels of `classes` and `labels`. */
  readonly labels?: readonly string[];
  readonly layers?: number;
  /** What the graph does not have among its inputs. */
  readonly without?: readonly string[];
  /** Hidden states are rounded to eight bits over all rows at once, as dynamically quantized exports do. */
  readonly rounded?: true;
  /** Hidden states come out in float16. */
  readonly half?: true;
}

const [WIDTH, HEADS, MIDDLE, WINDOW] = [32, 4, 64, 64];
const SIZE = WIDTH / HEADS;

/** input_ids, attention_mask, token_type_ids [B,S] -> what the head gives. */
export function encoderGraph({
  head,
  vocab,
  labels = [],
  layers = 2,
  without = [],
  rounded,
  half,
}: Encoder): Model {
  const g = new Graph();
  const given = (name: string): string => g.given("input", name, "int64", ["batch", "sequence"]);
  const weight = (name: string, dims: readonly number[], spread = 0.3): string => {
    const count = dims.reduce((product, size) => product * size, 1);
    return g.tensor(name, "float32", dims, uniform(7, name, count, spread));
  };
  const dense = (x: string, name: string, inner: number, outer: number, to = ""): string =>
    g.op(
      "Add",
      [
        g.op("MatMul", [x, weight(`${name}.weight`, [inner, outer], 1.5 * inner ** -0.5)]),
        weight(`${name}.bias`, [outer]),
      ],
      {},
      to,
    );
  const norm = (x: string, name: string): string =>
    g.op(
      "LayerNormalization",
      [
        x,
        g.tensor(`${name}.weight`, "float32", [WIDTH], new Float32Array(WIDTH).fill(1)),
        weight(`${name}.bias`, [WIDTH], 0.1),
      ],
      { axis: -1, epsilon: { float: 1e-12 } },
    );
  const ids = given("input_ids");
  const shape = g.op("Shape", [ids]);
  const zero = g.tensor("zero", "int64", [], BigInt64Array.of(0n));
  const one = g.tensor("one", "int64", [], BigInt64Array.of(1n));
  const places = g.op("Range", [zero, g.op("Gather", [shape, one]), one]);
  let x = g.op("Add", [
    g.op("Gather", [weight("words", [vocab, WIDTH], 1), ids]),
    g.op("Gather", [weight("positions", [WINDOW, WIDTH], 0.5), places]),
  ]);
  if (!without.includes("token_type_ids"))
    x = g.op("Add", [x, g.op("Gather", [weight("types", [2, WIDTH], 0.5), given("token_type_ids")])]);
  x = norm(x, "norm");
  if (rounded) {
    const made = ["rounded", "scale", "zero_point"];
    g.fields.push(makeNode("DynamicQuantizeLinear", [x], made));
    x = g.op("DequantizeLinear", made);
  }
  const masked = !without.includes("attention_mask");
  const mask = masked ? g.op("Cast", [given("attention_mask")], { to: 1 }) : "";
  const off = masked
    ? g.op("Mul", [g.op("Sub", [g.real(1), g.op("Unsqueeze", [mask, g.whole(1, 2)])]), g.real(-1e9)])
    : "";
  const side = (y: string, perm: readonly number[]): string =>
    g.op("Transpose", [g.op("Reshape", [y, g.whole(0, 0, HEADS, SIZE)])], { perm });
  for (let layer = 0; layer < layers; layer++) {
    const at = `layer.${layer}`;
    const [q, k, v] = ["q", "k", "v"].map((name) => dense(x, `${at}.${name}`, WIDTH, WIDTH)) as [
      string,
      string,
      string,
    ];
    const products = g.op("Mul", [
      g.op("MatMul", [side(q, [0, 2, 1, 3]), side(k, [0, 2, 3, 1])]),
      g.real(SIZE ** -0.5),
    ]);
    const weights = g.op("Softmax", [masked ? g.op("Add", [products, off]) : products], { axis: -1 });
    const mixed = g.op("Transpose", [g.op("MatMul", [weights, side(v, [0, 2, 1, 3])])], {
      perm: [0, 2, 1, 3],
    });
    x = norm(
      g.op("Add", [x, dense(g.op("Reshape", [mixed, g.whole(0, 0, WIDTH)]), `${at}.o`, WIDTH, WIDTH)]),
      `${at}.norm`,
    );
    const wide = dense(x, `${at}.up`, WIDTH, MIDDLE);
    const gelu = g.op("Mul", [
      g.op("Mul", [wide, g.real(0.5)]),
      g.op("Add", [g.real(1), g.op("Erf", [g.op("Div", [wide, g.real(Math.SQRT2)])])]),
    ]);
    x = norm(g.op("Add", [x, dense(gelu, `${at}.down`, MIDDLE, WIDTH)]), `${at}.last`);
  }
  const out = (name: string, ...size: (number | string)[]): string =>
    g.given("output", name, "float32", ["batch", ...size]);
  const first = (): string =>
    g.op("Tanh", [dense(g.op("Gather", [x, zero], { axis: 1 }), "pooler", WIDTH, WIDTH)]);
  if (head === "states" && half) {
    const name = g.op("Cast", [x], { to: 10 }, "last_hidden_state");
    g.given("output", name, "float16", ["batch", "sequence", WIDTH]);
  } else if (head === "states") out(g.op("Identity", [x], {}, "last_hidden_state"), "sequence", WIDTH);
  else if (head === "pooled") {
    const each = g.op("Mul", [x, g.op("Unsqueeze", [mask, g.whole(2)])]);
    const sum = g.op("ReduceSum", [each, g.whole(1)], { keepdims: 0 });
    out(g.op("Div", [sum, g.op("ReduceSum", [mask, g.whole(1)])], {}, "sentence_embedding"), WIDTH);
  } else if (head === "score" || head === "classes") {
    const count = head === "score" ? 1 : labels.length;
    out(dense(first(), "classifier", WIDTH, count, "logits"), count);
  } else if (head === "labels" || head === "fill" || head === "prune") {
    const count = head === "fill" ? vocab : labels.length;
    out(dense(x, "classifier", WIDTH, count, "logits"), "sequence", count);
    if (head === "prune") out(dense(first(), "score", WIDTH, 1, "relevance"), 1);
  } else
    for (const name of ["start_logits", "end_logits"])
      out(g.op("Squeeze", [dense(x, name.slice(0, -7), WIDTH, 1), g.whole(2)], {}, name), "sequence");
  return makeModel("encoder", g.fields, { "": 17 });
}

const ARCHITECTURES: Readonly<Record<Head, string>> = {
  states: "BertModel",
  pooled: "BertModel",
  score: "BertForSequenceClassification",
  classes: "BertForSequenceClassification",
  labels: "BertForTokenClassification",
  fill: "BertForMaskedLM",
  span: "BertForQuestionAnswering",
  prune: "BertForTokenClassification",
};

/** The words and pieces of the tokenizer that every encoder here has, unless another one is given. */
const WORDS =
  "[PAD] [UNK] [CLS] [SEP] [MASK] the a of in old new red blue house boat river mill stone miller sold built who what where when is was near north south cat dog ##s ##er ##ing . , ? ! query passage :".split(
    " ",
  );
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz0123456789"];

const vocab: readonly string[] = [
  ...new Set([...WORDS, ...LETTERS, ...LETTERS.map((letter) => `##${letter}`)]),
];

export const tokenizerJson = {
  version: "1.0",
  added_tokens: WORDS.slice(0, 5).map((content, id) => ({
    id,
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  })),
  normalizer: {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: { type: "BertProcessing", sep: ["[SEP]", 3], cls: ["[CLS]", 2] },
  decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(vocab.map((token, id) => [token, id])),
  },
};

export const tokenizerConfig = {
  tokenizer_class: "BertTokenizer",
  model_max_length: WINDOW,
  ...Object.fromEntries(
    ["pad", "unk", "cls", "sep", "mask"].map((name) => [`${name}_token`, `[${name.toUpperCase()}]`]),
  ),
};

interface Made extends Partial<Omit<Encoder, "head">> {
  /** Files beside the usual ones, as JSON values. */
  readonly files?: Readonly<Record<string, unknown>>;
  /** More of config.json. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Another tokenizer.json, by its path, with its own number of tokens. */
  readonly tokenizer?: string;
  /** Where it is to lie; a temporary folder of its own otherwise. */
  readonly at?: string;
}

/** A directory with a random encoder. */
export function encoderDir(head: Head, { files = {}, config = {}, tokenizer, at, ...of }: Made = {}): string {
  const dir = at ?? folder();
  const size = of.vocab ?? vocab.length;
  const { labels } = of;
  const all: Record<string, unknown> = {
    "config.json": {
      model_type: "bert",
      architectures: [ARCHITECTURES[head]],
      hidden_size: WIDTH,
      num_attention_heads: HEADS,
      num_hidden_layers: of.layers ?? 2,
      intermediate_size: MIDDLE,
      max_position_embeddings: WINDOW,
      vocab_size: size,
      ...(labels && { id2label: Object.fromEntries(labels.entries()) }),
      ...(head === "score" && { id2label: { 0: "LABEL_0" } }),
      ...config,
    },
    "tokenizer.json": tokenizerJson,
    "tokenizer_config.json": tokenizerConfig,
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), JSON.stringify(content));
  }
  if (tokenizer !== undefined) cpSync(tokenizer, join(dir, "tokenizer.json"));
  mkdirSync(join(dir, "onnx"), { recursive: true });
  writeFileSync(join(dir, "onnx/model.onnx"), writeModel(encoderGraph({ ...of, head, vocab: size })));
  return dir;
}
