// What could have stood in the place of a token.
import { likeliest } from "./sample.ts";
import type { Alternative } from "./weighing.ts";

/**
 * The `n` likeliest tokens by logits [V], likeliest first, with the log-probabilities of the full softmax at temperature 1.
 * @param logSum ln of the sum of exp over the logits
 */
export const alternatives = (logits: Float32Array, logSum: number, n: number): readonly Alternative[] =>
  n === 0
    ? []
    : likeliest(logits, Math.min(n, logits.length)).map((id) => ({ id, logprob: logits[id]! - logSum }));
