// How fast a model was on a provider when it last ran: for estimates alone, never part of a key or of a result.

/** Tokens and the time they took, summed over runs; of older runs a part only. */
export interface Rate {
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Milliseconds in all. */
  readonly ms: number;
  /** Of these, the reading of prompts; null where the runner does not tell. */
  readonly promptMs: number | null;
}
/** What a rate is of. */
export interface RateOf {
  readonly model: string;
  readonly provider: string;
  readonly dtype: string;
}
export interface Rates {
  /** The latest rate of a model's digest on a provider; undefined if it never ran there. */
  of(model: string, provider: string): Promise<Rate | undefined>;
  /** Adds what a batch of calls took. Never fails: a rate that cannot be kept is one that is not known. */
  add(of: RateOf, taken: Rate): Promise<void>;
}

/** Seconds that so many tokens would take at a rate. */
export function secondsAt(rate: Rate, promptTokens: number, outputTokens: number): number {
  const { promptMs, ms } = rate;
  const per = (time: number, tokens: number): number => (tokens > 0 ? time / tokens / 1000 : 0);
  if (promptMs === null)
    return per(ms, rate.promptTokens + rate.outputTokens) * (promptTokens + outputTokens);
  return (
    per(promptMs, rate.promptTokens) * promptTokens + per(ms - promptMs, rate.outputTokens) * outputTokens
  );
}

/** Tokens that one run brings at least before older ones count half. */
const ENOUGH = 20_000;

/** Sums, in which older runs fade: speeds change with drivers, cores and neighbours. */
export function added(before: Rate | undefined, taken: Rate): Rate {
  if (!before) return taken;
  const share = before.promptTokens + before.outputTokens > ENOUGH ? 0.5 : 1;
  const sum = (a: number, b: number): number => Math.round(a * share + b);
  return {
    promptTokens: sum(before.promptTokens, taken.promptTokens),
    outputTokens: sum(before.outputTokens, taken.outputTokens),
    ms: sum(before.ms, taken.ms),
    promptMs:
      before.promptMs === null || taken.promptMs === null ? null : sum(before.promptMs, taken.promptMs),
  };
}

/** Rates by key, the latest last; beyond so many the oldest go. */
const MOST = 200;
export const keyOfRate = ({ model, provider, dtype }: RateOf): string => `${model} ${provider} ${dtype}`;

/** The table with one more measurement in it. */
export function remembered(
  table: ReadonlyMap<string, Rate>,
  of: RateOf,
  taken: Rate,
): ReadonlyMap<string, Rate> {
  const key = keyOfRate(of);
  const rest = [...table].filter(([other]) => other !== key);
  return new Map([...rest, [key, added(table.get(key), taken)] as const].slice(-MOST));
}

/** Of several precisions of one digest, the latest. */
export const latest = (table: ReadonlyMap<string, Rate>, model: string, provider: string): Rate | undefined =>
  [...table].findLast(([key]) => key.startsWith(`${model} ${provider} `))?.[1];

/** Rates that last as long as the process. */
export function memoryRates(): Rates {
  let table: ReadonlyMap<string, Rate> = new Map();
  return {
    of: async (model, provider) => latest(table, model, provider),
    add: async (of, taken) => void (table = remembered(table, of, taken)),
  };
}
