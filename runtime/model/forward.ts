// One pass of a batch through the graph: what goes in, where the outputs lie, the cache afterwards. Shapes in brackets.
import { fromHalf } from "../onnx/half.ts";
import { BRANCH_BIAS, BRANCH_POSITIONS } from "../onnx/branches.ts";
import { LOG_SUM, POSITIONS } from "../onnx/logits.ts";
import {
  type Graph,
  memory,
  type Numbers,
  size,
  type Value,
  type Values,
  width,
  zeros,
} from "./backend/graph.ts";
import { type Cache, dimsOf, type Form, integers, lengthOf, type Piece, rowsOf, tensorIn } from "./cache.ts";
import type { NumberType, State } from "./layout.ts";
import { logSum } from "./sample.ts";

/** A graph and the form of its cache. */
export interface Setup extends Form {
  readonly graph: Graph;
}

export interface Passed {
  readonly cache: Cache;
  /**
   * Of row b the logits [V] that follow its last token, or the nth of those that were chosen; to be read before the next pass,
   * whose logits take their place.
   */
  readonly logits: (row: number, nth?: number) => Float32Array;
  /** ln of the sum of exp over these logits: a logit less this is a log-probability. */
  readonly logSum: (row: number, nth?: number) => number;
}

/** Tokens of short rows that go together in one pass. */
export const TOGETHER = 256;

/** Where the tokens of a row stand that are of several branches, and what each sees: added to its scores, [1,1,S,T]. */
export interface Branching {
  readonly positions: readonly number[];
  readonly bias: Value;
}

/** Memory for the logits of each graph, for their sums, and for a bias of zeros: nobody writes it. */
const [scratch, sums, nought] = [
  new WeakMap<Graph, ArrayBuffer>(),
  new WeakMap<Graph, ArrayBuffer>(),
  new WeakMap<Graph, ArrayBuffer>(),
];

/**
 * Tokens [B][n] after those in the cache, n >= 1 and not the same in all rows only where they are `masked` or `packed`: shorter
 * rows are filled up at their end, and what fills them is nobody's. `said`: behind which tokens of each row logits come out; true
 * is its last, false is none. The cache that is given must not be used again. `branching`: of a single row.
 */
export async function pass(
  setup: Setup,
  cache: Cache,
  tokens: readonly (readonly number[])[],
  signal?: AbortSignal,
  said: boolean | readonly (readonly number[])[] = true,
  branching?: Branching,
): Promise<Passed> {
  const { graph, layout } = setup;
  const steps = Math.max(...tokens.map((row) => row.length));
  const total = totalColumns(setup, cache, steps);
  const looked = looking(setup, tokens, steps, said);
  const feeds = fed(setup, cache, tokens, { steps, total, branching }, looked);
  const wanted = { ...placed(setup, cache, steps, total), ...looked.wanted };
  const outputs = await graph.run(feeds, wanted, signal);
  const values = layout.states.map(({ input, output }) => [input, outputs[output]!] as const);
  const had = tokens.map((row, b) => lengthOf(cache, b) + row.length);
  const after: Cache = {
    had: steps === 1 ? cache.had : had,
    base: steps === 1 ? cache.base : cache.columns + steps,
    columns: cache.columns + steps,
    room: cache.room,
    values: Object.fromEntries(values),
    spare: spareOf(setup, cache),
  };
  return { cache: after, ...told(outputs, looked) };
}

/** Behind which tokens of its rows a pass is looked at. */
interface Looked {
  /** Places of row b, as many for each row. */
  readonly places: readonly (readonly number[])[];
  /** Where what follows the nth of them stands among the logits of its row. */
  readonly entry: (row: number, nth: number) => number;
  /** Entries of a row. */
  readonly width: number;
  /** The outputs that say it, and where they go. */
  readonly wanted: Readonly<Record<string, Value | null>>;
}

