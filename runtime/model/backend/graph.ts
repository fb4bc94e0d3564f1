// What the decode loop knows of a backend: tensors in memory of this process, a graph that takes and gives them.
import { ModelError } from "../error.ts";
import type { NumberType, Port } from "../layout.ts";

/** A tensor: row-major numbers and their shape. float16 is raw bits, bool a byte of 0 or 1. */
export interface Value {
  readonly type: NumberType;
  readonly data: Numbers;
  readonly dims: readonly number[];
}

export type Numbers = Float32Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array;

export type Values = Readonly<Record<string, Value>>;

/** Outputs to compute: into the caller's memory, which must have the output's very shape, or, with null, into new memory. */
export type Wanted = Readonly<Record<string, Value | null>>;

/** Which way the house talks to ONNX Runtime: its C interface, or the Node binding that comes with it. */
export type Backend = "ffi" | "binding";

/** One backend, or with `auto` the C interface and where that fails the binding. */
export interface Choice {
  readonly backend: Backend | "auto";
  /** Why it is the binding, where the C interface was given up before. */
  readonly reason?: string;
}

/** A loaded graph on one provider. */
export interface Graph {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** It computes in the memory of this process, so that what is written there is read there. */
  readonly local: boolean;
  /** Outputs are written into the caller's memory; otherwise all come in new memory, whatever was given. */
  readonly inPlace: boolean;
  /**
   * One pass. An abort ends it at once where the backend can, and with the signal's reason in any case.
   * @throws ModelError E513 in ONNX Runtime's words.
   */
  run(feeds: Values, wanted: Wanted, signal?: AbortSignal): Promise<Values>;
  /** Keys and values that a pass makes stay on the device, without numbers here, and are good for one pass. */
  readonly away: boolean;
  /** The same values with their numbers; they are on the device no more. */
  home(values: Values): Promise<Values>;
  /** Lets go of all that lies on the device. */
  clear(): void;
  release(): Promise<void>;
}

/** Of a graph whose device is this process's memory: nothing is away. */
export const atHome = {
  away: false,
  home: (values: Values) => Promise.resolve(values),
  clear: () => undefined,
} as const;

/** What ONNX Runtime calls the folder of external data of a graph that it is given as bytes. */
export const DATA_FOLDER = "session.model_external_initializers_file_folder_path";

/** Bytes of one number. */
export const width: Readonly<Record<NumberType, number>> = {
  float32: 4,
  float16: 2,
  int64: 8,
  int32: 4,
  bool: 1,
};

/** Memory seen as numbers. */
export const over: { readonly [K in NumberType]: (memory: ArrayBuffer) => Numbers } = {
  float32: (memory) => new Float32Array(memory),
  float16: (memory) => new Uint16Array(memory),
  int64: (memory) => new BigInt64Array(memory),
  int32: (memory) => new Int32Array(memory),
  bool: (memory) => new Uint8Array(memory),
};

/**
 * Bytes, all zero. A buffer and not an array: V8 moves the content of short arrays that are made directly.
 * @throws ModelError E513 where there is no such memory.
 */
export function memory(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    const size = `${Math.ceil(bytes / 2 ** 20)} MiB`;
    throw new ModelError(
      "E513",
      `${size} of memory cannot be had`,
      "lower max_tokens, or shorten the prompt",
    );
  }
}

/** So many zeros. */
export const zeros = (type: NumberType, length: number): Numbers => over[type](memory(width[type] * length));

/** How many numbers a shape holds. */
export const size = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);
