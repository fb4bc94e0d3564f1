// What is counted of a request while it runs, and told now and then.
import type { Progress } from "./protocol.ts";

/** Least time between two reports, in ms. */
const REPORT_EVERY = 200;

export type Counted = "done" | "promptTokens" | "promptMs" | "tokens";

export interface Tally {
  /** Counts, and reports where the last time is long ago. */
  readonly add: (what: Counted, by: number) => void;
  /** Reports. */
  readonly report: () => void;
}

/**
 * Counts of a request for so many results.
 * @param reads nothing but prompts takes time
 */
export function tally(total: number, tell: (progress: Progress) => void, reads = false): Tally {
  const counts = { done: 0, promptTokens: 0, promptMs: 0, tokens: 0 };
  const began = performance.now();
  let reported = began;
  const report = (): void => {
    reported = performance.now();
    const ms = Math.round(reported - began);
    tell({ ...counts, total, ms, promptMs: reads ? ms : Math.round(counts.promptMs) });
  };
  return {
    add(what, by) {
      counts[what] += by;
      if (performance.now() - reported >= REPORT_EVERY) report();
    },
    report,
  };
}
