// The cache of a batch between two passes: keys, values and id states of its rows, and in which columns their tokens lie.
import { memory, over, size, type Value, type Values, width, zeros } from "./backend/graph.ts";
import type { Layout, NumberType, State } from "./layout.ts";

/** What may be done with a graph's cache; found out by trying, see fit.ts. */
export interface Fit {
  /** Several tokens may follow cached ones. */
  readonly continues: boolean;
  /** Prompt tokens per pass, at most. Also how long a cancelled prompt goes on where a pass cannot be stopped. */
  readonly chunk: number;
  /**
   * Which rows may be in one pass. `alone`: one only, as others move its result. `equal`: rows of equal length. `masked`: any,
   * as the mask hides columns wherever they are. `packed`: any, as each row has its own length and grows right behind its last
   * token (GroupQueryAttention); several tokens after cached ones then go row by row.
   */
  readonly rows: "alone" | "equal" | "masked" | "packed";
  /** What is cached may lie in memory longer than it is, into which a pass writes: nothing is copied from step to step. */
  readonly shared: boolean;
  /** Tokens of one row may be of several branches, each of which sees what is before them and its own. */
  readonly branches: boolean;
}

/** The form of a cache: of what it is made, and where a backend may write. */
export interface Form {
  readonly layout: Layout;
  readonly fit: Fit;
  /** Outputs go into memory of ours. */
  readonly inPlace: boolean;
}

/**
 * Rows [B] with `columns` in use. Row b has its first `had[b]` tokens in the columns from 0, and the others, one of each step
 * since, in those from `base`; what lies between is nobody's. In `packed` rows there is nothing between.
 */
export interface Cache {
  readonly had: readonly number[];
  readonly base: number;
  readonly columns: number;
  /** Columns for which there is memory where the form is in place. */
  readonly room: number;
  /** By the name of the input; `[B,H,P,D]`, P at least what the rows need. */
  readonly values: Values;
  /** Memory that the next pass may write into. */
  readonly spare: Readonly<Record<string, ArrayBuffer>>;
}

