// The only importer of onnxruntime-node: opens a graph on one provider and runs it.
import { readFile } from "node:fs/promises";
import type * as Ort from "onnxruntime-node";
import { deviceName, type Device } from "../device.ts";
import { ModelError, reason } from "../error.ts";
import { outlineOf } from "../../onnx/outline.ts";
import { stated } from "../../onnx/graph.ts";
import type { NumberType, Port } from "../layout.ts";
import { Away, consumed, homing, Shelf, stays } from "./away.ts";
import { DATA_FOLDER, type Graph, type Numbers, type Value, type Values } from "./graph.ts";
import { plainly } from "./words.ts";

let runtime: Promise<typeof Ort> | undefined;

/** Loaded at the first graph, never before: 46 MB and a thread pool. */
function load(): Promise<typeof Ort> {
  // Version 1.30 takes float16 as Uint16Array; where Float16Array exists (Node >= 23) it refuses every float16 input.
  delete (globalThis as { Float16Array?: unknown }).Float16Array;
  runtime ??= import("onnxruntime-node");
  return runtime;
}

/**
 * Opens an ONNX file by path, so that external data beside it is found, or a small one from its bytes.
 * One provider and no second: given a list, ONNX Runtime may take the CPU without a word.
 * @throws Error in ONNX Runtime's words.
 */
export async function openBinding(
  source: string | Uint8Array<ArrayBuffer>,
  device: Device,
  threads: number,
  data?: string,
): Promise<Graph> {
  const { InferenceSession, Tensor: Made } = await load();
  const states = device.kind === "webgpu" && typeof source === "string" ? stateNames(source) : [];
  const options: Ort.InferenceSession.SessionOptions = {
    executionProviders: [provider(device)],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4, // fatal only: what fails is thrown as well
    preferredOutputLocation: Object.fromEntries(states.map((name) => [name, "gpu-buffer"])),
    extra: dataIn(data),
  };
  const given = data !== undefined && typeof source === "string" ? await readFile(source) : source;
  const session = await (typeof given === "string"
    ? InferenceSession.create(given, options)
    : InferenceSession.create(given, options));
  // With states on the device, an output that is not asked for has to fit where that of an earlier pass lies.
  const all = session.outputNames;
  const shelf = new Shelf<Ort.Tensor>((tensor) => tensor.dispose());
  const { home, release } = homing((model) => openBinding(model, device, threads));
  const tensorOf = (value: Value): Ort.Tensor =>
    value instanceof Away ? (value.held as Ort.Tensor) : new Made(value.type, value.data, value.dims);
  return {
    inputs: session.inputMetadata.map(port),
    outputs: session.outputMetadata.map(port),
    local: device.kind === "cpu",
    inPlace: false,
    away: states.length > 0,
    home,
    clear: () => shelf.clear(),
    /** Blocks the thread while it computes; an abort is heard before and after. */
    async run(feeds, wanted, signal) {
      signal?.throwIfAborted();
      const tensors = Object.entries(feeds).map(([name, value]) => [name, tensorOf(value)] as const);
      try {
        const made = await session.run(
          Object.fromEntries(tensors),
          states.length > 0 ? all : Object.keys(wanted),
        );
        return values(made, shelf);
      } catch (thrown) {
        throw new ModelError(
          "E513",
          `${deviceName(device)} failed: ${plainly(reason(thrown))}`,
          "try a smaller batch or window, or 'cpu'",
        );
      } finally {
        consumed(feeds);
      }
    },
    async release() {
      shelf.clear();
      await release();
      await session.release();
    },
  };
}

function provider({ kind, id }: Device): Ort.InferenceSession.ExecutionProviderConfig {
  if (kind !== "cuda" && kind !== "tensorrt" && kind !== "webgpu" && kind !== "dml") return { name: kind };
  return { name: kind, ...(id !== undefined && { deviceId: id }) };
}

const dataIn = (folder: string | undefined): Record<string, string> =>
  folder === undefined ? {} : { [DATA_FOLDER]: folder };

/** Where outputs are to lie has to be said before a session tells its outputs: they are read from the file. */
const stateNames = (file: string): string[] =>
  stated(outlineOf(file).graph, "output").flatMap(({ name, type = "" }) =>
    stays({ name, type }) ? [name] : [],
  );

/**
 * Writes a graph as the CPU's provider optimises it, its weights packed for this processor in a file beside it.
 * @throws Error in ONNX Runtime's words.
 */
export async function optimizeGraph(
  { file, data }: { readonly file: string; readonly data?: string },
  target: string,
  weights: string,
): Promise<void> {
  const { InferenceSession } = await load();
  const options: Ort.InferenceSession.SessionOptions = {
    executionProviders: ["cpu"],
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
    optimizedModelFilePath: target,
    extra: {
      ...dataIn(data),
      session: {
        optimized_model_external_initializers_file_name: weights,
        optimized_model_external_initializers_min_size_in_bytes: "1024",
        save_external_prepacked_constant_initializers: "1",
      },
    },
  };
  const session = await (data === undefined
    ? InferenceSession.create(file, options)
    : InferenceSession.create(await readFile(file), options));
  await session.release();
}

function port(metadata: Ort.InferenceSession.ValueMetadata): Port {
  if (!metadata.isTensor) return { name: metadata.name, type: "sequence", shape: [] };
  return { name: metadata.name, type: metadata.type, shape: metadata.shape };
}

/** What lies on the device is handed on without its numbers: asking ONNX Runtime 1.30 for them ends the process. */
function values(results: Ort.InferenceSession.OnnxValueMapType, shelf: Shelf<Ort.Tensor>): Values {
  const out: Record<string, Value> = {};
  for (const [name, tensor] of Object.entries(results)) {
    const [type, { dims }] = [tensor.type as NumberType, tensor];
    out[name] =
      tensor.location === "gpu-buffer"
        ? shelf.put(type, dims, tensor)
        : { type, dims, data: tensor.data as Numbers };
  }
  return out;
}
