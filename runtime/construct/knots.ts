// Documents cut into chunks that are knit into one another, and the way back.
import * as types from "../../dsl/types/types.ts";
import {
  bool,
  choice,
  doc,
  int,
  listOf,
  maybe,
  num,
  operator,
  opt,
  type Param,
  text,
  tokenizer,
} from "../operator.ts";
import { dataError } from "../problem.ts";
import { type Random, stream } from "../random.ts";
import { ranged } from "../ranged.ts";
import { bare, type Value } from "../value.ts";
import { shuffled } from "./shuffled.ts";

interface Piece {
  readonly document: number;
  readonly chunk: number;
  readonly start: number;
  readonly end: number;
}
const piece: types.Type = {
  kind: "record",
  fields: { document: types.int, chunk: types.int, start: types.int, end: types.int },
};
const pieces: Param<readonly Piece[]> = {
  type: types.list(piece),
  doc: "",
  is: (value) =>
    Array.isArray(value) &&
    (value as readonly Value[]).every(
      (one) =>
        typeof one === "object" &&
        one !== null &&
        ["document", "chunk", "start", "end"].every((key) =>
          Number.isSafeInteger((one as { readonly [key: string]: Value })[key]),
        ),
    ),
  fallback: null,
};

/**
 * `knots(documents, chunks: [1, 2, 3], weights: [0.2, 0.4, 0.4], seed: 7, tokenizer: m)`: {text, pieces}: each document is cut into so many chunks of tokens as are drawn, all chunks are
 * shuffled but the last of the last document, which stays last, and at every cut a mark stands on both sides: `<seg_1_1>` ends the first chunk, `<seg_1_2>` begins the second.
 * `split`: chunks of equal length, or cut anywhere; `span` cuts every so many tokens instead. A document of fewer tokens than chunks stays whole. `keep_order` keeps the chunks of
 * a document in their order, by sorting the places it got. `trace` puts `<D>id</D>` before the chunks of a document that was cut, and `<S>id<s>id</S>` with their ids in order behind the one that comes last. `pieces` says where the chunks
 * lie, marks apart, in characters: `untied` gives the documents back, and what is outside of them is no part of a loss.
 * Source: Untie the Knots, rgtjf/Untie-the-Knots gpt_dataset_utk.py, whose generator is another. Nothing is cut to a length here, which would drop the fixed chunk. Errors: E204 for other than a weight per count.
 */
export const knots = operator({
  name: "knots",
  family: "construct",
  doc: "documents cut into chunks that are knit into one another",
  params: {
    documents: listOf(text),
    chunks: doc("how many chunks a document may be cut into", opt(listOf(int), [1, 2, 3])),
    weights: doc("how likely each of these is", opt(listOf(num), [0.2, 0.4, 0.4])),
    seed: doc("the same seed makes the same knots of the same documents", int),
    split: doc("chunks of equal length, or cut anywhere", opt(choice("equal", "random"), "equal")),
    span: doc("cut every so many tokens instead", maybe(ranged(int, { least: 1 }))),
    keep_order: doc("whether the chunks of a document keep their order", opt(bool, false)),
    marks: doc("whether cuts are marked", opt(bool, true)),
    trace: doc("whether the order is asked for and told", opt(bool, false)),
    tokenizer,
  },
  returns: { kind: "record", fields: { text: types.text, pieces: types.list(piece) } },
  run: async (
    { documents, chunks, weights, seed, split, span, keep_order: keep, marks, trace, tokenizer: by },
    reach,
  ) => {
    if (chunks.length !== weights.length || chunks.length === 0 || weights.some((one) => one < 0))
      throw dataError("E204", `'knots' has ${chunks.length} counts of chunks and ${weights.length} weights`);
    const random = stream(seed, "knots", ...documents);
    const tool = reach.counter(by);
    const cut: string[][] = [];
    for (const document of documents) {
      const tokens = await tool.split(document);
      const count = drawn(chunks, weights, random);
      const at = span === null ? cuts(tokens.length, count, split, random) : spans(tokens.length, span);
      cut.push([0, ...at].map((from, nth) => tokens.slice(from, at[nth] ?? tokens.length).join("")));
    }
    return knit(cut, {
      order: orderOf(
        cut.map((one) => one.length),
        keep,
        random,
      ),
      marks,
      ids: trace ? random : null,
    });
  },
});