/** Tokens `from` to `to` of a row. */
export interface Piece {
  readonly cache: Cache;
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

export const rowsOf = (cache: Cache): number => cache.had.length;

/** Tokens of a row. */
export const lengthOf = ({ had, base, columns }: Cache, row: number): number => had[row]! + columns - base;

/** All of a row. */
export const whole = (cache: Cache, row: number): Piece => ({
  cache,
  row,
  from: 0,
  to: lengthOf(cache, row),
});

/** Dimensions of a state for so many rows and columns. */
export const dimsOf = ({ shape }: State, rows: number, columns: number): number[] =>
  shape.map((dim) => (dim === "B" ? rows : dim === "P" ? columns : dim));

/** Bytes that one row of `length` tokens takes. */
export const cacheBytes = ({ states }: Layout, length: number): number =>
  states.reduce((sum, state) => sum + size(dimsOf(state, 1, length)) * width[state.type], 0);

/** Bytes of keys and values that each token takes. */
export const bytesPerToken = ({ layout }: Pick<Form, "layout">): number =>
  cacheBytes(layout, 1) - cacheBytes(layout, 0);

/** What a loaded model says of its layout. */
export const layoutTold = (form: Pick<Form, "layout">) => {
  const { vocab, layers, dtype, text } = form.layout;
  return { vocab, layers, dtype, layout: text, perToken: bytesPerToken(form) };
};

/** Whole numbers as a tensor of the graph's id type. */
export function integers(type: NumberType, given: readonly number[], dims: readonly number[]): Value {
  const data = zeros(type, given.length);
  if (data instanceof BigInt64Array) given.forEach((number, at) => (data[at] = BigInt(number)));
  else data.set(given);
  return { type, dims, data };
}

/** The first numbers of a memory, seen as a tensor. */
export const tensorIn = (place: ArrayBuffer, type: NumberType, dims: readonly number[]): Value => ({
  type,
  dims,
  data: over[type](place).subarray(0, size(dims)),
});

/**
 * A new cache whose rows are made of pieces, end to end, without gaps; a row without a piece is empty: no keys or values, ids
 * all zero. The pieces' caches stay as they are; one that is given twice is forked.
 */
export function gather(form: Form, rows: readonly (readonly Piece[])[], room: number): Cache {
  const { layout, fit, inPlace } = form;
  const had = rows.map((pieces) => pieces.reduce((sum, { from, to }) => sum + to - from, 0));
  const columns = Math.max(0, ...had);
  const values: Record<string, Value> = {};
  for (const state of layout.states) {
    const dims = dimsOf(state, rows.length, fit.shared ? room : columns);
    const most = inPlace ? dimsOf(state, rows.length, Math.max(room, columns)) : dims;
    const value = tensorIn(memory(size(most) * width[state.type]), state.type, dims);
    for (const [row, pieces] of rows.entries()) copyRow(state, fit, pieces, value, row);
    values[state.input] = value;
  }
  return { had, base: columns, columns, room, values, spare: {} };
}

/**
 * The cache of one row that holds its first `length` tokens and nothing between them, so that several may follow at once. Where each
 * row has its own length nothing is moved: what lies behind it is nobody's.
 */
export function compact(form: Form, cache: Cache, length: number): Cache {
  if (length === cache.columns && cache.base === cache.had[0]) return cache;
  if (form.fit.rows === "packed") return { ...cache, had: [length], base: cache.columns };
  return gather(form, [[{ cache, row: 0, from: 0, to: length }]], cache.room);
}

/** Puts pieces end to end into a row of a tensor that has the columns for them. */
export function copyRow(state: State, fit: Fit, pieces: readonly Piece[], into: Value, row: number): void {
  const last = pieces.at(-1);
  if (last === undefined) return;
  if (!state.shape.includes("P")) return copyColumns(state, last, [[0, 1]], into, row, 0);
  let at = 0;
  for (const piece of pieces) {
    copyColumns(state, piece, runs(fit, piece), into, row, at);
    at += piece.to - piece.from;
  }
}

/** The columns in which a piece lies. */
function runs(fit: Fit, { cache, row, from, to }: Piece): (readonly [number, number])[] {
  const had = fit.rows === "packed" ? Infinity : cache.had[row]!;
  const behind = cache.base - had;
  const parts = [
    [from, Math.min(to, had)],
    [Math.max(from, had) + behind, to + behind],
  ] as const;
  return had === Infinity ? [[from, to]] : parts.filter(([start, end]) => start < end);
}

/** Columns of a row, head by head, to the columns of another from `to` on. A state without columns is one. */
function copyColumns(
  { shape, input }: State,
  { cache, row: source }: Piece,
  columns: readonly (readonly [number, number])[],
  into: Value,
  row: number,
  to: number,
): void {
  const value = cache.values[input]!;
  const [rows, column] = [shape.indexOf("B"), shape.indexOf("P")];
  const outer = size(into.dims.slice(0, rows)); // 1, or 2 where keys and values are joint
  const heads = column < 0 ? 1 : size(into.dims.slice(rows + 1, column));
  const depth = size(into.dims.slice((column < 0 ? rows : column) + 1));
  const [wide, wideInto] = column < 0 ? [1, 1] : [value.dims[column]!, into.dims[column]!];
  // One array type on both sides, which the union does not say.
  const [a, b] = [value.data as Float32Array, into.data as Float32Array];
  for (let half = 0; half < outer; half++)
    for (let head = 0; head < heads; head++) {
      const from = ((half * value.dims[rows]! + source) * heads + head) * wide;
      let at = ((half * into.dims[rows]! + row) * heads + head) * wideInto + to;
      for (const [start, end] of columns) {
        b.set(a.subarray((from + start) * depth, (from + end) * depth), at * depth);
        at += end - start;
      }
    }
}
