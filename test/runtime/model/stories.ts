// The stories260K decoder as a Hugging Face directory: its sentencepiece-like vocabulary becomes a tokenizer.json.
import { readFileSync } from "node:fs";
import { shared } from "../../shared.ts";
import { copy, directory } from "./help.ts";

export type Variant = "prims_f32" | "op23_f32" | "prims_f16";

/** A piece of llama2.c's tokenizer file: text, and the score that orders merges (higher first). */
export interface Piece {
  readonly text: string;
  readonly score: number;
}

/** The directory, and the text it must produce; undefined where the material is absent. */
export function stories(variant: Variant = "prims_f32"): { dir: string; expected: string } | undefined {
  const [graph, pieces, expected] = [`s260k_${variant}.onnx`, "tok512.bin", "expected-greedy.txt"].map(
    (name) => shared(`models/stories260K/${name}`),
  );
  if (graph === undefined || pieces === undefined || expected === undefined) return undefined;
  const dir = directory({
    "onnx/model.onnx": copy(graph),
    "config.json": { max_position_embeddings: 512, eos_token_id: 1 },
    "tokenizer.json": tokenizerJson(readPieces(readFileSync(pieces))),
    "tokenizer_config.json": { bos_token: "<s>", eos_token: "</s>", unk_token: "<unk>" },
  });
  return { dir, expected: readFileSync(expected, "utf8") };
}

/** int32 longest piece, then per piece: float32 score, int32 byte length, bytes. */
export function readPieces(file: Buffer): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 4; at < file.length;) {
    const [score, length] = [file.readFloatLE(at), file.readInt32LE(at + 4)];
    pieces.push({ score, text: file.toString("utf8", at + 8, at + 8 + length) });
    at += 8 + length;
  }
  return pieces;
}

/** BPE with byte fallback: a merge for every way to cut a piece into two others, best score first. */
function tokenizerJson(pieces: readonly Piece[]): unknown {
  const special = ["<unk>", "<s>", "</s>"];
  const texts = pieces.map(({ text }, id) => special[id] ?? text.replaceAll(" ", "▁"));
  const ids = new Map(texts.map((text, id) => [text, id]));
  const merges = texts.flatMap((text, id) => {
    const letters = id < 259 ? [] : Array.from(text);
    return letters
      .map((_, cut) => [letters.slice(0, cut).join(""), letters.slice(cut).join("")] as const)
      .filter(([a, b]) => a !== "" && ids.has(a) && ids.has(b))
      .map((pair) => ({ pair, score: pieces[id]!.score }));
  });
  const bos = { SpecialToken: { id: "<s>", type_id: 0 } };
  const sequence = { Sequence: { id: "A", type_id: 0 } };
  return {
    version: "1.0",
    added_tokens: special.map((content, id) => ({ id, content, special: true, normalized: false })),
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "Prepend", prepend: "▁" },
        { type: "Replace", pattern: { String: " " }, content: "▁" },
      ],
    },
    pre_tokenizer: null,
    post_processor: {
      type: "TemplateProcessing",
      single: [bos, sequence],
      pair: [bos, sequence, sequence],
      special_tokens: { "<s>": { id: "<s>", ids: [1], tokens: ["<s>"] } },
    },
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: "▁" }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
        { type: "Strip", content: " ", start: 1, stop: 0 },
      ],
    },
    model: {
      type: "BPE",
      vocab: Object.fromEntries(ids),
      merges: merges.toSorted((a, b) => b.score - a.score).map(({ pair }) => pair),
      unk_token: "<unk>",
      byte_fallback: true,
      fuse_unk: true,
    },
  };
}
