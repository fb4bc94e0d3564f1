// What the weights of a model are, from the shapes that its ONNX file states: how many numbers, how many bytes of which type.
import { attribute, type Model, nodes, type Tensor, tensors } from "../onnx/graph.ts";
import { outlineOf } from "../onnx/outline.ts";
import { BITS, type Element } from "../onnx/schema.ts";

const FLOATS: ReadonlySet<string> = new Set(["float32", "float16", "float64", "bfloat16"]);
/** Types that quantized weights are packed into, several to an element. */
const PACKED: ReadonlySet<string> = new Set(["uint8", "int8", "uint4", "int4"]);
/** Fewer elements than this are a scale or a zero point. */
const FEW = 1024;

const elements = ({ dims }: Tensor): number => dims.reduce((product, size) => product * size, 1);

/**
 * Elements of all tensors of numbers: the parameters, and a few constants that nothing tells apart from them. Of a product
 * with four-bit weights, as many as it states. Null where weights are quantized otherwise: their shapes do not say how many.
 */
export function parameters(model: Model): number | null {
  const products = nodes(model.graph).filter(({ op }) => op === "MatMulNBits");
  const packed = new Set(products.flatMap(({ inputs }) => inputs.slice(1)));
  let sum = 0;
  for (const node of products) sum += (attribute(node, "K") ?? 0) * (attribute(node, "N") ?? 0);
  for (const tensor of tensors(model.graph)) {
    if (packed.has(tensor.name)) continue;
    if (PACKED.has(tensor.type ?? "") && elements(tensor) > FEW) return null;
    if (FLOATS.has(tensor.type ?? "")) sum += elements(tensor);
  }
  return sum;
}

/** {@link parameters} of a file, without reading its weights. */
export const fileParameters = (file: string): number | null => parameters(outlineOf(file));

/** Bytes of all tensors by element type, the most first. A type that is newer than the table is left out. */
export function bytesByType({ graph }: Model): [Element, number][] {
  const sums = new Map<Element, number>();
  for (const tensor of tensors(graph))
    if (tensor.type)
      sums.set(tensor.type, (sums.get(tensor.type) ?? 0) + (elements(tensor) * BITS[tensor.type]) / 8);
  return [...sums].toSorted(([, a], [, b]) => b - a);
}
