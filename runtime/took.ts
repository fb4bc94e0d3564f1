// What a batch of calls took; only for outputs marked volatile.

export interface Took {
  readonly cached: number;
  /** Calls that another process made while this one was at it. */
  readonly others: number;
  readonly made: number;
  /** Calls that were equal to another one of the batch. */
  readonly merged: number;
  /** How often the process of the models died and was started again. */
  readonly restarts: number;
  readonly tokens: number;
  /** Prompt tokens of the calls made, and how many of them were known from another prompt. */
  readonly prompt: { readonly tokens: number; readonly known: number };
  /** Tokens that prompt lookup put forward, and those of them that came. */
  readonly lookup: { readonly drafted: number; readonly accepted: number };
  readonly seconds: number;
  /** Where the answers were computed, cached ones included. */
  readonly providers: readonly string[];
}

/** What two batches took together. */
export const together = (a: Took | null, b: Took): Took =>
  a
    ? {
        cached: a.cached + b.cached,
        others: a.others + b.others,
        made: a.made + b.made,
        merged: a.merged + b.merged,
        tokens: a.tokens + b.tokens,
        prompt: { tokens: a.prompt.tokens + b.prompt.tokens, known: a.prompt.known + b.prompt.known },
        lookup: {
          drafted: a.lookup.drafted + b.lookup.drafted,
          accepted: a.lookup.accepted + b.lookup.accepted,
        },
        seconds: a.seconds + b.seconds,
        restarts: a.restarts + b.restarts,
        providers: [...new Set([...a.providers, ...b.providers])],
      }
    : b;
