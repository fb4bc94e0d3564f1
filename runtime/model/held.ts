// Models that the runner holds: decoders and encoders, told apart by their graphs.
import type { Graph } from "./backend/graph.ts";
import { companionsOf, graphFile, readDirectory } from "./directory.ts";
import { portsIn } from "./encode/about.ts";
import { gives, isEncoder } from "./encode/form.ts";
import { type Encoder, loadEncoder } from "./encode/load.ts";
import type { Engine } from "./engine.ts";
import { ModelError } from "./error.ts";
import { loadModel, type Loaded } from "./model.ts";
import type { Calls, LoadedModel, Settings } from "./protocol.ts";
import { loadSeq2seq } from "./seq2seq/load.ts";
import { readTexts } from "./texts.ts";

export type Held = Loaded | { readonly model: LoadedModel; readonly encoder: Encoder };

/** @throws ModelError as loading does */
export async function load(args: Calls["load"]["args"], settings: Settings): Promise<Held> {
  const { dir, graph } = args.model;
  const files = readDirectory(dir);
  const { name } = graphFile(files, graph);
  if (companionsOf(dir, name) !== null) return loadSeq2seq(args, settings, await readTexts(dir));
  const { inputs, outputs } = portsIn(files, name);
  if (!isEncoder(inputs, outputs, files.config)) return loadModel(args, settings);
  return loadEncoder(args, settings, await readTexts(dir));
}

export const graphOf = (held: Held): Graph => ("engine" in held ? held.engine : held.encoder).setup.graph;

/** @throws ModelError E515 for no model, E527 for an encoder */
export function engineOf(held: Held | undefined, handle: number): Engine {
  if (held === undefined) throw unknown(handle);
  if ("engine" in held) return held.engine;
  const { kind } = held.encoder.setup.form;
  throw new ModelError("E527", `the model gives ${gives[kind]} and writes no text`, "ask a decoder");
}

/** @throws ModelError E515 for no model, E527 for a decoder */
export function encoderOf(held: Held | undefined, handle: number): Encoder {
  if (held === undefined) throw unknown(handle);
  if ("encoder" in held) return held.encoder;
  throw new ModelError("E527", "the model writes text, and gives nothing else", "use an encoder");
}

const unknown = (handle: number): ModelError =>
  new ModelError("E515", `no model has the handle ${handle}`, "load it first");
