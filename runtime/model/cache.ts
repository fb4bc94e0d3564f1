// The cache between two steps: keys, values and id states, all rows at the same length.
import type { Numbers, Value, Values } from "./backend/binding.ts";
import type { Layout, NumberType, State } from "./layout.ts";

/** State name (as input) -> its value. Every state moves together: copied, forked and dropped as one. */
export type Cache = Values;

const arrays: { readonly [K in NumberType]: (length: number) => Numbers } = {
  float32: (length) => new Float32Array(length),
  float16: (length) => new Uint16Array(length),
  int64: (length) => new BigInt64Array(length),
  int32: (length) => new Int32Array(length),
};

const size = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

/** Whole numbers as a tensor of the graph's id type. */
export function whole(type: NumberType, numbers: readonly number[], dims: readonly number[]): Value {
  return {
    type,
    dims,
    data: type === "int64" ? BigInt64Array.from(numbers, BigInt) : Int32Array.from(numbers),
  };
}

/** The cache before the first token: no keys or values (P = 0), ids all zero. */
export function emptyCache(layout: Layout, rows: number): Cache {
  const dims = ({ shape }: State): number[] =>
    shape.map((dim) => (dim === "B" ? rows : dim === "P" ? 0 : dim));
  return Object.fromEntries(
    layout.states.map((state) => [
      state.input,
      { type: state.type, dims: dims(state), data: arrays[state.type](size(dims(state))) },
    ]),
  );
}

/** The cache that a step's outputs make for the next. */
export function nextCache(layout: Layout, outputs: Values): Cache {
  return Object.fromEntries(layout.states.map(({ input, output }) => [input, outputs[output]!]));
}

/** A cache of the given rows, in that order; a row named twice is forked. */
export function pickRows(layout: Layout, cache: Cache, rows: readonly number[]): Cache {
  return Object.fromEntries(
    layout.states.map((state) => [state.input, pick(state, cache[state.input]!, rows)]),
  );
}

function pick(state: State, value: Value, rows: readonly number[]): Value {
  const axis = state.shape.indexOf("B");
  const outer = size(value.dims.slice(0, axis)); // 1, or 2 where keys and values are joint
  const row = size(value.dims.slice(axis + 1));
  const had = value.dims[axis]!;
  const data = arrays[value.type](outer * rows.length * row);
  for (let half = 0; half < outer; half++) {
    rows.forEach((from, to) => {
      const start = (half * had + from) * row;
      // One array type on both sides, which the union does not say.
      (data as Float32Array).set(
        (value.data as Float32Array).subarray(start, start + row),
        (half * rows.length + to) * row,
      );
    });
  }
  return { type: value.type, data, dims: value.dims.map((dim, at) => (at === axis ? rows.length : dim)) };
}

/** Bytes that one row of `length` tokens takes. */
export function cacheBytes(layout: Layout, length: number): number {
  const bytes = { float32: 4, float16: 2, int64: 8, int32: 4 };
  const count = ({ shape }: State): number =>
    size(shape.map((dim) => (dim === "B" ? 1 : dim === "P" ? length : dim)));
  return layout.states.reduce((sum, state) => sum + count(state) * bytes[state.type], 0);
}

/** Row `row` of logits [B,S,V] at the last position, as float32 [V]. */
export function lastLogits(logits: Value, row: number): Float32Array {
  const [, steps = 1, vocab = 0] = logits.dims;
  const start = ((row + 1) * steps - 1) * vocab;
  const part = (logits.data as Float32Array | Uint16Array).subarray(start, start + vocab);
  return part instanceof Uint16Array ? Float32Array.from(part, half) : part;
}

/** float16 bits -> number. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
