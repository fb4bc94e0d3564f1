// Metrics of rankings.
import type { Entry } from "./entry.ts";

const trec = (measure: string): string => `${measure} of usnistgov/trec_eval`;

export const ranks: readonly Entry[] = [
  {
    name: "ndcg",
    source: `${trec("ndcg and ndcg_cut")}; Järvelin and Kekäläinen 2002`,
    example: 'ndcg(["b", "a"], ["a"])',
    gives: "0.63093",
    since: "The gain of rank 2 is 1/log2(3), and 1 at best.",
  },
  {
    name: "average_precision",
    source: trec("map and map_cut"),
    example: 'average_precision(["a", "x", "b"], ["a", "b"])',
    gives: "0.833333",
    since: "Precision 1/1 and 2/3 at the ranks of what is relevant.",
  },
  {
    name: "reciprocal_rank",
    source: trec("recip_rank"),
    example: 'reciprocal_rank(["x", "a"], ["a"])',
    gives: "0.5",
    since: "The first relevant id has rank 2.",
  },
  {
    name: "precision",
    source: trec("P and set_P"),
    example: 'precision(["a", "x"], ["a", "b"], k: 4)',
    gives: "0.25",
    since: "One of four ranks, of which two are empty.",
  },
  {
    name: "recall",
    source: trec("recall and set_recall"),
    example: 'recall(["a", "x"], ["a", "b"])',
    gives: "0.5",
    since: "One of two relevant ids is found.",
  },
  {
    name: "success",
    source: trec("success"),
    example: 'success(["x", "a"], ["a"], k: 1)',
    gives: "0",
    since: "Nothing relevant has rank 1.",
  },
  {
    name: "r_precision",
    source: trec("Rprec"),
    example: 'r_precision(["a", "x", "b"], ["a", "b"])',
    gives: "0.5",
    since: "Two ids are relevant; of the first two ranks one holds one.",
  },
  {
    name: "bpref",
    source: `${trec("bpref")}; Buckley and Voorhees 2004`,
    example: 'bpref(["x", "a"], { a: 1, x: 0, y: 0 })',
    gives: "0",
    since: "One id judged not relevant stands before the only relevant one.",
  },
  {
    name: "hole",
    source: "beir-cellar/beir, but by what was judged for this query",
    example: 'hole(["a", "x"], ["a"], k: 2)',
    gives: "0.5",
    since: "Nobody judged x.",
  },
  {
    name: "kendall_tau",
    source: "M. G. Kendall 1938 and 1945, as scipy.stats.kendalltau",
    example: "kendall_tau([1, 2, 3], [1, 3, 2])",
    gives: "0.333333",
    since: "Two pairs agree, one does not: (2 - 1)/3.",
  },
  {
    name: "spearman",
    source: "C. Spearman 1904, as scipy.stats.spearmanr",
    example: "spearman([1, 2, 3], [1, 3, 2])",
    gives: "0.5",
    since: "1 - 6 · 2 / (3 · 8).",
  },
];
