// Metrics of long contexts, and of what they cost.
import type { Entry } from "./entry.ts";

export const lengths: readonly Entry[] = [
  {
    name: "effective_length",
    source:
      "J. Roberts et al. 2024 (Needle Threading): the longest length of which accuracy stays at a threshold",
    example: "effective_length(table([{ l: 4, s: 1 }, { l: 8, s: 0.5 }, { l: 16, s: 1 }]), .l, .s)",
    gives: [
      "{",
      '  "length": 4,',
      '  "below": 8,',
      '  "longest": 16,',
      '  "at_least": 0.75,',
      '  "levels": 3,',
      '  "n": 3',
      "}",
    ].join("\n"),
    since: "At 8 the score is below 0.75, so that 4 is the longest that holds, though 16 is above it.",
  },
  {
    name: "middle_loss",
    source: "a definition of this library, after N. F. Liu et al. 2023 (Lost in the Middle)",
    example:
      "middle_loss(table([{ p: 0, s: 1 }, { p: 0, s: 0.5 }, { p: 50, s: 0.5 }, { p: 50, s: 0.5 }, { p: 100, s: 1 }, { p: 100, s: 1 }]), .p, .s)",
    gives: [
      "{",
      '  "loss": 0.375,',
      '  "lo": 0.25,',
      '  "hi": 0.5,',
      '  "first": 0.75,',
      '  "middle": 0.5,',
      '  "last": 1,',
      '  "n": 6',
      "}",
    ].join("\n"),
    since: "(0.75 + 1)/2 - 0.5. Drawn again, the first position has 0.5, 0.75 or 1.",
  },
  {
    name: "compression",
    source: "a definition of this library",
    variants: {
      characters: "code points",
      tokens: "tokens of the tokenizer that is named",
    },
    example: 'compression("The mill burns.", of: "The old mill burns. Nobody lives there.")',
    gives: "0.384615",
    since: "15 of 39 characters.",
  },
  {
    name: "score_per_1k",
    source: "a definition of this library",
    example: "score_per_1k(table([{ s: 1, t: 100 }, { s: 0, t: 300 }]), .s, .t, resamples: 100)",
    gives: [
      "{",
      '  "value": 2.5,',
      '  "lo": 0,',
      '  "hi": 10,',
      '  "score": 0.5,',
      '  "tokens": 400,',
      '  "n": 2',
      "}",
    ].join("\n"),
    since: "A score of 1 for 400 tokens is 2.5 for 1,000.",
  },
];
