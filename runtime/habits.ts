// What other languages call it, and how it is written here: hints for those who come from SQL, pandas, dplyr or Python.

interface Habit {
  /** How it is written here, after `rows |>` or as it stands. */
  readonly write: string;
  readonly does: string;
  /** Names that it has elsewhere. */
  readonly names: string;
}

export const habits: readonly Habit[] = [
  { write: "where(.score > 0.5)", does: "keeps rows", names: "filter query" },
  {
    write: "derive(long: len(.text) > 100)",
    does: "adds columns",
    names: "mutate transmute assign with_columns",
  },
  {
    write: "group(.topic)",
    does: "makes one row per topic, the rest as lists",
    names: "group_by groupby groupBy",
  },
  {
    write: "aggregate(.topic, mean: mean(.score))",
    does: "makes one row per topic, with new columns",
    names: "summarise summarize agg",
  },
  { write: "slice(0, 10)", does: "keeps the first ten rows", names: "limit head take first" },
  {
    write: "sort(.score, descending: true)",
    does: "orders rows, largest first",
    names: "order_by orderBy sort_by sortBy sort_values sorted arrange",
  },
  { write: "dedupe(.id)", does: "keeps the first row of each id", names: "distinct unique drop_duplicates" },
  {
    write: "union(a: rows, b: rows)",
    does: "puts tables one under the other",
    names: "concat append bind_rows rbind",
  },
  {
    write: "fold(.score, .length)",
    does: "makes one row per column",
    names: "melt unpivot gather pivot_longer",
  },
  {
    write: "pivot(.topic, .score)",
    does: "makes one column per topic",
    names: "spread pivot_wider pivot_table",
  },
  { write: "unroll(.words)", does: "makes one row per item of a list", names: "explode unnest flatten" },
  { write: "sample(10, seed: 1)", does: "draws rows", names: "sample_n slice_sample" },
  { write: "random(seed: 1)", does: "puts rows in a random order", names: "shuffle" },
  { write: "left_join(notes, by: .id)", does: "keeps rows without a partner", names: "merge outer_join" },
  { write: "show rows", does: "shows a value", names: "print println echo" },
  { write: "len(rows)", does: "counts characters, items or rows", names: "length size nrow" },
  { write: "mean([1, 2])", does: "is the arithmetic mean", names: "avg average" },
  { write: "sd([1, 2])", does: "is the standard deviation with n - 1", names: "std stdev stddev" },
  { write: 'trim(" a ")', does: "takes white space away at both ends", names: "strip" },
  {
    write: 'has("a text", "text")',
    does: "tells whether a text holds another",
    names: "includes str_detect",
  },
  { write: 'csv("rows.csv")', does: "reads a table", names: "read_csv" },
  { write: 'jsonl("rows.jsonl")', does: "reads a table", names: "read_json read_jsonl" },
  { write: 'exact("4", "4")', does: "is 1 where the output is an answer", names: "exact_match accuracy em" },
  {
    write: 'perplexity(-12, "a text", variant: "word")',
    does: "is how many words the model was choosing between",
    names: "word_perplexity byte_perplexity ppl",
  },
  { write: 'ndcg(["b", "a"], { a: 2, b: 0 }, k: 10)', does: "is the nDCG of a ranking", names: "ndcg_cut" },
  {
    write: 'average_precision(["b", "a"], ["a"])',
    does: "is the AP of one ranking; its mean over queries is MAP",
    names: "map_cut mean_average_precision",
  },
  {
    write: 'reciprocal_rank(["b", "a"], ["a"], k: 10)',
    does: "is 1 over the rank of the first relevant one; its mean is MRR",
    names: "mrr recip_rank",
  },
  {
    write: 'success(["b", "a"], ["a"], k: 10)',
    does: "is 1 where something relevant was found",
    names: "hit hits hit_rate",
  },
  { write: "kendall_tau([1, 2], [2, 1])", does: "compares two orders", names: "kendalltau tau" },
  { write: "spearman([1, 2], [2, 1])", does: "compares two orders", names: "spearmanr" },
  {
    write: "show cohen_kappa(rows, .topic, .text)",
    does: "is the agreement of two raters beyond chance",
    names: "cohen_kappa_score kappa",
  },
  {
    write: "show mcc(rows, .topic, .text)",
    does: "is Matthews' correlation",
    names: "matthews_corrcoef",
  },
  {
    write: "show classification_report(rows, .topic, .text)",
    does: "gives precision, recall and F1 of each class and their means",
    names: "precision_recall_fscore_support precision_score recall_score",
  },
  {
    write: "show calibration(rows, .score, .length > 2)",
    does: "gives ECE, MCE and Brier's score",
    names: "ece brier brier_score_loss expected_calibration_error",
  },
  { write: 'token_f1("a b", "b")', does: "goes by the tokens that both share", names: "f1 f1_score" },
];

/** A name from elsewhere -> the hint. */
export const instead: { readonly [name: string]: string } = Object.fromEntries(
  habits.flatMap(({ write, does, names }) => names.split(" ").map((name) => [name, `${write} ${does}`])),
);
