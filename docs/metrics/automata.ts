// Metrics of next symbols in the languages of automata.
import type { Entry } from "./entry.ts";

export const symbols: readonly Entry[] = [
  {
    name: "dfa_accuracy",
    source: "Akyürek et al. 2024, arXiv 2401.12973; berlino/seq_icl analyze.py",
    example: 'dfa_accuracy(["a", "a"], [["a", "b"], ["c"]])',
    gives: "0.5",
    since: "The automaton allows a or b at the first place, and c alone at the second.",
  },
  {
    name: "next_symbol_distance",
    source: "Akyürek et al. 2024, arXiv 2401.12973",
    variants: {
      l1: "the sum of the differences between the probabilities, 0 to 2",
      tvd: "half of that: the total variation, which the paper reports",
    },
    example: 'next_symbol_distance([{a: 0.75, b: 0.25}], [["a", "b"]])',
    gives: "0.5",
    since: "Both symbols are as likely: 0.25 off for each.",
  },
];