/** `untied(text, pieces)`: the documents of `knots`, each from its chunks. Errors: E204 where a chunk is missing. */
export const untied = operator({
  name: "untied",
  family: "construct",
  doc: "the documents that were knit into one another",
  params: { text, pieces },
  returns: types.list(types.text),
  run: ({ text: given, pieces: all }) => {
    const characters = Array.from(given);
    const documents: string[][] = [];
    for (const { document, chunk, start, end } of all)
      (documents[document] ??= [])[chunk] = characters.slice(start, end).join("");
    return Array.from(documents, (chunks, at) => {
      if (!chunks || Array.from(chunks).includes(undefined as never))
        throw dataError("E204", `'untied' misses a chunk of document ${at}`);
      return chunks.join("");
    });
  },
});

function drawn(counts: readonly number[], weights: readonly number[], random: Random): number {
  let left = random.next() * weights.reduce((sum, one) => sum + one, 0);
  const at = weights.findIndex((one) => (left -= one) < 0);
  return counts[at < 0 ? counts.length - 1 : at]!;
}

function cuts(tokens: number, count: number, split: "equal" | "random", random: Random): number[] {
  if (tokens < count) return [];
  if (split === "equal")
    return Array.from({ length: count - 1 }, (_, at) => Math.floor(tokens / count) * (at + 1));
  const places = Array.from({ length: tokens - 1 }, (_, at) => at + 1);
  return shuffled(places, random)
    .slice(0, count - 1)
    .sort((a, b) => a - b);
}
const spans = (tokens: number, span: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil(tokens / span) - 1) }, (_, at) => (at + 1) * span);

type Chunk = readonly [document: number, chunk: number];

/** All chunks in a random order, the last of the last document behind them. */
function orderOf(counts: readonly number[], keep: boolean, random: Random): readonly Chunk[] {
  const last = counts.length - 1;
  const free = counts.map((count, document) => (document === last ? count - 1 : count));
  const places = shuffled([...Array(free.reduce((sum, n) => sum + n, 0)).keys()], random);
  const order: Chunk[] = [];
  let from = 0;
  for (const [document, count] of free.entries()) {
    const own = places.slice(from, from + count);
    if (keep) own.sort((a, b) => a - b);
    for (const [chunk, place] of own.entries()) order[place] = [document, chunk];
    from += count;
  }
  return last < 0 ? [] : [...order, [last, free[last]!]];
}

interface Knit {
  readonly order: readonly Chunk[];
  readonly marks: boolean;
  /** Draws the ids of a trace. */
  readonly ids: Random | null;
}

function knit(cut: readonly (readonly string[])[], { order, marks, ids }: Knit): Value {
  const names = order.map(() => (ids === null ? "" : named(ids)));
  const places: { -readonly [K in keyof Piece]: Piece[K] }[] = [];
  let [text, length] = ["", 0];
  const add = (part: string): void => {
    text += part;
    length += Array.from(part).length;
  };
  for (const [place, [document, chunk]] of order.entries()) {
    const own = order.flatMap(([of], at) => (of === document ? [at] : []));
    const traced = ids !== null && own.length > 1;
    if (traced) add(`<D>${names[place]}</D>`);
    if (marks && chunk > 0) add(`<seg_${chunk}_2>`);
    const start = length;
    add(cut[document]![chunk]!);
    places.push({ document, chunk, start, end: length });
    if (marks && chunk < own.length - 1) add(`<seg_${chunk + 1}_1>`);
    if (!traced || place !== own.at(-1)) continue;
    const inOrder = own.toSorted((a, b) => order[a]![1] - order[b]![1]);
    add(`<S>${inOrder.map((at) => names[at]).join("<s>")}</S>`);
  }
  return bare([
    ["text", text],
    ["pieces", places.map((one) => bare(Object.entries(one)))],
  ]);
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const named = (random: Random): string =>
  Array.from({ length: 6 }, () => LETTERS[random.below(LETTERS.length)]).join("");
