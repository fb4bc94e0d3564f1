// How far a step is: its parts count, and a few times a second it is told.
import { turn, turnUnless } from "./turn.ts";

/**
 * What a run is doing with its rows: computing a step, making prompts, turning them into tokens, looking into the store, loading
 * the model, asking it. What is fetched is counted in bytes.
 */
export type Phase =
  "computing" | "fetching" | "prompts" | "tokens" | "store" | "loading" | "reaching" | "answers";

/** The facts of one moment. Counts of rows are those of the phase; all others are of the whole run. */
export interface Progress {
  /** What the user calls the run. */
  readonly name: string;
  /** The column that is being made. */
  readonly column: string;
  readonly phase: Phase;
  readonly done: number;
  readonly total: number;
  /** Rows per second that took work; null before any did. */
  readonly rate: number | null;
  /** Seconds left at that rate. */
  readonly eta: number | null;
  /** Answers from the store, and answers made. */
  readonly cached: number;
  readonly made: number;
  /** What operators of the phase ask models, as far as it is known by now: an answer may bring more. Null where they ask nothing. */
  readonly asked: AskedFor | null;
  /** Rows that failed so far. */
  readonly failed: number;
  /** Tokens written per second, of the answers being made. */
  readonly speed: number | null;
  /** Where answers are made. */
  readonly providers: readonly string[];
  /** How often the process of the models died and was started again. */
  readonly restarts: number;
  /** Nothing follows: the run has its rows, failed as a whole or was interrupted. */
  readonly last: boolean;
}

/** Calls, and texts for encoders. */
export interface AskedFor {
  readonly done: number;
  readonly total: number;
  /** Per second, of what was not in the store; null before there is any. */
  readonly rate: number | null;
  readonly eta: number | null;
}

/** What changed; all are added, but `tokens`, which is the count of the phase so far; `written` is added to it. */
export interface Change {
  readonly done?: number;
  readonly cached?: number;
  readonly made?: number;
  /** What operators ask, and what of it has its answer, or will have none. */
  readonly asked?: number;
  readonly answered?: number;
  readonly failed?: number;
  readonly restarts?: number;
  readonly tokens?: number;
  readonly written?: number;
  readonly provider?: string;
}

/** A model loads, or a server is looked for: no rows are counted then. */
export const isWait = (phase: Phase): boolean => phase === "loading" || phase === "reaching";

/** Rows of one loop, counted as they end. */
export interface Count {
  /** One more; errors: E130 once interrupted. */
  readonly add: () => Promise<void>;
  readonly end: () => void;
}

export interface Meter {
  /**
   * A phase begins, over so many rows. `from`: it is of a part of a column's rows, so many of which are over; what is made per second is
   * then told of all its parts and phases together.
   */
  start(phase: Phase, column: string, total: number, from?: number): void;
  /**
   * A loop begins that goes over rows, or over bytes that are fetched; null where it is part of a phase or of another loop. Gives
   * what ends it.
   */
  loop(column: string, total: number, phase?: "computing" | "fetching"): (() => void) | null;
  /** Counts. To be waited for: now and then it lets the event loop have a turn, so that an interrupt is heard. */
  add(change: Change): Promise<void>;
  /** Nothing follows. Gives the seconds since the first phase where anything was told, else null. */
  end(): number | null;
}

