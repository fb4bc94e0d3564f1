// What a model directory holds, read from the files: the graph is looked at and never loaded.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { attribute, everyNode, type Model, type Node, nodes, opset, tensors } from "../onnx/graph.ts";
import { headOf } from "../onnx/logits.ts";
import { outlineOf } from "../onnx/outline.ts";
import { cacheBytes } from "./cache.ts";
import {
  companionsOf,
  graphFile,
  graphFiles,
  type ModelFiles,
  readDirectory,
  readJson,
  readWindow,
} from "./directory.ts";
import { aboutOf, type EncoderAbout, portsIn, portsOf } from "./encode/about.ts";
import { isEncoder, readForm } from "./encode/form.ts";
import { encoderWindow, readSettings } from "./encode/settings.ts";
import { ModelError } from "./error.ts";
import { usualPorts } from "./genai.ts";
import { type Layout, type Port, type Ports, readLayout } from "./layout.ts";
import { fittingTokens, freeBytes, loadBytes } from "./room.ts";
import type { Companions } from "./seq2seq/files.ts";
import { readSeq2seq, type Seq2seqForm } from "./seq2seq/form.ts";
import { type Suggested, suggestedBy } from "./suggested.ts";
import { bytesByType, parameters } from "./weights.ts";

/** How a graph computes, as far as it shows; null or absent where it does not. */
export interface Architecture {
  readonly opset: number;
  /** Of all its graphs, and of those inside its nodes. */
  readonly nodes: number;
  readonly layers: number | null;
  /** Heads of queries, where the graph's attention states them. */
  readonly heads: number | null;
  /** Heads of keys and values, and their size. */
  readonly kvHeads: number | null;
  readonly headSize: number | null;
  readonly width: number | null;
  readonly vocab: number | null;
  /** Fused operators of attention and how many; `single operators` where there is none. */
  readonly attention: string;
  /** Why it is run as it is, computing the logits of all tokens of a prompt; null where only those that are looked at are. */
  readonly wholeLogits: string | null;
  /** `4 bits in blocks of 32`; null where weights are whole. */
  readonly quantized: string | null;
}

export interface Cache {
  readonly layout: string;
  /** Bytes of one row's keys and values per token, and at the window. */
  readonly perToken: number;
  readonly window: number;
  readonly atWindow: number;
}

export interface Memory {
  /** Bytes that loading takes. */
  readonly load: number;
  readonly free: number;
  readonly fits: boolean;
  /** Tokens of one row that fit beside the weights, at most the window; null without a cache. */
  readonly tokens: number | null;
}

