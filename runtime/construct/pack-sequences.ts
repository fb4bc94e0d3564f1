// Documents packed into sequences of one length.
import * as types from "../../dsl/types/types.ts";
import { choice, doc, each, int, operator, opt, rowsOf, text, tokenizer } from "../operator.ts";
import { ranged } from "../ranged.ts";
import { fromRows } from "../table.ts";
import { bare, type Row } from "../value.ts";
import { perRow, tableOf } from "../verbs/rows.ts";

/** A range of tokens of a document. */
interface Part {
  readonly document: number;
  readonly from: number;
  readonly to: number;
}
const part: types.Type = {
  kind: "record",
  fields: { document: types.int, from: types.int, to: types.int },
};

/**
 * `pack_sequences(rows, on: .text, length: 4096, tokenizer: m)`: a row per sequence: {id, text, tokens, parts, lengths}. `split` puts all tokens one behind the other and cuts
 * every `length`, so that only the last sequence is shorter and no token is lost: the packing of ProLong (princeton-nlp/ProLong). `whole` cuts no document: the longest first, each goes where it leaves the least
 * room (best-fit decreasing, Ding et al. 2024, arXiv 2404.10830); what is longer than `length` is left out and counted. `parts` has the row and the range of its tokens for each
 * document of a sequence, `lengths` how many these are: `document_mask` makes of them who sees whom.
 */
export const packSequences = operator({
  name: "pack_sequences",
  family: "construct",
  doc: "documents packed into sequences of one length",
  params: {
    rows: rowsOf,
    on: doc("over a row, its text", each(text)),
    length: doc("tokens of a sequence", ranged(int, { least: 1 })),
    by: doc(
      "split: cut where a sequence is full; whole: never cut a document",
      opt(choice("split", "whole"), "split"),
    ),
    tokenizer,
  },
  returns: types.table({
    id: types.int,
    text: types.text,
    tokens: types.int,
    parts: types.list(part),
    lengths: types.list(types.int),
  }),
  run: async ({ rows, on, length, by, tokenizer: tool }, reach) => {
    const texts = (await perRow(tableOf(rows), on, reach)).map((one) => one ?? "");
    const counter = reach.counter(tool);
    const documents: (readonly string[])[] = [];
    for (const one of texts) documents.push(await counter.split(one));
    const sizes = documents.map((one) => one.length);
    if (sizes.includes(0))
      reach.note("pack_sequences: documents without a token", sizes.filter((n) => n === 0).length);
    const over = sizes.filter((n) => n > length).length;
    if (by === "whole" && over > 0)
      reach.note("pack_sequences: documents longer than a sequence, left out", over);
    const packed = by === "split" ? split(sizes, length) : whole(sizes, length);
    return fromRows(
      packed.map((parts, id): Row => {
        const lengths = parts.map(({ from, to }) => to - from);
        return {
          id,
          text: parts.map(({ document, from, to }) => documents[document]!.slice(from, to).join("")).join(""),
          tokens: lengths.reduce((sum, n) => sum + n, 0),
          parts: parts.map((one) => bare(Object.entries(one))),
          lengths,
        };
      }),
      ["id", "text", "tokens", "parts", "lengths"],
    );
  },
});

function split(sizes: readonly number[], length: number): Part[][] {
  const packed: Part[][] = [];
  let room = 0;
  for (const [document, size] of sizes.entries())
    for (let from = 0; from < size;) {
      if (room === 0) {
        packed.push([]);
        room = length;
      }
      const to = Math.min(size, from + room);
      packed.at(-1)!.push({ document, from, to });
      room -= to - from;
      from = to;
    }
  return packed;
}

function whole(sizes: readonly number[], length: number): Part[][] {
  const packed: { readonly parts: Part[]; room: number }[] = [];
  const fitting = [...sizes.keys()].filter((at) => sizes[at]! > 0 && sizes[at]! <= length);
  for (const document of fitting.sort((a, b) => sizes[b]! - sizes[a]! || a - b)) {
    const size = sizes[document]!;
    let best: (typeof packed)[number] | null = null;
    for (const one of packed) if (one.room >= size && (best === null || one.room < best.room)) best = one;
    if (best === null) packed.push((best = { parts: [], room: length }));
    best.parts.push({ document, from: 0, to: size });
    best.room -= size;
  }
  return packed.map(({ parts }) => parts);
}
