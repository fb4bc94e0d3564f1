// The graphs of an encoder-decoder as exporters name them: an encoder, and a decoder in one file or in two. Pure.
import { posix } from "node:path";

/** Decoders that take a cache: one that is computed with and without, and one that has another graph for the first token. */
export const DECODERS = ["decoder_model_merged", "decoder_with_past_model"] as const;

/** The graphs that a decoder is used with, relative to the directory as it is. */
export interface Companions {
  readonly encoder: string;
  /** What computes the first token, where the decoder takes a cache in any case. */
  readonly first: string | null;
}

/** @param names of the files beside it; one of the same precision is taken where it is there. Null for any other graph. */
export function companions(names: readonly string[], decoder: string): Companions | null {
  const slashed = (name: string): string => name.replaceAll("\\", "/");
  const [folder, file] = [posix.dirname(slashed(decoder)), posix.basename(slashed(decoder))];
  const found = /^(decoder_model_merged|decoder_with_past_model)(_\w+)?\.onnx$/.exec(file);
  if (found === null) return null;
  const all = names.map(slashed);
  const beside = (part: string): string => {
    const same = posix.join(folder, `${part}${found[2] ?? ""}.onnx`);
    return all.includes(same) ? same : posix.join(folder, `${part}.onnx`);
  };
  const split = found[1] === "decoder_with_past_model";
  return { encoder: beside("encoder_model"), first: split ? beside("decoder_model") : null };
}
