// The cache between two steps: keys, values and id states, all rows at the same length.
import { size, type Value, type Values, width, zeros } from "./backend/graph.ts";
import type { Layout, NumberType, State } from "./layout.ts";

/** State name (as input) -> its value. Every state moves together: copied, forked and dropped as one. */
export type Cache = Values;

/** Whole numbers as a tensor of the graph's id type. */
export function whole(type: NumberType, numbers: readonly number[], dims: readonly number[]): Value {
  const data = zeros(type, numbers.length);
  if (data instanceof BigInt64Array) numbers.forEach((number, at) => (data[at] = BigInt(number)));
  else data.set(numbers);
  return { type, dims, data };
}

/** The cache before the first token: no keys or values (P = 0), ids all zero. */
export function emptyCache(layout: Layout, rows: number): Cache {
  const dims = ({ shape }: State): number[] =>
    shape.map((dim) => (dim === "B" ? rows : dim === "P" ? 0 : dim));
  return Object.fromEntries(
    layout.states.map((state) => [
      state.input,
      { type: state.type, dims: dims(state), data: zeros(state.type, size(dims(state))) },
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
  const data = zeros(value.type, outer * rows.length * row);
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
  const count = ({ shape }: State): number =>
    size(shape.map((dim) => (dim === "B" ? 1 : dim === "P" ? length : dim)));
  return layout.states.reduce((sum, state) => sum + count(state) * width[state.type], 0);
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
