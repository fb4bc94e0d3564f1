// What a session or a tensor says of itself through the C interface: names, element types, shapes.
import type { Port } from "../layout.ts";
import { type Library, written } from "./library.ts";
import { elements } from "./table.ts";

/** Inputs or outputs as the graph declares them, in its order; what is no tensor is called a sequence. */
export function ports(
  { library, allocator }: { readonly library: Library; readonly allocator: bigint },
  session: bigint,
  side: "Input" | "Output",
): Port[] {
  const count = Number(written((out) => library[`SessionGet${side}Count`](session, out)));
  return Array.from({ length: count }, (_, at) => {
    const text = written((out) => library[`SessionGet${side}Name`](session, BigInt(at), allocator, out));
    const name = library.text(text);
    library.AllocatorFree(allocator, text);
    const about = written((out) => library[`SessionGet${side}TypeInfo`](session, BigInt(at), out));
    try {
      const info = written((out) => library.CastTypeInfoToTensorInfo(about, out));
      if (info === 0n) return { name, type: "sequence", shape: [] };
      return { name, type: element(library, info), shape: shape(library, info) };
    } finally {
      library.ReleaseTypeInfo(about);
    }
  });
}

export function element(library: Library, info: bigint): string {
  const code = Number(written((out) => library.GetTensorElementType(info, out)));
  return elements[code] ?? `element type ${code}`;
}

export function dimensions(library: Library, info: bigint): number[] {
  const count = written((out) => library.GetDimensionsCount(info, out));
  const dims = new BigInt64Array(new ArrayBuffer(8 * Number(count)));
  if (count > 0n) library.GetDimensions(info, dims, count);
  return Array.from(dims, Number);
}

/** A symbolic dimension is its name. */
function shape(library: Library, info: bigint): (number | string)[] {
  const dims = dimensions(library, info);
  const names = new BigUint64Array(new ArrayBuffer(8 * dims.length));
  if (dims.length > 0) library.GetSymbolicDimensions(info, names, BigInt(dims.length));
  return dims.map((dim, at) => (dim < 0 ? library.text(names[at]!) : dim));
}
