// Work that outlives the process: when it dies, it is started again, a bounded number of times, and asked what is left.
import { OverCeiling } from "./ceiling.ts";
import { ModelError } from "./error.ts";
import type { GenerateOptions, Generation, Prompt } from "./protocol.ts";
import type { GenerateHooks, Runner } from "./runner.ts";

export interface ResumeHooks extends GenerateHooks {
  readonly onRefused: (index: number, error: ModelError) => void;
  /** The process died and is started again. */
  readonly onRestart: () => void;
}

/** Deaths one after the other without an answer between them; so many are no accident. */
const MOST_BARREN = 6;
/** Deaths of one request in all. */
const MOST = 20;
/** Items asked one at a time after two barren deaths: one of them may be what kills it. As many as the runner takes together. */
const ALONE = 16;
/** Deaths after which a prompt that is asked alone is refused. */
const POISON = 2;
/** The first pause in ms; it doubles with each barren death. */
const PAUSE = 100;
const LONGEST = 5000;

export const died = (error: unknown): error is ModelError =>
  error instanceof OverCeiling || (error instanceof ModelError && error.code === "E510");

/** Answers in order of completion, as `runner.generate` gives them, through deaths of its process. */
export const resumed = (
  runner: Pick<Runner, "generate">,
  handle: number,
  prompts: readonly Prompt[],
  options: GenerateOptions,
  hooks: ResumeHooks,
): AsyncGenerator<Generation> =>
  persistent((part, own) => runner.generate(handle, part, options, own), prompts, hooks);

/**
 * What a call of the runner gives for many items, in order of completion, through deaths of its process. An item that kills it
 * alone and again is refused, the others go on. Where it came to its ceiling of memory half as many are asked together, and one
 * that does so alone is refused. Errors: those of the call; E510, E520 where it dies too often.
 */
export async function* persistent<Item, Made extends { readonly index: number }>(
  call: (items: readonly Item[], hooks: GenerateHooks) => AsyncIterable<Made>,
  items: readonly Item[],
  hooks: ResumeHooks,
): AsyncGenerator<Made> {
  const open = new Map(items.entries());
  let [barren, deaths, alone, tried, most] = [0, 0, 0, 0, Infinity];
  while (open.size > 0) {
    const part = [...open].slice(0, alone > 0 ? 1 : most);
    const place = (at: number): number => part[at]?.[0] ?? -1;
    const onRefused = (at: number, error: ModelError): void => {
      open.delete(place(at));
      hooks.onRefused(place(at), error);
    };
    try {
      const asked = part.map(([, item]) => item);
      for await (const made of call(asked, { ...hooks, onRefused })) {
        open.delete(place(made.index));
        barren = 0;
        yield { ...made, index: place(made.index) };
      }
      // what the runner left out is not asked for ever
      for (const [index] of part) open.delete(index);
      [alone, tried] = [Math.max(0, alone - 1), 0];
    } catch (error) {
      if (!died(error) || hooks.signal?.aborted) throw error;
      [barren, deaths] = [barren + 1, deaths + 1];
      if (barren > MOST_BARREN || deaths > MOST) throw often(error, Math.max(barren, deaths));
      if (error instanceof OverCeiling) {
        if (part.length === 1) onRefused(0, error);
        most = part.length === 1 ? ALONE : Math.ceil(Math.min(part.length, ALONE) / 2);
      } else if (alone > 0 && ++tried >= POISON) {
        onRefused(0, error);
        [alone, tried] = [alone - 1, 0];
      } else if (alone === 0 && barren >= 2) alone = ALONE;
      hooks.onRestart();
      await pause(barren, hooks.signal);
    }
  }
}

const often = ({ code, cause, fix }: ModelError, times: number): ModelError =>
  new ModelError(code, `${cause}, and so ${times} times`, fix);

/**
 * A call that can simply be made again, unless it was stopped: who stops it may kill the process. Errors: those of the call;
 * E510 where the process dies under each try.
 */
export async function again<T>(
  call: () => Promise<T>,
  onRestart: () => void,
  stopped: () => boolean = () => false,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (!died(error) || tries > POISON || stopped()) throw error;
      onRestart();
      await pause(tries);
      if (stopped()) throw error;
    }
  }
}

/** Ends early when it is cancelled: the next call says so. */
async function pause(nth: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, Math.min(LONGEST, PAUSE * 2 ** (nth - 1)));
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done);
    if (signal?.aborted) done();
  });
}
