// Help for tests of graph surgery: graphs that are at hand, and ONNX Runtime itself to run what became of them.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as Ort from "onnxruntime-node";
import { onTestFinished } from "vitest";
import { openModel } from "../../../runtime/onnx/kept.ts";
import { type Model, stated, tensors, writeModel } from "../../../runtime/onnx/graph.ts";
import { shared } from "../../shared.ts";

const ort = await import("onnxruntime-node");

const root = fileURLToPath(new URL("../../..", import.meta.url));
export const nano = join(root, "models/strux-nano/onnx/model.onnx");

/** Decoders by name: the one that is always there, and those beside the project. */
export const decoders: ReadonlyMap<string, string> = new Map(
  [
    ["strux-nano", nano],
    ["stories260K", shared("models/stories260K/s260k_prims_f32.onnx")],
    ["stories260K, operators of opset 23", shared("models/stories260K/s260k_op23_f32.onnx")],
    ["stories260K, fp16", shared("models/stories260K/s260k_prims_f16.onnx")],
    ["gpt2", shared("models/tiny-random/gpt2-fp32/past.onnx")],
    ["llama, external data", shared("models/tiny-random/llama-fp16/model.onnx")],
    ["lfm2", shared("models/tiny-random/lfm2-fp32/decoder.onnx")],
  ].filter((row): row is [string, string] => row[1] !== undefined && existsSync(row[1])),
);

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "strux-onnx-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export type Tensors = Readonly<Record<string, Ort.Tensor>>;

/** Runs a patched model, or a file. */
export async function run(model: Model | string, feeds: Tensors, fetch: readonly string[]): Promise<Tensors> {
  let file = model;
  if (typeof file !== "string") {
    file = join(folder(), "model.onnx");
    writeFileSync(file, writeModel(model as Model));
  }
  const session = await ort.InferenceSession.create(file, { logSeverityLevel: 4, intraOpNumThreads: 1 });
  try {
    return await session.run(feeds, [...fetch]);
  } finally {
    await session.release();
  }
}

export const int64 = (dims: readonly number[], ...values: number[]): Ort.Tensor =>
  new ort.Tensor("int64", BigInt64Array.from(values, BigInt), dims);
export const float32 = (dims: readonly number[], ...values: number[]): Ort.Tensor =>
  new ort.Tensor("float32", Float32Array.from(values), dims);

/** What a decoder needs to read a prompt: ids, places, and a cache without tokens. */
export function prompt(file: string, ids: readonly number[]): Tensors {
  const feeds: Record<string, Ort.Tensor> = {};
  for (const { name, type, shape } of stated(openModel(file).graph, "input")) {
    if (name === "input_ids") feeds[name] = whole(type, [1, ids.length], ids);
    else if (name === "position_ids") feeds[name] = whole(type, [1, ids.length], [...ids.keys()]);
    else if (name === "attention_mask")
      feeds[name] = whole(
        type,
        [1, ids.length],
        ids.map(() => 1),
      );
    else if (type === "int64") feeds[name] = int64([1, Number(shape[1])], ...zeros(Number(shape[1])));
    else {
      const batch = shape.findIndex((size) => typeof size === "string");
      const dims = shape.map((size, at) => (typeof size === "number" ? size : at === batch ? 1 : 0));
      const none = type === "float16" ? new Uint16Array() : new Float32Array();
      feeds[name] = new ort.Tensor(type as "float32", none as Float32Array, dims);
    }
  }
  return feeds;
}

function whole(type: string | undefined, dims: readonly number[], values: readonly number[]): Ort.Tensor {
  return type === "int32" ? new ort.Tensor("int32", Int32Array.from(values), dims) : int64(dims, ...values);
}

const zeros = (count: number): number[] => Array<number>(count).fill(0);

/** The numbers of a tensor, read as float32. */
export function numbersOf(tensor: Ort.Tensor | undefined): number[] {
  if (tensor === undefined) throw new Error("there is no such output");
  const values = [...(tensor.data as Float32Array)];
  return tensor.type === "float16" ? values.map(fromHalf) : values;
}

/** float16 bits -> number. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** The largest difference between two lists of numbers, which must be as long as each other. */
export function gap(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  return a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n]!)), 0);
}

export const folderOf = (file: string): string => dirname(file);
/** Whether all its weights are in the file itself. */
export const alone = (file: string): boolean =>
  tensors(openModel(file).graph).every(({ external }) => external === undefined);
export { ort };
