// How fast a device reads its memory, measured: a vector times a matrix that no cache holds, which reads each number once.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openGraph } from "../../runtime/model/backend/open.ts";
import type { Device } from "../../runtime/model/device.ts";
import { makeModel, makeNode, makeStated, makeTensor, writeModel } from "../../runtime/onnx/graph.ts";

/** Bytes per second: the best of some products with a matrix of float32 [side, side]. */
export async function bandwidth(device: Device, side: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "strux-bandwidth-"));
  const file = join(folder, "product.onnx");
  try {
    writeFileSync(file, product(side));
    const { graph } = await openGraph({ file, device, threads: 2 }, { backend: "auto" });
    const x = {
      type: "float32",
      dims: [1, side],
      data: new Float32Array(new ArrayBuffer(4 * side)).fill(1),
    } as const;
    let best = Infinity;
    for (let round = 0; round < 24; round++) {
      const began = performance.now();
      await graph.run({ x }, { y: null });
      best = Math.min(best, performance.now() - began);
    }
    await graph.release();
    return (4 * side * side * 1000) / best;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** x [1,side] times a matrix -> y. */
function product(side: number): Uint8Array {
  const weight = new Uint8Array(new Float32Array(side * side).fill(0.5).buffer);
  const graph = [
    makeNode("MatMul", ["x", "w"], ["y"]),
    makeTensor("w", "float32", [side, side], weight),
    makeStated("input", "x", "float32", [1, side]),
    makeStated("output", "y", "float32", [1, side]),
  ];
  return writeModel(makeModel("bandwidth", graph, { "": 17 }));
}
