// How fast this machine reads memory: ONNX Runtime itself adds up numbers that no cache holds, with the threads a model has.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { makeModel, makeNode, makeStated, writeModel } from "../../runtime/onnx/graph.ts";

const BYTES = 512e6;

/** Bytes per second: the best of several passes over half a gigabyte. */
export async function bandwidth(threads: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "strux-bandwidth-"));
  const file = join(folder, "model.onnx");
  const graph = [
    makeNode("ReduceMax", ["x"], ["y"], { axes: [1], keepdims: 0 }),
    makeStated("input", "x", "float32", ["rows", "columns"]),
    makeStated("output", "y", "float32", ["rows"]),
  ];
  writeFileSync(file, writeModel(makeModel("bandwidth", graph, { "": 17 })));
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: threads });
  try {
    // written once, so that it is memory and not the one page of zeros
    const numbers = new Float32Array(BYTES / 4).fill(0.5);
    const x = new ort.Tensor("float32", numbers, [1000, numbers.length / 1000]);
    let best = 0;
    for (let n = 0; n < 7; n++) {
      const began = performance.now();
      await session.run({ x });
      best = Math.max(best, BYTES / ((performance.now() - began) / 1000));
    }
    return best;
  } finally {
    await session.release();
    rmSync(folder, { recursive: true, force: true });
  }
}
