// Random decoders as directories in the Hugging Face layout, made once below .cache and never committed.
import { open, writeFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { published } from "../../runtime/onnx/kept.ts";
import { writeModel } from "../../runtime/onnx/graph.ts";
import { movedOut } from "../../runtime/onnx/weights.ts";
import { decoderGraph } from "./graph.ts";
import { type Precision, type Shape, SHAPES, type Size, type Variant } from "./shape.ts";

/** Of the maker: a directory of another one is made anew. */
const VERSION = 1;
const SEED = 5;
const FILES: { readonly [P in Precision]: string } = { fp32: "model.onnx", int4: "model_q4.onnx" };

export interface Decoder {
  readonly size: Size;
  readonly variant: Variant;
  /** The graphs in the directory; the weights of one are those of the other. */
  readonly precisions: readonly Precision[];
  /** Attention is computed and counts nothing: a token follows from the last one alone, so that what has been said is said again. */
  readonly quotes?: true;
}

/** What a decoder is called. */
export const decoderName = ({ size, variant, precisions, quotes }: Decoder): string =>
  [size, variant, ...precisions, ...(quotes ? ["quotes"] : [])].join("-");

/** The directory of a decoder, made at the first call. */
export async function decoder(wanted: Decoder, place = ".cache/decoders"): Promise<string> {
  const dir = join(place, `${decoderName(wanted)}-v${VERSION}`);
  const config = await published(dir, "config.json", (part) => writeDecoder(part, wanted));
  return join(config, "..");
}

async function writeDecoder(dir: string, { size, variant, precisions, quotes }: Decoder): Promise<void> {
  const shape = SHAPES[size];
  await mkdir(join(dir, "onnx"), { recursive: true });
  for (const precision of precisions) {
    const name = FILES[precision];
    const { model, data } = movedOut(decoderGraph(shape, variant, precision, SEED, quotes), `${name}_data`);
    await writeFile(join(dir, "onnx", name), writeModel(model));
    const file = await open(join(dir, "onnx", `${name}_data`), "w");
    try {
      for (const part of data) await file.writeFile(part);
    } finally {
      await file.close();
    }
  }
  for (const [name, value] of Object.entries(settings(shape, precisions)))
    await writeFile(join(dir, name), JSON.stringify(value));
}

/** No token ends an answer: it has the length that is asked for. */
const settings = (shape: Shape, precisions: readonly Precision[]): Record<string, unknown> => ({
  "config.json": {
    model_type: "llama",
    architectures: ["LlamaForCausalLM"],
    num_hidden_layers: shape.layers,
    hidden_size: shape.width,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kv,
    head_dim: shape.width / shape.heads,
    intermediate_size: shape.ffn,
    vocab_size: shape.vocab,
    max_position_embeddings: shape.window,
    "transformers.js_config": {
      use_external_data_format: Object.fromEntries(precisions.map((precision) => [FILES[precision], 1])),
    },
  },
  "generation_config.json": { do_sample: false },
  "tokenizer.json": words(shape.vocab),
  "tokenizer_config.json": { tokenizer_class: "PreTrainedTokenizerFast", model_max_length: shape.window },
});

/** A token for each word `w0 w1 ...`. */
export const words = (count: number): Record<string, unknown> => ({
  version: "1.0",
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: { type: "WhitespaceSplit" },
  post_processor: null,
  decoder: null,
  model: {
    type: "WordLevel",
    vocab: Object.fromEntries(Array.from({ length: count }, (_, n) => [`w${n}`, n])),
    unk_token: "w0",
  },
});
