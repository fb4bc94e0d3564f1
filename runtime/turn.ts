// Long work lets others be heard: an interrupt, a front end, a timer. Promises alone never give the event loop a turn.
import { Problem } from "./problem.ts";
import { tidy } from "./tidy.ts";

/** Longest time, in ms, for which nobody else is heard. */
const EVERY = 50;
/** When the event loop had its last turn, as far as is known here: one truth for the whole process. */
let last = -Infinity;

/** To be waited for in loops, however short their rounds; null where there is nothing to wait for yet. */
export function turn(): Promise<void> | null {
  if (performance.now() - last < EVERY) return null;
  return new Promise((resolve) =>
    setTimeout(() => {
      tidy();
      last = performance.now();
      resolve();
    }),
  );
}

/** The same in a loop that ends when it is interrupted. Errors: E130. */
export async function turnUnless(signal: AbortSignal): Promise<void> {
  await turn();
  if (signal.aborted) throw new Problem("Interrupted", "E130", "interrupted");
}

/** An interrupt does not wait for what takes long, or may never end; that goes on unheard. Errors: E130. */
export async function unless<T>(signal: AbortSignal, result: Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new Problem("Interrupted", "E130", "interrupted"));
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([result, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Waits, in ms, or until it is interrupted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
