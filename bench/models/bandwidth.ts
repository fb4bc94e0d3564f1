// How fast this machine reads memory: ONNX Runtime itself adds up numbers that no cache holds, with the threads a model has.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { makeModel, makeNode, makeStated, writeModel } from "../../runtime/onnx/graph.ts";

const BYTES = 512e6;

/** Reads the memory whenever it is asked to. */
export interface Meter {
  /** Bytes per second of one pass over half a gigabyte. */
  read(): Promise<number>;
  close(): Promise<void>;
}

export async function meter(threads: number): Promise<Meter> {
  const folder = mkdtempSync(join(tmpdir(), "strux-bandwidth-"));
  const file = join(folder, "model.onnx");
  const graph = [
    makeNode("ReduceMax", ["x"], ["y"], { axes: [1], keepdims: 0 }),
    makeStated("input", "x", "float32", ["rows", "columns"]),
    makeStated("output", "y", "float32", ["rows"]),
  ];
  writeFileSync(file, writeModel(makeModel("bandwidth", graph, { "": 17 })));
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: threads });
  rmSync(folder, { recursive: true, force: true });
  // written once, so that it is memory and not the one page of zeros
  const numbers = new Float32Array(BYTES / 4).fill(0.5);
  const x = new ort.Tensor("float32", numbers, [1000, numbers.length / 1000]);
  return {
    async read() {
      const began = performance.now();
      await session.run({ x });
      return BYTES / ((performance.now() - began) / 1000);
    },
    close: () => session.release(),
  };
}
