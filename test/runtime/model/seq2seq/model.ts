// The random encoder-decoders of this folder as directories.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { directory, words } from "../help.ts";

/** A JSON file of this folder. */
export const fixture = (...path: string[]): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, ...path), "utf8"));

export type Name = "t5" | "bart";
/** One graph with a branch for each, or one for the first token and one for the rest. */
export const layouts = {
  merged: ["encoder_model", "decoder_model_merged"],
  split: ["encoder_model", "decoder_model", "decoder_with_past_model"],
} as const;

/** A random model of 96 tokens; `more` is added to its generation_config.json. */
export function model(name: Name, graphs: readonly string[] = layouts.merged, more: object = {}): string {
  const dir = directory({
    "config.json": fixture(name, "config.json"),
    "generation_config.json": { ...(fixture(name, "generation_config.json") as object), ...more },
    "tokenizer.json": words(96),
    "tokenizer_config.json": { model_max_length: 96 },
    "onnx/none": "",
  });
  for (const graph of graphs) {
    const packed = readFileSync(join(import.meta.dirname, name, `${graph}.onnx.gz`));
    writeFileSync(join(dir, "onnx", `${graph}.onnx`), gunzipSync(packed));
  }
  return dir;
}