function looking(
  setup: Setup,
  tokens: readonly (readonly number[])[],
  steps: number,
  said: boolean | readonly (readonly number[])[],
): Looked {
  const { layout } = setup;
  const chosen = typeof said === "boolean" ? [] : said;
  const most = Math.max(1, ...chosen.map((places) => places.length));
  const places = tokens.map((row, b) =>
    Array.from({ length: most }, (_, nth) => chosen[b]?.[nth] ?? row.length - 1),
  );
  const entries = layout.chosen ? most : steps;
  const shown = [tokens.length, entries];
  const logits = (): Value | null => outputPlace(setup, scratch, layout.logits, [...shown, layout.vocab]);
  const sum = (): Value | null => outputPlace(setup, sums, "float32", [...shown, 2]);
  return {
    places,
    entry: (row, nth) => (layout.chosen ? nth : places[row]![nth]!),
    width: entries,
    wanted: said === false ? {} : { logits: logits(), ...(layout.logSum && { [LOG_SUM]: sum() }) },
  };
}

/** Tokens of a pass in each row, columns that they see, what tells branches apart. */
interface Extent {
  readonly steps: number;
  readonly total: number;
  readonly branching: Branching | undefined;
}

/** What goes in: tokens, their places, which columns they see, and behind which of them logits are computed. */
function fed(
  setup: Setup,
  cache: Cache,
  tokens: readonly (readonly number[])[],
  { steps, total, branching }: Extent,
  { places: looked }: Looked,
): Record<string, Value> {
  const { layout } = setup;
  const feeds: Record<string, Value> = { ...cache.values };
  const dims = [tokens.length, steps];
  const fill = (row: readonly number[], at: (n: number) => number): number[] =>
    Array.from({ length: steps }, (_, n) => at(Math.min(n, row.length - 1)));
  feeds["input_ids"] = integers(
    layout.ids,
    tokens.flatMap((row) => fill(row, (n) => row[n]!)),
    dims,
  );
  const places = branching?.positions ?? tokens.flatMap((row, b) => fill(row, (n) => lengthOf(cache, b) + n));
  if (layout.positions) feeds["position_ids"] = integers(layout.positions, places, dims);
  if (layout.branches) {
    const { bias, counted } = layout.branches;
    feeds[BRANCH_BIAS] =
      branching?.bias ??
      tensorIn(room(setup, nought, steps * total * width[bias]), bias, [1, 1, steps, total]);
    if (counted) feeds[BRANCH_POSITIONS] = integers("int64", places, dims);
  }
  if (layout.mask) {
    const seen = zeros(layout.mask, tokens.length * total);
    for (const [b, row] of tokens.entries())
      for (const [from, to] of seenColumns(setup, cache, b, row.length))
        ones(seen, b * total + from, b * total + to);
    feeds["attention_mask"] = { type: layout.mask, dims: [tokens.length, total], data: seen };
  }
  if (layout.chosen) {
    const all = looked.flatMap((row, b) => row.map((place) => b * steps + place));
    feeds[POSITIONS] = integers("int64", all, [tokens.length, looked[0]!.length]);
  }
  // none is all: which are wanted differs from row to row
  if (layout.keep) feeds["num_logits_to_keep"] = integers(layout.keep.type, [0], layout.keep.dims);
  return feeds;
}

/** What comes out, read where it is looked at. */
function told(outputs: Values, { entry, width: entries }: Looked): Pick<Passed, "logits" | "logSum"> {
  const logits = (row: number, nth = 0): Float32Array => logitsAt(outputs["logits"]!, row, entry(row, nth));
  const known = outputs[LOG_SUM]?.data as Float32Array | undefined;
  const sum = (row: number, nth = 0): number => {
    const at = 2 * (row * entries + entry(row, nth));
    return known === undefined ? logSum(logits(row, nth)) : known[at]! + known[at + 1]!;
  };
  return { logits, logSum: sum };
}

