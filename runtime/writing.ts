// Asking models from inside operators: what several rows ask goes in one, through the store like every other call.
import type { Hearing } from "./heard.ts";
import type { Answer } from "./made.ts";
import type { Models } from "./models.ts";
import type { Problem } from "./problem.ts";
import { quote, type Quoted } from "./quote.ts";
import type { Call } from "./ready.ts";
import type { Store } from "./store.ts";
import { together, type Took } from "./took.ts";
import type { Write } from "./write.ts";

/** Answers calls of several rows together. */
type Asking = (
  calls: readonly Call[],
  heard: Hearing,
) => Promise<{ readonly answers: readonly (Answer | Problem)[]; readonly took: Took }>;

interface Waiting {
  readonly calls: readonly Call[];
  readonly heard: Hearing | undefined;
  readonly resolve: (answers: readonly (Answer | Problem)[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Asks for a step: what is wanted before the event loop has its turn, or while others are answered, goes together. `spent` is told
 * after each time what all took so far.
 */
export function writing(asking: Asking, spent: (took: Took) => void): Write {
  let [waiting, busy] = [[] as Waiting[], false];
  let sum: Took | null = null;
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const some = waiting;
      waiting = [];
      try {
        const { answers, took } = await asking(
          some.flatMap(({ calls }) => calls),
          hearingOf(some),
        );
        spent((sum = together(sum, took)));
        let at = 0;
        for (const { calls, resolve } of some) resolve(answers.slice(at, (at += calls.length)));
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    busy = false;
  };
  return (calls, heard) =>
    calls.length === 0
      ? Promise.resolve([])
      : new Promise((resolve, reject) => {
          waiting.push({ calls, heard, resolve, reject });
          if (busy) return;
          busy = true;
          setImmediate(() => void drain());
        });
}

/** Tells each of those who wait of their own calls. */
function hearingOf(some: readonly Waiting[]): Hearing {
  const owners = some.flatMap(({ calls, heard }) => calls.map((_, at) => [heard, at] as const));
  return (call, how, answer) => {
    const [heard, at] = owners[call]!;
    heard?.(at, how, answer);
  };
}

interface Desk {
  readonly models: Models;
  readonly store: Store;
}

/** Nobody is asked: answers that are at hand are given, all else is counted and waited for. */
export const foreseeing =
  (desk: Desk, quoted: (call: Quoted) => void, waits: (on: string) => Error): Write =>
  async (calls) => {
    const made = await quote(calls, desk);
    made.each.forEach(quoted);
    if (made.answers) return made.answers;
    throw waits(calls[0]?.model.name ?? "a model");
  };
