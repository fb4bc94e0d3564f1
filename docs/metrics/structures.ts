// Metrics of structured contexts, and of how a text is cut.
import type { Entry } from "./entry.ts";

const tree = 'structurize("The mill burns. It is old. Nobody lives there.")';
const source = '"The mill burns. It is old. Nobody lives there."';

export const structures: readonly Entry[] = [
  {
    name: "parses",
    source: "the extractive form of StruXGPT, arXiv 2407.16434",
    variants: {
      v2: "`Scope:`, `Aspects:`, and of each aspect its name and the range of its sentences; each range is of sentences that are there",
      json: "any JSON",
    },
    example: 'parses("{a: 1}", variant: "json")',
    gives: "0",
    since: "Keys of JSON are in quotes.",
  },
  {
    name: "node_count",
    source: "a definition of this library",
    variants: {
      all: "aspects of all levels and descriptions",
      aspects: "aspects of all levels",
      descriptions: "descriptions of all aspects",
    },
    example: `node_count(${tree})`,
    gives: "4",
    since: "One aspect with three descriptions.",
  },
  {
    name: "tree_depth",
    source: "a definition of this library",
    example: `tree_depth(${tree})`,
    gives: "1",
    since: "Its aspect has none below it.",
  },
  {
    name: "coverage",
    source: "a definition of this library",
    example: `coverage(${tree}, of: "The mill burns. It is cold. Nobody lives there.")`,
    gives: "0.666667",
    since: "Two of the three sentences stand in a description.",
  },
  {
    name: "overlap",
    source: "a definition of this library",
    example: `overlap(${tree}, of: ${source})`,
    gives: "0",
    since: "The structurizer tells each sentence once.",
  },
  {
    name: "order_violations",
    source: "a definition of this library",
    variants: {
      share: "of the neighbours that are both found in the text",
      count: "how many there are",
    },
    example: `order_violations(${tree}, of: "It is old. The mill burns. Nobody lives there.")`,
    gives: "0.5",
    since: "Of two neighbouring pairs one stands the other way round.",
  },
  {
    name: "faithfulness",
    source: "a definition of this library",
    variants: {
      verbatim: "word for word, white space apart",
      norm: "both lower case, ASCII punctuation dropped, then a/an/the, then blanks squeezed; whole words",
    },
    example: `faithfulness(${tree}, of: "The mill burns. It is cold. Nobody lives there.")`,
    gives: "0.666667",
    since: "Two of the three descriptions stand in that text.",
  },
  {
    name: "boundary_f1",
    source: "precision and recall of the places between segments; checked beside scikit-learn",
    example: "boundary_f1([3, 3, 4], [3, 4, 3])",
    gives: "0.5",
    since: "Boundaries behind 3 and 6 against 3 and 7: one of two on either side.",
  },
  {
    name: "pk",
    source: "Beeferman, Berger and Lafferty 1999; checked beside nltk and segeval",
    example: "pk([6], [3, 3])",
    gives: "0.5",
    since: "k is 2, so there are four pairs; 2 and 4, and 3 and 5, should be apart.",
  },
  {
    name: "window_diff",
    source: "Pevzner and Hearst 2002; checked beside nltk and segeval",
    example: "window_diff([2, 2, 2], [3, 3], k: 3)",
    gives: "0.333333",
    since: "Of three windows the one in the middle, units 2 to 5, has two boundaries and should have one.",
  },
];
