// What a token loses for having been said already, before the next one is chosen. Pure.

export interface Penalties {
  /**
   * Divides a positive logit and multiplies a negative one, for every token of the prompt and of the answer so far: the form
   * of CTRL (Keskar et al. 2019, section 4.1) as Hugging Face's RepetitionPenaltyLogitsProcessor has it. 1 changes nothing.
   */
  readonly repetitionPenalty?: number;
  /** Taken off the logit of every token of the answer so far, once each, as OpenAI-compatible servers do. 0 changes nothing. */
  readonly presencePenalty?: number;
}

/** Logits [V] as they are where nothing is to be changed, else a copy. Ids outside of the vocabulary are passed over. */
export function penalised(
  logits: Float32Array,
  prompt: readonly number[],
  answer: readonly number[],
  { repetitionPenalty = 1, presencePenalty = 0 }: Penalties,
): Float32Array {
  if (repetitionPenalty === 1 && presencePenalty === 0) return logits;
  const changed = Float32Array.from(logits);
  if (repetitionPenalty !== 1)
    for (const id of new Set([...prompt, ...answer])) {
      const logit = changed[id];
      if (logit !== undefined)
        changed[id] = logit < 0 ? logit * repetitionPenalty : logit / repetitionPenalty;
    }
  if (presencePenalty !== 0)
    for (const id of new Set(answer)) {
      const logit = changed[id];
      if (logit !== undefined) changed[id] = logit - presencePenalty;
    }
  return changed;
}