/** Least time between two tellings, in ms, and how long work may go on before anything is told at all. */
const EVERY = 200;
/** A meter on a clock in ms. A run that asks nothing and is done in no time is not told of. */
export function meter(name: string, clock: () => number, tell: (progress: Progress) => void): Meter {
  let [phase, column, total]: [Phase, string, number] = ["computing", "", 0];
  const counts = { cached: 0, made: 0, failed: 0, restarts: 0 };
  const providers = new Set<string>();
  let [done, worked, tokens] = [0, 0, 0];
  let [began, told, first] = [clock(), clock(), null as number | null];
  let own = { total: 0, done: 0, worked: 0, began: 0 };
  let silent = true;
  let busy = false;
  let parts: { readonly of: string; readonly began: number; readonly made: number } | null = null;
  const begin = (next: Phase, of: string, rows: number, from?: number): void => {
    [phase, column, total, busy] = [next, of, rows, true];
    [done, worked, tokens, began] = [from ?? 0, 0, 0, clock()];
    own = { total: 0, done: 0, worked: 0, began };
    if (from === undefined) parts = null;
    else if (parts?.of !== of) parts = { of, began, made: counts.made };
    if (first === null) [first, told] = [began, began];
  };
  const emit = (last: boolean): void => {
    const per = (count: number, since = began): number | null => {
      const seconds = (clock() - since) / 1000;
      return seconds > 0 && count > 0 ? count / seconds : null;
    };
    const rate = parts ? per(counts.made - parts.made, parts.began) : per(worked);
    const eta = rate === null ? null : (total - done) / rate;
    const asked = own.total === 0 ? null : askedFor(own, per(own.worked, own.began));
    const now = { name, phase, column, done, total, rate, eta, ...counts, asked, speed: per(tokens) };
    [told, silent] = [clock(), false];
    tell({ ...now, providers: [...providers], last });
  };
  return {
    start(next, of, rows, from) {
      begin(next, of, rows, from);
      // nothing is counted meanwhile
      if (isWait(next) && (silent || clock() - told >= EVERY)) emit(false);
    },
    loop(of, rows, next = "computing") {
      if (busy) return null;
      begin(next, of, rows);
      return () => (busy = false);
    },
    async add(change) {
      done += change.done ?? 0;
      worked += change.cached === undefined ? (change.done ?? 0) : 0;
      tokens = (change.tokens ?? tokens) + (change.written ?? 0);
      if (change.asked && own.total === 0) own.began = clock();
      own.total += change.asked ?? 0;
      own.done += change.answered ?? 0;
      own.worked += change.cached === undefined ? (change.answered ?? 0) : 0;
      for (const count of ["cached", "made", "failed", "restarts"] as const)
        counts[count] += change[count] ?? 0;
      if (change.provider !== undefined) providers.add(change.provider);
      if (clock() - told >= EVERY) emit(false);
      await turn();
    },
    end() {
      if (first === null || (silent && counts.made === 0)) return null;
      emit(true);
      return (clock() - first) / 1000;
    },
  };
}

const askedFor = ({ done, total }: Pick<AskedFor, "done" | "total">, rate: number | null): AskedFor => ({
  done,
  total,
  rate,
  eta: rate === null ? null : (total - done) / rate,
});

/**
 * What a loop goes over, one by one, counted as `column` of `total`. It counts from now on, so that what is asked ahead of the
 * first item is told as a part of it. Errors: E130 once interrupted.
 */
export const paced = <T>(
  items: Iterable<T>,
  total: number,
  { count }: { readonly count: (column: string, total: number) => Count },
  column = "",
): AsyncGenerator<T> => each(items, count(column, total));

async function* each<T>(items: Iterable<T>, counted: Count): AsyncGenerator<T> {
  try {
    for (const item of items) {
      await counted.add();
      yield item;
    }
  } finally {
    counted.end();
  }
}

/** For whoever only looks. */
export const unmetered: Meter = {
  start: () => undefined,
  loop: () => null,
  add: () => Promise.resolve(),
  end: () => null,
};

/** Counts the rows of loops by a meter. Those inside of others are not told, and an interrupt is heard all the same. */
export const counting =
  (signal: AbortSignal, of: Meter = unmetered) =>
  (column: string, total: number): Count => {
    const end = of.loop(column, total);
    return {
      async add() {
        if (end) await of.add({ done: 1 });
        await turnUnless(signal);
      },
      end: () => end?.(),
    };
  };