/** Pieces whose numbers are in the memory of this process, where those of others may lie on the device. */
export async function fetched({ graph }: Setup, pieces: readonly Piece[]): Promise<Piece[]> {
  if (!graph.away) return [...pieces];
  const known = new Map<Cache, Cache>();
  for (const { cache } of pieces)
    if (!known.has(cache)) known.set(cache, { ...cache, values: await graph.home(cache.values) });
  return pieces.map((piece) => ({ ...piece, cache: known.get(piece.cache)! }));
}

/** Columns that the attention mask covers. */
const totalColumns = ({ fit }: Form, cache: Cache, steps: number): number =>
  fit.rows === "packed"
    ? Math.max(...cache.had.map((_, row) => lengthOf(cache, row))) + steps
    : cache.columns + steps;

/** The columns in which a row has a token or gets one now. */
function seenColumns(
  { fit }: Form,
  cache: Cache,
  row: number,
  tokens: number,
): (readonly [number, number])[] {
  if (fit.rows === "packed") return [[0, lengthOf(cache, row) + tokens]];
  const { had, base, columns } = cache;
  return [
    [0, had[row]!],
    [base, columns + tokens],
  ];
}

const ones = (data: Numbers, from: number, to: number): unknown =>
  data instanceof BigInt64Array ? data.fill(1n, from, to) : data.fill(1, from, to);

/** Where the states go that a pass makes: where they are, into the memory of those before the last, or nowhere of ours. */
function placed(setup: Form, cache: Cache, steps: number, total: number): Record<string, Value | null> {
  const { layout, fit, inPlace } = setup;
  const place = (state: State): Value | null => {
    const { input, type, shape } = state;
    const value = cache.values[input]!;
    if (!inPlace) return null;
    if (stays(setup, state)) return value;
    const had = value.dims[shape.indexOf("P")] ?? 0;
    const columns = fit.rows === "packed" ? Math.max(had, total) : had + steps;
    const dims = dimsOf(state, rowsOf(cache), columns);
    const most = size(dimsOf(state, rowsOf(cache), Math.max(cache.room, columns))) * width[type];
    const spare = cache.spare[input];
    return tensorIn(spare && spare.byteLength >= size(dims) * width[type] ? spare : memory(most), type, dims);
  };
  return Object.fromEntries(layout.states.map((state) => [state.output, place(state)]));
}

/** Whether a state is written where it is read. */
const stays = ({ fit }: Form, { shape }: State): boolean => fit.shared && shape.includes("P");

/** The memory that the last pass has read from and the next may write into. */
function spareOf(setup: Form, cache: Cache): Cache["spare"] {
  const free = setup.inPlace ? setup.layout.states.filter((state) => !stays(setup, state)) : [];
  return Object.fromEntries(
    free.map(({ input }) => [input, cache.values[input]!.data.buffer as ArrayBuffer]),
  );
}

function outputPlace(
  setup: Setup,
  places: WeakMap<Graph, ArrayBuffer>,
  type: NumberType,
  dims: readonly number[],
): Value | null {
  return setup.inPlace ? tensorIn(room(setup, places, size(dims) * width[type]), type, dims) : null;
}

/** Memory of a graph that has at least so many bytes. */
function room({ graph }: Setup, places: WeakMap<Graph, ArrayBuffer>, bytes: number): ArrayBuffer {
  const known = places.get(graph);
  const place = known && known.byteLength >= bytes ? known : memory(bytes);
  places.set(graph, place);
  return place;
}

/** Logits [V] as float32 of a row of [B,S,V] at a position. */
export function logitsAt({ dims, data }: Value, row: number, at: number): Float32Array {
  const [, steps = 1, vocab = 0] = dims;
  const start = (row * steps + at) * vocab;
  const part = (data as Float32Array | Uint16Array).subarray(start, start + vocab);
  return part instanceof Uint16Array ? Float32Array.from(part, fromHalf) : part;
}
