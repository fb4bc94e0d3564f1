// Asking a model many times: prompts to tokens, the window checked before anything is computed, finished calls taken
// from the store, equal calls made once, every answer stored as it comes.
import { canonical } from "../dsl/plan/plan.ts";
import { providerOf } from "./key.ts";
import type { Progress } from "./model/index.ts";
import { type Models, problemOf } from "./models.ts";
import { Problem } from "./problem.ts";
import type { Rate } from "./rates.ts";
import { type Call, prepare, type Ready } from "./ready.ts";
import type { Store } from "./store.ts";

export interface Answer {
  readonly text: string;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly finish: string;
  readonly logprob: number;
  readonly provider: string;
}
/** What a batch of calls took; only for outputs marked volatile. */
export interface Took {
  readonly cached: number;
  readonly made: number;
  /** Calls that were equal to another one of the batch. */
  readonly merged: number;
  readonly tokens: number;
  readonly seconds: number;
  /** Where the answers were computed, cached ones included. */
  readonly providers: readonly string[];
}
/** What computed the answers of a model: recorded with each answer, so that it is known without loading anything. */
export interface Used {
  readonly model: string;
  readonly tokenizer: string;
  readonly provider: string;
  readonly dtype: string;
  readonly runtime: string;
  readonly threads: number;
}
/** Answers the calls of one column of a run, in their order: by asking, or from what is at hand. */
export type Asking = (
  calls: readonly Call[],
  column: string,
) => Promise<{ readonly answers: readonly Answer[]; readonly took: Took }>;
export interface Desk {
  /** Told once per answer. */
  readonly used: (name: string, how: Used) => void;
  readonly models: Models;
  readonly store: Store;
  readonly signal: AbortSignal;
  /** Milliseconds, for rates only. */
  readonly clock: () => number;
  readonly progress: (done: number, total: number, seconds: number) => void;
}

/** Answers in the order of the calls. Errors: ModelError, BudgetError E301 (over the window), Interrupted. */
export async function ask(calls: readonly Call[], desk: Desk): Promise<{ answers: Answer[]; took: Took }> {
  const start = desk.clock();
  const { ready, over } = await prepare(calls, desk, providerOf);
  if (over) throw over;
  const answers = new Map<string, Answer>();
  const fresh = new Map<string, Ready>();
  for (const one of ready) {
    if (answers.has(one.key) || fresh.has(one.key)) continue;
    const entry = await desk.store.get(one.key);
    if (entry) {
      answers.set(one.key, entry.value as unknown as Answer);
      desk.used(one.call.model.name, entry.made as unknown as Used);
    } else fresh.set(one.key, one);
  }
  const cached = answers.size;
  let tokens = 0;
  const tell = (): void => desk.progress(answers.size, cached + fresh.size, (desk.clock() - start) / 1000);
  for (const group of groups([...fresh.values()])) {
    for await (const [one, answer] of generated(group, desk)) {
      answers.set(one.key, answer);
      tokens += answer.outputTokens;
      tell();
    }
  }
  const took = {
    cached,
    made: fresh.size,
    merged: calls.length - cached - fresh.size,
    tokens,
    seconds: (desk.clock() - start) / 1000,
    providers: [...new Set([...answers.values()].map(({ provider }) => provider))],
  };
  return { answers: ready.map(({ key }) => given(answers, key)), took };
}

/** Every call has been answered or an error thrown; rows must never shift. */
function given(answers: ReadonlyMap<string, Answer>, key: string): Answer {
  const answer = answers.get(key);
  if (!answer)
    throw new Problem("ModelError", "E510", "the runner ended without an answer to every call", "run again");
  return answer;
}

const taken = ({ promptTokens, tokens, ms, promptMs }: Progress): Rate => ({
  promptTokens,
  outputTokens: tokens,
  ms,
  promptMs: promptMs ?? null,
});

/** Calls that one request to the runner can carry: same model, same options. */
function groups(ready: readonly Ready[]): Ready[][] {
  const found = new Map<string, Ready[]>();
  for (const one of ready) {
    const key = canonical([one.call.model.dir, one.call.model.devices, one.options]);
    const group = found.get(key);
    if (group) group.push(one);
    else found.set(key, [one]);
  }
  return [...found.values()];
}

/** How many calls lie between two looks at the clock of cancellation: answers are stored as they come in any case. */
const BATCH = 512;

async function* generated(group: readonly Ready[], desk: Desk): AsyncIterable<readonly [Ready, Answer]> {
  const [first] = group;
  if (!first) return;
  const loaded = await desk.models.load(first.call.model);
  const { digest: model, tokenizerDigest: tokenizer, provider, dtype, runtime, threads } = loaded;
  const how: Used = { model, tokenizer, provider, dtype, runtime, threads };
  for (let from = 0; from < group.length; from += BATCH) {
    const part = group.slice(from, from + BATCH);
    const prompts = part.map(({ tokens, call }) => ({ tokens, seed: call.seed }));
    const told: { counts?: Progress } = {};
    try {
      for await (const made of desk.models.runner.generate(loaded.handle, prompts, first.options, {
        signal: desk.signal,
        onProgress: (progress) => void (told.counts = progress),
      })) {
        const one = part[made.index];
        if (!one) continue;
        const answer: Answer = {
          text: made.text,
          promptTokens: made.promptTokens,
          outputTokens: made.tokens.length,
          finish: made.finish,
          logprob: made.logprob,
          provider: loaded.provider,
        };
        desk.used(one.call.model.name, how);
        await desk.store.put(one.key, { value: { ...answer }, made: { ...how } });
        yield [one, answer];
      }
      if (told.counts) await desk.store.rates.add({ model, provider, dtype }, taken(told.counts));
    } catch (error) {
      if (desk.signal.aborted)
        throw new Problem("Interrupted", "E130", "interrupted; finished calls are kept");
      throw problemOf(error);
    }
  }
}
