// Metrics of a reply beside the right answers.
import type { Entry } from "./entry.ts";

const squad = "lower case, ASCII punctuation dropped, then a/an/the, then blanks squeezed";

export const texts: readonly Entry[] = [
  {
    name: "exact",
    source: "evaluate-v1.1.py and evaluate-v2.0.py of rajpurkar/SQuAD-explorer",
    variants: {
      squad1: `EM of SQuAD: both ${squad}`,
      squad2: "the same; without an answer that is not empty, an empty output is right",
      trim: "white space at both ends dropped",
      raw: "character for character",
    },
    example: 'exact("The Blue.", ["red", "blue"])',
    gives: "1",
    since: '"The Blue." is "blue" when it is normalised.',
  },
  {
    name: "token_f1",
    source:
      "evaluate-v1.1.py and evaluate-v2.0.py of rajpurkar/SQuAD-explorer, hotpot_evaluate_v1.py of hotpotqa/hotpot, metrics.py of THUDM/LongBench",
    variants: {
      squad1: `F1 of bags of words, ${squad}; 0 where a side is empty`,
      squad2: "the same; where a side is empty, 1 if both are",
      hotpot: "yes, no and noanswer count only where both sides are it, whole; else as squad1",
      longbench: "as squad1; no answers is 0 and no error",
    },
    example: 'token_f1("the cat sat", ["cat sat down"])',
    gives: "0.8",
    since: "Of 2 words and 3 the common ones are 2: precision 2/2, recall 2/3, F1 4/5.",
  },
  {
    name: "contains",
    source:
      "string_match_all and string_match_part of NVIDIA/RULER; best_subspan_em of nelson-liu/lost-in-the-middle (metrics.py)",
    variants: {
      all: "the share of the answers that occur in the output, both lower-cased",
      any: "1 where one of them occurs",
      norm: `1 where one of them occurs, both ${squad}`,
    },
    example: 'contains("Numbers 12 and 34", ["12", "34", "56", "78"])',
    gives: "0.5",
    since: "Two of four answers occur.",
  },
  {
    name: "numeric",
    source: "a definition of this library; tolerances as `math.isclose` of Python",
    variants: {
      last: "the last number of the output",
      first: "the first one",
      whole: "the output is a number and nothing else, white space at both ends apart",
    },
    example: 'numeric("4 crates of 301 make 1,204.", [1200], relative: 0.01)',
    gives: "1",
    since: "1204 is read, and 4 away from 1200; 1 % of the larger one is 12.04.",
  },
  {
    name: "regex",
    source: "the syntax and the matching of google/re2",
    variants: { search: "the pattern occurs somewhere", whole: "it matches the output from end to end" },
    example: 'regex("as in [3]", "\\\\[[0-9]+\\\\]")',
    gives: "1",
    since: 'The pattern occurs: "[3]".',
  },
  {
    name: "choice",
    source: "pred.py and result.py of THUDM/LongBench (v2)",
    variants: {
      longbench2: '"The correct answer is (X)", else the same without brackets; asterisks do not count',
      alone: "the first of the letters that is no part of a word",
      whole: "the output is the letter, in brackets or with a full stop",
    },
    example: 'choice("I cannot tell.", "C", unread: "chance")',
    gives: "0.25\nnote: choice: outputs without a letter, scored 1/4",
    since: "No letter can be read, and a guess among four is right once in four times.",
  },
  {
    name: "rouge",
    source: "rouge_score of google-research/google-research, pltrdy/rouge 1.0.1",
    variants: {
      google:
        "tokens of a to z and digits; counts of n-grams; the longest common subsequence (L), over lines (Lsum)",
      pltrdy: "words between blanks, sentences between full stops, sets of n-grams; L is over sentences",
    },
    example: 'rouge("the cat sat", ["the cat sat down"])',
    gives: "0.857143",
    since: "Three tokens in common, in order: precision 3/3, recall 3/4, F1 6/7.",
  },
  {
    name: "bleu",
    source: "mjpost/sacrebleu 2, `nrefs:var|case:mixed|eff:yes|tok:13a|smooth:exp`",
    example: 'bleu("the cat sat", ["the cat sat down"])',
    gives: "0.716531",
    since: "All n-grams up to three words are found; the output is short: exp(1 - 4/3).",
  },
  {
    name: "chrf",
    source: "M. Popović 2015 and 2017, as mjpost/sacrebleu 2 computes them",
    variants: {
      chrf: "F2 of n-grams of one to six characters, blanks left out",
      "chrf++": "the same with n-grams of one and two words",
    },
    example: 'chrf("ab", ["abc"])',
    gives: "0.636364",
    since:
      "Orders 1 and 2 exist: precision 1 and 1, recall 2/3 and 1/2, 7/12 on average; F2 5 · 7/12 / (4 + 7/12).",
  },
  {
    name: "corpus_bleu",
    source: "mjpost/sacrebleu 2, `nrefs:var|case:mixed|eff:no|tok:13a|smooth:exp`",
    example:
      'corpus_bleu(table([{ o: "the cat sat down", a: "the cat sat down" }, { o: "a dog", a: "a big dog" }]), .o, .a).bleu',
    gives: "0.78774",
    since:
      "Together 6 of 6 words, 3 of 4 pairs and all longer ones are found, and 6 words stand for 7: exp(1 - 7/6) times the fourth root of 3/4.",
  },
  {
    name: "corpus_chrf",
    source: "M. Popović 2015 and 2017, as mjpost/sacrebleu 2 computes them",
    variants: {
      chrf: "F2 of n-grams of one to six characters, blanks left out",
      "chrf++": "the same with n-grams of one and two words",
    },
    example:
      'corpus_chrf(table([{ o: "the cat sat", a: "the cat sat" }, { o: "a dog", a: "a big dog" }]), .o, .a).chrf',
    gives: "0.72088",
    since: "The n-grams of both rows are added up, order by order, before they are divided.",
  },
  {
    name: "edit",
    source: "SequenceMatcher of Python's difflib, rapidfuzz/Levenshtein",
    variants: {
      difflib:
        "`SequenceMatcher(None, output, answer).ratio()`, frequent characters of long texts passed over",
      indel: "`Levenshtein.ratio`: twice the longest common subsequence by both lengths",
      levenshtein: "1 less the edit distance by the longer length",
    },
    example: 'edit("kitten", "sitting", variant: "levenshtein")',
    gives: "0.571429",
    since: "Three edits, and the longer text has seven characters: 1 - 3/7.",
  },
  {
    name: "longbench",
    source: "metrics.py and eval.py of THUDM/LongBench (v1); arXiv 2308.14508",
    example: 'longbench("5, or 6", ["5"], dataset: "passage_count")',
    gives: "0.5",
    since: "One of the two numbers named is right.",
  },
  {
    name: "infinitebench",
    source: "src/compute_scores.py of OpenBMB/InfiniteBench",
    example: 'infinitebench("The pass key is 0712.", "0712", task: "passkey")',
    gives: "1",
    since: "The first digits of the reply are the label.",
  },
];
