// Whether the C interface does on this machine what its table says: a graph of one sum, run and compared.
import { openFfi, type Runtime } from "./ffi.ts";
import { over, type Value, type Values } from "./graph.ts";

/** An ONNX file of opset 13: Add(x, x) -> y, both float32 [n]. */
export const doubling = Uint8Array.from(
  Buffer.from(
    "CAg6NwoOCgF4CgF4EgF5IgNBZGQSAWdaEAoBeBILCgkIARIFCgMSAW5iEAoBeRILCgkIARIFCgMSAW5CAhAN",
    "base64",
  ),
);

/** @throws Error that says what is not as it should be; a wrong table can also end the process, which the parent hears. */
export async function tryOut(runtime: Runtime): Promise<void> {
  const graph = openFfi(runtime, doubling, { kind: "cpu" }, 1);
  try {
    const declared = JSON.stringify([graph.inputs, graph.outputs]);
    const port = (name: string) => [{ name, type: "float32", shape: ["n"] }];
    expected("declares", declared, JSON.stringify([port("x"), port("y")]));
    const x = tensor([1.5, -2, 1e30]);
    const place = tensor([0, 0, 0]);
    for (const into of [null, place]) {
      const values: Values = await graph.run({ x }, { y: into });
      const { data = [], dims = [] } = values["y"] ?? {};
      expected("computes", String([...data, ...dims]), String([3, -4, Math.fround(2e30), 3]));
    }
    expected("writes", String(place.data), String([3, -4, Math.fround(2e30)]));
  } finally {
    await graph.release();
  }
}

const tensor = (numbers: readonly number[]): Value => ({
  type: "float32",
  data: over.float32(Float32Array.from(numbers).buffer),
  dims: [numbers.length],
});

function expected(what: string, found: string, wanted: string): void {
  if (found !== wanted) throw new Error(`its self-test ${what} ${found} instead of ${wanted}`);
}
