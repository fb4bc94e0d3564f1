// BM25: how well passages match a query.
import { doc, num, operator, opt } from "../operator.ts";
import { typeError } from "../problem.ts";
import type { Index } from "../value.ts";
import { tally, terms } from "./terms.ts";

/**
 * `bm25(k1, b)`: Okapi BM25 (Robertson and Zaragoza 2009) as Lucene scores it: idf = ln(1 + (N - n + 0.5) / (n + 0.5)), a term
 * adds idf * f / (f + k1 * (1 - b + b * length / mean length)) per occurrence in the query. Lucene's constant factor k1 + 1 is
 * left out, as Lucene does since 8.0. Defaults 0.9 and 0.4 are Anserini's. Errors: E203 for k1 < 0 or b outside 0..1.
 */
export const bm25 = operator({
  name: "bm25",
  family: "context",
  doc: "scores passages by the words they share with the query",
  params: {
    k1: doc("how soon a repeated word stops counting, from 0", opt(num, 0.9)),
    b: doc("how much long passages are marked down, 0 to 1", opt(num, 0.4)),
  },
  returns: { kind: "ranker" },
  run: ({ k1, b }) => {
    if (k1 < 0 || b < 0 || b > 1)
      throw typeError("E203", `'bm25' takes k1 >= 0 and b in 0..1, but got k1: ${k1}, b: ${b}`);
    return { kind: "ranker", name: "bm25", options: { k1, b } };
  },
});

interface Postings {
  /** Term -> [passage, occurrences] in passage order. */
  readonly of: ReadonlyMap<string, readonly (readonly [number, number])[]>;
  readonly lengths: readonly number[];
  readonly mean: number;
}

/** An index is plain data; its postings are made on first use and live as long as it does. */
const made = new WeakMap<Index, Postings>();

function postings(index: Index): Postings {
  const known = made.get(index);
  if (known) return known;
  const of = new Map<string, [number, number][]>();
  const lengths = index.passages.map(({ text }, at) => {
    const all = terms(text);
    for (const [term, times] of tally(all)) {
      const list = of.get(term);
      if (list) list.push([at, times]);
      else of.set(term, [[at, times]]);
    }
    return all.length;
  });
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const fresh = { of, lengths, mean };
  made.set(index, fresh);
  return fresh;
}

/** Passage -> score, for the passages that share a term with the query. */
export function scores(index: Index, query: string): Map<number, number> {
  const { of, lengths, mean } = postings(index);
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
