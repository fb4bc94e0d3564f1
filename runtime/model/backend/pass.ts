// One run of a session through the C interface: tensors over memory of ours, outputs into it or copied out, a stop on abort.
import type { NumberType } from "../layout.ts";
import { over, size, type Value, type Values, type Wanted, width } from "./graph.ts";
import { type Library, written } from "./library.ts";
import { dimensions, element } from "./ports.ts";
import { elements } from "./table.ts";

/** C strings that stay where they are, and lists of their addresses. */
export class Names {
  readonly #library: Library;
  readonly #kept = new Map<string, { readonly bytes: ArrayBuffer; readonly address: bigint }>();

  constructor(library: Library) {
    this.#library = library;
  }

  list(names: readonly string[]): BigUint64Array {
    const list = new BigUint64Array(new ArrayBuffer(8 * Math.max(1, names.length)));
    names.forEach((name, at) => (list[at] = this.#address(name)));
    return list;
  }

  #address(name: string): bigint {
    const known = this.#kept.get(name);
    if (known) return known.address;
    const text = Buffer.from(name);
    const bytes = new ArrayBuffer(text.length + 1);
    new Uint8Array(bytes).set(text);
    const address = this.#library.address(bytes);
    this.#kept.set(name, { bytes, address });
    return address;
  }
}

/** What native code reads and writes while a pass runs; nothing else need hold it. */
export const inUse = new Set<unknown>();

/** One run of a session. Errors in ONNX Runtime's words; one that says so where the signal has ended it. */
export async function pass(
  { library, memory }: { readonly library: Library; readonly memory: bigint },
  session: bigint,
  names: Names,
  { feeds, wanted }: { readonly feeds: Values; readonly wanted: Wanted },
  signal: AbortSignal | undefined,
): Promise<Values> {
  const [ins, outs] = [Object.entries(feeds), Object.entries(wanted)];
  const [given, made] = [pointers(ins.length), pointers(outs.length)];
  const lists = [names.list(Object.keys(feeds)), names.list(Object.keys(wanted))] as const;
  const options = written((out) => library.CreateRunOptions(out));
  const stop = (): void => library.RunOptionsSetTerminate(options);
  const held = [feeds, wanted, given, made, lists];
  inUse.add(held);
  try {
    ins.forEach(([, value], at) => (given[at] = tensor(library, memory, value)));
    outs.forEach(([, place], at) => (made[at] = place ? tensor(library, memory, place) : 0n));
    signal?.addEventListener("abort", stop);
    const sizes = [BigInt(ins.length), BigInt(outs.length)] as const;
    await library.runAsync(session, options, lists[0], given, sizes[0], lists[1], sizes[1], made);
    return Object.fromEntries(outs.map(([name, place], at) => [name, place ?? read(library, made[at]!)]));
  } finally {
    signal?.removeEventListener("abort", stop);
    for (const value of [...given, ...made]) if (value !== 0n) library.ReleaseValue(value);
    library.ReleaseRunOptions(options);
    inUse.delete(held);
  }
}

const pointers = (count: number): BigUint64Array<ArrayBuffer> =>
  new BigUint64Array(new ArrayBuffer(8 * count));

const codes = Object.fromEntries(Object.entries(elements).map(([code, name]) => [name, Number(code)]));
/** An address for tensors without an element: null is refused. */
const nothing = new ArrayBuffer(8);

/** Where the next tensor's shape is written; read at once. */
const shape = new BigInt64Array(new ArrayBuffer(8 * 16));

/** A tensor over the caller's memory, of at most 16 dimensions. */
export function tensor(library: Library, memory: bigint, value: Value): bigint {
  const { data, dims } = value;
  if (data.length !== size(dims))
    throw new Error(`a tensor of ${data.length} numbers cannot have the shape [${dims.join(",")}]`);
  const address =
    library.address(data.length === 0 ? nothing : (data.buffer as ArrayBuffer)) + BigInt(data.byteOffset);
  dims.forEach((dim, at) => (shape[at] = BigInt(dim)));
  const [length, rank, type] = [BigInt(data.byteLength), BigInt(dims.length), codes[value.type]!];
  return written((out) =>
    library.CreateTensorWithDataAsOrtValue(memory, address, length, shape, rank, type, out),
  );
}

/** A tensor's element type and shape. */
export function formOf(library: Library, value: bigint): Pick<Value, "type" | "dims"> {
  const info = written((out) => library.GetTensorTypeAndShape(value, out));
  try {
    return { type: element(library, info) as NumberType, dims: dimensions(library, info) };
  } finally {
    library.ReleaseTensorTypeAndShapeInfo(info);
  }
}

/** A copy of a tensor that ONNX Runtime has made in memory of this process. */
export function read(library: Library, value: bigint): Value {
  const { type, dims } = formOf(library, value);
  const at = written((out) => library.GetTensorMutableData(value, out));
  return { type, dims, data: over[type](library.copy(at, size(dims) * width[type])) };
}