export interface Inspected {
  readonly dir: string;
  readonly graph: string;
  /** Graphs that it is used with. */
  readonly beside: readonly string[];
  /** Files of the graphs and their data. */
  readonly files: number;
  readonly architecture: Architecture;
  readonly parameters: number | null;
  /** Bytes of weights by element type, the most first. */
  readonly weights: readonly (readonly [type: string, bytes: number])[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Null where the model is refused, and of an encoder. */
  readonly cache: Cache | null;
  /** Null where it is none, or refused. */
  readonly encoder: (EncoderAbout & { readonly window: number }) | null;
  /** Why it would not load, naming what is not understood. */
  readonly refused: string | null;
  readonly memory: Memory;
  /** Settings of answers, null where its files suggest none. */
  readonly suggested: Suggested | null;
}

/**
 * Looks at the graph that a directory would load. `window` replaces the one that its configuration states.
 * @throws ModelError E501, E504, E507, E513, E517 as loading does
 */
export function inspect(dir: string, window?: number, free = freeBytes()): Inspected {
  const files = readDirectory(dir);
  const { name } = graphFile(files);
  const parts = graphFiles(dir, name);
  const model = outlineOf(join(dir, name));
  const beside = companionsOf(dir, name);
  const others = [beside?.encoder, beside?.first].flatMap((one) =>
    one && existsSync(join(dir, one)) ? [one] : [],
  );
  const all: Model = {
    ...model,
    graph: [model, ...others.map((one) => outlineOf(join(dir, one)))].flatMap(({ graph }) => graph),
  };
  const { inputs, outputs } = portsOf(model);
  const {
    layout = null,
    encoder = null,
    refused = null,
  } = understood(files, name, usualPorts(files.genai, { inputs, outputs }));
  const stated = readJson(dir, "tokenizer_config.json")["model_max_length"];
  const length = window ?? (encoder ? encoderWindow : readWindow)(files, stated);
  const perToken = layout ? cacheBytes(layout, 1) - cacheBytes(layout, 0) : 0;
  const load = loadBytes(parts);
  return {
    dir,
    graph: name,
    beside: others,
    files: parts.length,
    // an answer of an encoder-decoder has its logits token by token
    architecture: {
      ...architecture(model, layout),
      nodes: everyNode(all.graph).length,
      ...(beside && { wholeLogits: null }),
    },
    parameters: parameters(all),
    weights: bytesByType(all),
    inputs,
    outputs,
    cache: layout && {
      layout: layout.text,
      perToken,
      window: length,
      atWindow: cacheBytes(layout, length),
    },
    encoder: encoder && { ...encoder, window: length },
    refused,
    suggested: suggestedBy(files),
    memory: {
      load,
      free,
      fits: load <= free,
      tokens: layout && fittingTokens(free - load, perToken, length),
    },
  };
}

/** A decoder by its cache, an encoder by its outputs, or why it is neither. */
function understood(
  files: ModelFiles,
  name: string,
  { inputs, outputs }: Ports,
): { readonly layout?: Layout; readonly encoder?: EncoderAbout; readonly refused?: string } {
  const file = join(files.dir, name);
  const beside = companionsOf(files.dir, name);
  try {
    if (beside) return { layout: seq2seqOf(files, name, beside).layout };
    if (!isEncoder(inputs, outputs, files.config)) return { layout: readLayout(file, inputs, outputs) };
    const form = readForm(file, inputs, outputs, files.config);
    return { encoder: aboutOf(form, readSettings(files, form)) };
  } catch (thrown) {
    if (thrown instanceof ModelError) return { refused: thrown.cause };
    throw thrown;
  }
}

/** @throws ModelError E505 as loading does */
function seq2seqOf(files: ModelFiles, name: string, { encoder, first }: Companions): Seq2seqForm {
  const next = portsIn(files, name);
  return readSeq2seq(join(files.dir, name), {
    encoder: portsIn(files, encoder),
    first: first === null ? next : portsIn(files, first),
    next,
  });
}

function architecture(model: Model, layout: Layout | null): Omit<Architecture, "nodes"> {
  const all = everyNode(model.graph);
  const state = layout?.states.find(({ shape }) => shape.includes("P"));
  const [kvHeads, , headSize] = state?.shape.slice(-3) ?? [];
  const fused = all.filter(({ op }) => /^(Group|Multi|Paged|Sparse)?\w*Attention$/.test(op));
  const heads = fused.flatMap(
    (node) => attribute(node, "num_heads") ?? attribute(node, "q_num_heads") ?? [],
  )[0];
  const vocab = layout?.vocab ?? null;
  return {
    opset: opset(model),
    layers: layout?.layers ?? null,
    heads: heads ?? null,
    kvHeads: typeof kvHeads === "number" ? kvHeads : null,
    headSize: typeof headSize === "number" ? headSize : null,
    width: widthOf(model, vocab),
    vocab,
    attention: fused.length === 0 ? "single operators" : counted(fused.map(({ op }) => op)),
    wholeLogits: headOrWhy(model).why,
    quantized: quantization(all),
  };
}

/** The width of the hidden states: the other side of the head's weight. */
function widthOf(model: Model, vocab: number | null): number | null {
  const { head } = headOrWhy(model);
  if (head === undefined || vocab === null) return null;
  const stated = attribute(head, "K");
  if (stated !== undefined) return stated;
  const by = new Map(
    nodes(model.graph).flatMap((node) => node.outputs.map((output) => [output, node] as const)),
  );
  let name = head.inputs[1] ?? "";
  for (let maker = by.get(name); maker !== undefined; maker = by.get(name)) name = maker.inputs[0] ?? "";
  const weight = tensors(model.graph).find((tensor) => tensor.name === name);
  return weight ? weight.dims.reduce((product, size) => product * size, 1) / vocab : null;
}

/** The product that makes the logits, or why it is not found. */
function headOrWhy({ graph }: Model): { readonly head: Node | undefined; readonly why: string | null } {
  try {
    return { head: headOf(graph), why: null };
  } catch (thrown) {
    if (thrown instanceof ModelError) return { head: undefined, why: thrown.cause };
    throw thrown;
  }
}

function quantization(all: readonly Node[]): string | null {
  const products = all.filter(({ op }) => op === "MatMulNBits");
  const [first] = products;
  if (first === undefined) return all.some(({ op }) => /Quant|Integer/.test(op)) ? "whole numbers" : null;
  return `${attribute(first, "bits") ?? 4} bits in blocks of ${attribute(first, "block_size") ?? "?"} (MatMulNBits x ${products.length})`;
}

/** `GroupQueryAttention x 12`. */
function counted(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} x ${count}`).join(", ");
}
