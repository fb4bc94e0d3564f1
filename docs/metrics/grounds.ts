// Metrics of what replies rest on, and of whether there is one.
import type { Entry } from "./entry.ts";

const three =
  "{ silent: true, none: true, right: 1 }, { silent: true, none: false, right: 0 }, { silent: false, none: false, right: 1 }";

export const grounds: readonly Entry[] = [
  {
    name: "citation",
    source: "update_sp of hotpot_evaluate_v1.py of hotpotqa/hotpot",
    example: 'citation("It burnt [1], twice [2].", [2])',
    gives: "0.666667",
    since: "One of two citations is right, and all evidence is cited: F1 of 1/2 and 1.",
  },
  {
    name: "groundedness",
    source: "K-Precision: V. Adlakha et al., TACL 2024, McGill-NLP/instruct-qa (metrics.py)",
    variants: {
      tokens: "the share of the words of the reply that are in the sources, each as often as there",
      sentences: "the share of its sentences that stand in one source, whole words",
    },
    example:
      'groundedness("It was built in 1802 [1].", ["It was built early.", "In 1802."], evidence: "cited")',
    gives: "0.6",
    since: "Of five words the cited source holds three.",
  },
  {
    name: "abstains",
    source: "a definition of this library; a reply that is empty abstains, as in SQuAD 2.0",
    variants: {
      whole: "the reply is one of the texts, both normalised as in `exact`",
      part: "it holds one of them, whole words",
    },
    example: 'abstains("Unknown.", ["unknown", "no answer"])',
    gives: "1",
    since: '"Unknown." is "unknown" when it is normalised.',
  },
  {
    name: "abstention",
    source:
      "precision and recall of abstaining, as of a class; the score of what is answered is selective accuracy",
    example: `abstention(table([${three}]), .silent, .none, .right)`,
    gives: [
      "{",
      '  "answered": 0.3333333333333333,',
      '  "score_answered": 1,',
      '  "precision": 0.5,',
      '  "recall": 1,',
      '  "f1": 0.6666666666666666,',
      '  "n": 3',
      "}",
    ].join("\n"),
    since:
      "One of three rows is answered, and right. Of two that abstain one should, and none that should does not.",
  },
];
