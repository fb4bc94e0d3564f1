// BM25: how well passages match a query.
import { canonical } from "../../dsl/plan/plan.ts";
import { choice, doc, each, maybe, num, operator, opt, type Reach, rowsOf, text } from "../operator.ts";
import { typeError } from "../problem.ts";
import { pick, type Table } from "../table.ts";
import type { Index, Passage, Ranker } from "../value.ts";
import { perRow, tableOf } from "../verbs/rows.ts";
import { type Postings, posted } from "./postings.ts";
import { tally, terms } from "./terms.ts";
import { highest } from "./top.ts";
import { type WeightingName, WEIGHTINGS, weightings } from "./weighting.ts";

/**
 * `bm25(k1, b, variant)`: a term adds idf * f / (f + k1 * (1 - b + b * length / mean length)) per occurrence in the query.
 * `lucene`: idf = ln(1 + (N - n + 0.5) / (n + 0.5)); `atire`: idf = ln(N / n), and all of it times k1 + 1; `robertson`: idf =
 * ln((N - n + 0.5) / (n + 0.5)), never below 0 ({@link weightings}). Defaults 0.9 and 0.4 are Anserini's.
 *
 * `rows |> bm25(to: question, on: .question)`: all rows, those whose text matches the query best first; equal scores, and rows
 * that share no word with it, keep their order. Errors: E203 for k1 < 0 or b outside 0..1, E206 for rows without `to` and `on`.
 */
export const bm25 = operator({
  name: "bm25",
  family: "context",
  doc: "scores passages by the words they share with the query; of a table, its rows in that order",
  params: {
    rows: doc("left out: the result is a way to score, for index(by: ...)", maybe(rowsOf)),
    to: doc("with rows: the query", maybe(text)),
    on: doc("with rows: over a row, the text that is matched", maybe(each(text))),
    k1: doc("how soon a repeated word stops counting, from 0", opt(num, 0.9)),
    b: doc("how much long texts are marked down, 0 to 1", opt(num, 0.4)),
    variant: doc(
      "whose weighting: they differ in what a word is worth",
      opt(choice(...WEIGHTINGS), "lucene"),
    ),
  },
  returns: { kind: "rule", rule: "ranked" },
  rows: "all",
  run: async ({ rows, to, on, k1, b, variant }, reach) => {
    if (k1 < 0 || b < 0 || b > 1)
      throw typeError("E203", `'bm25' takes k1 >= 0 and b in 0..1, but got k1: ${k1}, b: ${b}`);
    const ranker: Ranker = { kind: "ranker", name: "bm25", variant, options: { k1, b } };
    if (rows === null) return ranker;
    if (to === null || on === null)
      throw typeError(
        "E206",
        "'bm25' of a table needs to: Text and on: Text",
        "write bm25(to: question, on: .question)",
      );
    const from = tableOf(rows);
    const texts = (await perRow(from, on, reach)).map((text) => text ?? "");
    const index = indexOf(from, texts, ranker);
    const { scores } = await scored(index, tally(terms(to)), reach);
    return pick(from, highest(scores, from.size));
  },
});

/** The last index over each table: a prompt that picks its demonstrations asks for the same one again and again. */
const indexes = new WeakMap<Table, Index>();

function indexOf(table: Table, texts: readonly string[], ranker: Ranker): Index {
  const known = indexes.get(table);
  const same = known?.passages.every(({ text: other }, at) => other === texts[at]);
  if (known && same && canonical(known.ranker) === canonical(ranker)) return known;
  const passages = texts.map((one, at): Passage => ({
    kind: "passage",
    id: String(at),
    text: one,
    source: at,
  }));
  const fresh: Index = { kind: "index", ranker, passages };
  indexes.set(table, fresh);
  return fresh;
}

/** An index is plain data; its postings are made on first use and live as long as it does. */
const made = new WeakMap<Index, Promise<Searched>>();

interface Searched extends Postings {
  /** What is added to the occurrences of a term, of each passage: k1 * (1 - b + b * length / mean length). */
  readonly norms: Float64Array;
}

function postings(index: Index, reach: Pick<Reach, "count">): Promise<Searched> {
  const known = made.get(index);
  if (known) return known;
  const { k1 = 0.9, b = 0.4 } = index.ranker.options;
  const fresh = posted(index.passages, reach).then((all) => ({
    ...all,
    norms: Float64Array.from(all.lengths, (length) => k1 * (1 - b + (b * length) / all.mean)),
  }));
  made.set(index, fresh);
  // what was interrupted is made anew
  fresh.catch(() => made.delete(index));
  return fresh;
}

/** What passages score. */
export interface Scored {
  /** Of each passage of the index; 0 where it shares no term with the query. */
  readonly scores: Float64Array;
  /** Positions of the others, ascending. */
  readonly found: Uint32Array;
}

/** @param query terms and how much each counts; of a text, how often it stands there. Errors: E130. */
export async function scored(
  index: Index,
  query: ReadonlyMap<string, number>,
  reach: Pick<Reach, "count">,
): Promise<Scored> {
  const { terms: numbers, starts, places, times, norms } = await postings(index, reach);
  const { k1 = 0.9 } = index.ranker.options;
  const { idf, scale } = weightings[(index.ranker.variant ?? "lucene") as WeightingName];
  const all = norms.length;
  const scores = new Float64Array(all);
  const shares = new Uint8Array(all);
  let size = 0;
  for (const [term, asked] of query) {
    const number = numbers.get(term);
    if (number === undefined) continue;
    const [from, to] = [starts[number]!, starts[number + 1]!];
    const worth = asked * idf(to - from, all) * scale(k1);
    for (let at = from; at < to; at++) {
      const place = places[at]!;
      const f = times[at]!;
      if (shares[place] === 0) size += shares[place] = 1;
      scores[place]! += (worth * f) / (f + norms[place]!);
    }
  }
  const found = new Uint32Array(size);
  for (let place = 0, nth = 0; nth < size; place++) if (shares[place] === 1) found[nth++] = place;
  return { scores, found };
}
