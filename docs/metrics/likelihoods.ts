// Metrics of how likely a model finds a text.
import type { Entry } from "./entry.ts";

const harness = "lm_eval/api/task.py and metrics.py of EleutherAI/lm-evaluation-harness";

export const likelihoods: readonly Entry[] = [
  {
    name: "perplexity",
    source: harness,
    variants: {
      token: "per token of the model",
      word: 'per piece of `re.split(r"\\s+", text)`: word_perplexity',
      byte: "per byte of UTF-8: byte_perplexity",
    },
    example: "perplexity(-12, 6)",
    gives: "7.38906",
    since: "exp(12/6).",
  },
  {
    name: "bits_per_byte",
    source: harness,
    example: 'bits_per_byte(-5.545177444479562, "abcd")',
    gives: "2",
    since: "5.545 is ln(2) · 8: 8 bits for 4 bytes.",
  },
];
