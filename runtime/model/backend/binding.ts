// The only importer of onnxruntime-node: opens a graph on one provider and runs it.
import type * as Ort from "onnxruntime-node";
import { deviceName, type Device } from "../device.ts";
import { ModelError, reason } from "../error.ts";
import type { NumberType, Port } from "../layout.ts";
import type { Graph, Numbers, Values } from "./graph.ts";

let runtime: Promise<typeof Ort> | undefined;

/** Loaded at the first graph, never before: 46 MB and a thread pool. */
function load(): Promise<typeof Ort> {
  // Version 1.30 takes float16 as Uint16Array; where Float16Array exists (Node >= 23) it refuses every float16 input.
  delete (globalThis as { Float16Array?: unknown }).Float16Array;
  runtime ??= import("onnxruntime-node");
  return runtime;
}

/**
 * Opens an ONNX file by path, so that external data beside it is found.
 * One provider and no second: given a list, ONNX Runtime may take the CPU without a word.
 * @throws Error in ONNX Runtime's words.
 */
export async function openBinding(file: string, device: Device, threads: number): Promise<Graph> {
  const { InferenceSession, Tensor: Made } = await load();
  const provider =
    device.kind === "cuda" || device.kind === "tensorrt" || device.kind === "webgpu" || device.kind === "dml"
      ? { name: device.kind, ...(device.id !== undefined && { deviceId: device.id }) }
      : { name: device.kind };
  const session = await InferenceSession.create(file, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4, // fatal only: what fails is thrown as well
  });
  return {
    inputs: session.inputMetadata.map(port),
    outputs: session.outputMetadata.map(port),
    local: device.kind === "cpu",
    inPlace: false,
    /** Blocks the thread while it computes; an abort is heard before and after. */
    async run(feeds, wanted, signal) {
      signal?.throwIfAborted();
      const tensors: Record<string, Ort.Tensor> = {};
      for (const [name, { type, data, dims }] of Object.entries(feeds))
        tensors[name] = new Made(type, data, dims);
      try {
        return values(await session.run(tensors, Object.keys(wanted)));
      } catch (thrown) {
        throw new ModelError(
          "E513",
          `${deviceName(device)} failed: ${reason(thrown)}`,
          "try a smaller batch or window, or 'cpu'",
        );
      }
    },
    release: () => session.release(),
  };
}

/**
 * Writes a graph as the CPU's provider optimises it, its weights packed for this processor in a file beside it.
 * @throws Error in ONNX Runtime's words.
 */
export async function optimizeGraph(file: string, target: string, weights: string): Promise<void> {
  const { InferenceSession } = await load();
  const session = await InferenceSession.create(file, {
    executionProviders: ["cpu"],
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
    optimizedModelFilePath: target,
    extra: {
      session: {
        optimized_model_external_initializers_file_name: weights,
        optimized_model_external_initializers_min_size_in_bytes: "1024",
        save_external_prepacked_constant_initializers: "1",
      },
    },
  });
  await session.release();
}

function port(metadata: Ort.InferenceSession.ValueMetadata): Port {
  if (!metadata.isTensor) return { name: metadata.name, type: "sequence", shape: [] };
  return { name: metadata.name, type: metadata.type, shape: metadata.shape };
}

function values(results: Ort.InferenceSession.OnnxValueMapType): Values {
  const out: Record<string, { type: NumberType; data: Numbers; dims: readonly number[] }> = {};
  for (const [name, tensor] of Object.entries(results)) {
    out[name] = { type: tensor.type as NumberType, data: tensor.data as Numbers, dims: tensor.dims };
  }
  return out;
}
