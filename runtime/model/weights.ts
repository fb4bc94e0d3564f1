// How many numbers a model is made of, from the shapes that its ONNX file states.
import { type Bytes, fields, opened, packed } from "../onnx/protobuf.ts";

/** ModelProto.graph, GraphProto.initializer, TensorProto.dims and .data_type. */
const GRAPH = 7;
const INITIALIZER = 5;
const DIMS = 1;
const TYPE = 2;
/** Element types of TensorProto that hold one number each: float, float16, double, bfloat16. */
const FLOATS: ReadonlySet<number> = new Set([1, 10, 11, 16]);
/** And those that quantized weights are packed into, several to an element: uint8, int8, uint4, int4. */
const PACKED: ReadonlySet<number> = new Set([2, 3, 21, 22]);
/** Fewer elements than this are a scale or a zero point. */
const FEW = 1024;

/**
 * Elements of all tensors of numbers: the parameters, and a few constants that nothing tells apart from them. Null where
 * weights are quantized, whose shapes do not say how many numbers they hold.
 */
export function parameters(file: string): number | null {
  return opened(file, (bytes, size) => {
    let sum = 0;
    for (const graph of fields(bytes, 0, size)) {
      if (graph.field !== GRAPH || graph.end === null) continue;
      for (const { field, start, end } of fields(bytes, graph.start, graph.end)) {
        if (field !== INITIALIZER || end === null) continue;
        const { type, elements } = tensor(bytes, start, end);
        if (PACKED.has(type) && elements > FEW) return null;
        if (FLOATS.has(type)) sum += elements;
      }
    }
    return sum;
  });
}

function tensor(bytes: Bytes, from: number, to: number) {
  let [type, elements] = [0, 1];
  for (const { field, start, end } of fields(bytes, from, to)) {
    if (field === DIMS)
      for (const size of end === null ? [start] : packed(bytes, start, end)) elements *= size;
    if (field === TYPE && end === null) type = start;
  }
  return { type, elements };
}
