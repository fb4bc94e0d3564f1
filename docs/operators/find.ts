// Operators that search passages.
import type { Entry } from "./entry.ts";

/** Three passages, which the examples of this page search. */
export const corpus = `let all = passages(table([
  { id: "a", text: "The old mill stands by the river." },
  { id: "b", text: "A red boat lies on the lake." },
  { id: "c", text: "The mill by the lake grinds corn." },
]), id: .id, text: .text)`;

export const finders: readonly Entry[] = [
  {
    name: "index",
    example: `${corpus}
show index(all, by: bm25(k1: 0.9, b: 0.4))`,
    counts: "Titles are not searched.",
  },
  {
    name: "bm25",
    source:
      "S. Robertson and H. Zaragoza 2009 (The Probabilistic Relevance Framework), named as in C. Kamphuis et al., ECIR 2020; defaults of castorini/anserini",
    words: {
      variant: {
        lucene: "idf = ln(1 + (N - n + 0.5) / (n + 0.5)), n of N passages having the word",
        atire: "idf = ln(N / n), and all of it times k1 + 1",
        robertson: "idf = ln((N - n + 0.5) / (n + 0.5)), never below 0",
      },
    },
    example: `let questions = table([{ q: "Who built the mill?" }, { q: "Where is the red boat?" }])
show questions |> bm25(to: "the red boat", on: .q)`,
    counts: "Rows that share no word with the query stay, behind the others.",
  },
  {
    name: "embedding",
    example: `${corpus}
model e = onnx("strux-embed") on cpu
show index(all, by: embedding(with: e, dimensions: 64))`,
    counts: "All passages are compared: no neighbour is missed, whatever their number.",
  },
  {
    name: "retrieve",
    example: `${corpus}
show index(all) |> retrieve("Which mill is by the lake?", k: 2)`,
    counts:
      "Passages that share no word with the query are never found, so that there may be fewer than `k`.",
  },
  {
    name: "expand",
    source: "RM3: N. Abdul-Jaleel et al., TREC 2004, over V. Lavrenko and W. B. Croft, SIGIR 2001",
    example: `${corpus}
show index(all) |> expand("lake", passages: 1, terms: 2) |> map(t => t.term) |> join(" ")`,
    counts: "A query that finds nothing stays as it is, and is counted.",
  },
];
