// Counting what operators ask while rows are counted: answers, tokens and devices count, the phase and its rows are the rows' own.
import type { Meter } from "./progress.ts";

/** A meter of calls that are made besides those of a run, over the meter of the run. */
export function aside(of: Meter): Meter {
  let answering = false;
  // of this batch: others were before it
  let tokens = 0;
  return {
    start(phase, _, total) {
      answering = phase === "answers";
      if (phase !== "tokens") return;
      tokens = 0;
      void of.add({ asked: total });
    },
    loop: () => null,
    add({ done, tokens: now = tokens, ...change }) {
      const written = now - tokens;
      tokens = now;
      return of.add({
        ...change,
        // rows fail, not calls
        failed: 0,
        ...(answering && done !== undefined && { answered: done }),
        written,
      });
    },
    end: () => null,
  };
}
