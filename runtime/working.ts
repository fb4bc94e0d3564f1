// Calls of one model while they are made: in requests of a bounded size, counted, each answer stored as it comes.
import { type Answer, type Desk, entryOf, usedOf } from "./desk.ts";
import { keyOf, resolvedTo } from "./key.ts";
import type { ModelError, Progress, ResumeHooks } from "./model/index.ts";
import { type LoadedModel, problemOf, wordedFor } from "./models.ts";
import { Problem } from "./problem.ts";
import type { Rate } from "./rates.ts";
import type { Call, Ready } from "./ready.ts";
import type { Keyed } from "./store.ts";
import { unless } from "./turn.ts";
import type { ModelValue } from "./value.ts";

/** Calls that one request to the runner can carry. */
export type Group = readonly [Ready, ...Ready[]];
/** A call, and its answer or why it has none. */
export type Made = readonly [Ready, Answer | Problem];

/** Calls of one model that may be refused before any has an answer; after so many it is the model. */
const PATIENCE = 32;

export const interrupted = (): Problem =>
  new Problem("Interrupted", "E130", "interrupted; finished calls are kept");

/** A group of calls while they are made. */
export interface Working {
  /** As it was loaded last. */
  loaded: LoadedModel;
  readonly desk: Desk;
  /** Calls of the group. */
  readonly size: number;
  answered: number;
  refusals: number;
  /** Tokens of requests, and of processes, that are done. */
  written: number;
}

/** Answers of a group. Errors: those of the model itself, Interrupted. */
export async function* made(
  group: Group,
  request: (part: readonly Ready[], working: Working) => AsyncGenerator<Made>,
  desk: Desk,
): AsyncGenerator<Made> {
  const { model } = group[0].call;
  const loaded = await unless(desk.signal, desk.models.load(model));
  await desk.meter.add({ provider: loaded.provider });
  const working: Working = { loaded, desk, size: group.length, answered: 0, refusals: 0, written: 0 };
  try {
    yield* request(group, working);
  } catch (error) {
    if (desk.signal.aborted) throw interrupted();
    throw problemOf(error, model);
  }
}

/** An answer that is there: stored, with what computed it. */
export async function kept(one: Ready, answer: Answer, working: Working): Promise<void> {
  const { desk, loaded } = working;
  working.answered++;
  const how = usedOf(loaded);
  desk.used(one.call.model.name, how);
  const { key, parts } = await keyFor(one, answer.provider, desk);
  await desk.store.put(key, entryOf(answer, how, parts));
}

/** Where the process died and the model came to run on another device than the key says, the key of that one. */
export async function keyFor(
  { key, parts, call, options, tokens, weighed, provider }: Ready,
  now: string,
  desk: Desk,
): Promise<Keyed> {
  if (provider === now) return { key, parts };
  await resolvedTo(call.model, now, desk);
  return keyOf(call, options, tokens, weighed, now, desk);
}

/** Counts what a request writes, over the processes it takes. */
export function watched(
  model: ModelValue | undefined,
  working: Working,
  onRefused: (at: number, error: ModelError) => void,
): { readonly hooks: ResumeHooks; readonly done: () => Promise<void> } {
  const { desk } = working;
  let counts: Progress | undefined;
  const hooks = {
    signal: desk.signal,
    onProgress(now: Progress) {
      counts = now;
      void desk.meter.add({ tokens: working.written + now.tokens });
    },
    onRefused,
    onLoaded(loaded: LoadedModel) {
      working.loaded = loaded;
      if (model) desk.models.reloaded(model, loaded);
    },
    onRestart() {
      working.written += counts?.tokens ?? 0;
      counts = undefined;
      desk.models.restarted();
      void desk.meter.add({ restarts: 1 });
    },
  };
  return {
    hooks,
    async done() {
      if (!counts) return;
      working.written += counts.tokens;
      const { digest, provider, dtype } = working.loaded;
      await desk.store.rates.add({ model: digest, provider, dtype }, taken(counts));
    },
  };
}

/**
 * Why a call has no answer. Which prompt of a request it was means nothing to the reader; the row says which.
 * @throws Problem where so many were refused before any had an answer that it is the model.
 */
export function refusal({ code, cause, fix }: ModelError, { model }: Call, working: Working): Problem {
  const own = cause.replace(/\b(?:prompt|text) \d+\b/, (what) => `its ${what.split(" ")[0]}`);
  const problem = wordedFor({ code, cause: own, fix }, model);
  const tried = working.answered === 0 && ++working.refusals >= PATIENCE;
  if (tried && working.refusals < working.size) throw problem;
  return problem;
}

const taken = ({ promptTokens, tokens, ms, promptMs }: Progress): Rate => ({
  promptTokens,
  outputTokens: tokens,
  ms,
  promptMs: promptMs ?? null,
});
