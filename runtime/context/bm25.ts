// BM25: how well passages match a query.
import { canonical } from "../../dsl/plan/plan.ts";
import { doc, each, maybe, num, operator, opt, type Reach, rowsOf, text } from "../operator.ts";
import { typeError } from "../problem.ts";
import { paced } from "../progress.ts";
import { pick, type Table } from "../table.ts";
import type { Index, Passage, Ranker } from "../value.ts";
import { perRow, tableOf } from "../verbs/rows.ts";
import { tally, terms } from "./terms.ts";

/**
 * `bm25(k1, b)`: Okapi BM25 (Robertson and Zaragoza 2009) as Lucene scores it: idf = ln(1 + (N - n + 0.5) / (n + 0.5)), a term
 * adds idf * f / (f + k1 * (1 - b + b * length / mean length)) per occurrence in the query. Lucene's constant factor k1 + 1 is
 * left out, as Lucene does since 8.0. Defaults 0.9 and 0.4 are Anserini's.
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
  },
  returns: { kind: "rule", rule: "ranked" },
  rows: "all",
  run: async ({ rows, to, on, k1, b }, reach) => {
    if (k1 < 0 || b < 0 || b > 1)
      throw typeError("E203", `'bm25' takes k1 >= 0 and b in 0..1, but got k1: ${k1}, b: ${b}`);
    const ranker: Ranker = { kind: "ranker", name: "bm25", options: { k1, b } };
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
    const score = await scores(index, to, reach);
    const order = Array.from({ length: from.size }, (_, at) => at);
    return pick(
      from,
      order.sort((x, y) => (score.get(y) ?? 0) - (score.get(x) ?? 0) || x - y),
    );
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

interface Postings {
  /** Term -> [passage, occurrences] in passage order. */
  readonly of: ReadonlyMap<string, readonly (readonly [number, number])[]>;
  readonly lengths: readonly number[];
  readonly mean: number;
}

/** An index is plain data; its postings are made on first use and live as long as it does. */
const made = new WeakMap<Index, Promise<Postings>>();

function postings(index: Index, reach: Pick<Reach, "count">): Promise<Postings> {
  const known = made.get(index);
  if (known) return known;
  const fresh = posted(index.passages, reach);
  made.set(index, fresh);
  // what was interrupted is made anew
  fresh.catch(() => made.delete(index));
  return fresh;
}

async function posted(passages: readonly Passage[], reach: Pick<Reach, "count">): Promise<Postings> {
  const of = new Map<string, [number, number][]>();
  const lengths: number[] = [];
  for await (const { text } of paced(passages, passages.length, reach, "the index")) {
    const all = terms(text);
    for (const [term, times] of tally(all)) {
      const list = of.get(term);
      if (list) list.push([lengths.length, times]);
      else of.set(term, [[lengths.length, times]]);
    }
    lengths.push(all.length);
  }
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  return { of, lengths, mean };
}

/** Passage -> score, for the passages that share a term with the query. Errors: E130. */
export async function scores(
  index: Index,
  query: string,
  reach: Pick<Reach, "count">,
): Promise<Map<number, number>> {
  const { of, lengths, mean } = await postings(index, reach);
  const { k1 = 0.9, b = 0.4 } = index.ranker.options;
  const total = new Map<number, number>();
  for (const [term, asked] of tally(terms(query))) {
    const list = of.get(term) ?? [];
    const idf = Math.log(1 + (lengths.length - list.length + 0.5) / (list.length + 0.5));
    for (const [at, times] of list) {
      const norm = k1 * (1 - b + (b * (lengths[at] ?? 0)) / mean);
      total.set(at, (total.get(at) ?? 0) + (asked * idf * times) / (times + norm));
    }
  }
  return total;
}
