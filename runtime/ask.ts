// Asking a model many times: prompts to tokens, the window checked before anything is computed, finished calls taken
// from the store, equal calls made once, every answer stored as it comes. What fails is told in the place of its answer.
import { canonical } from "../dsl/plan/plan.ts";
import type { Answer, Desk, Used, UsedServer } from "./desk.ts";
import { keyOf, providerOf, resolvedTo } from "./key.ts";
import { type ModelError, type Progress, resumed } from "./model/index.ts";
import { type LoadedModel, problemOf, wordedFor } from "./models.ts";
import { Problem, sound } from "./problem.ts";
import type { Rate } from "./rates.ts";
import { type Call, prepare, type Ready } from "./ready.ts";
import { greet } from "./server/chat.ts";
import { served } from "./server/served.ts";
import { unless } from "./turn.ts";
import type { ModelValue } from "./value.ts";

export type { Answer, Desk, Used, UsedServer } from "./desk.ts";
/** What a batch of calls took; only for outputs marked volatile. */
export interface Took {
  readonly cached: number;
  readonly made: number;
  /** Calls that were equal to another one of the batch. */
  readonly merged: number;
  /** How often the process of the models died and was started again. */
  readonly restarts: number;
  readonly tokens: number;
  readonly seconds: number;
  /** Where the answers were computed, cached ones included. */
  readonly providers: readonly string[];
}
/**
 * Answers the calls of one column of a run, in their order: by asking, or from what is at hand. A Problem stands where there is
 * none. `lost`: why other rows of the column have no call.
 */
export type Asking = (
  calls: readonly Call[],
  column: string,
  lost: readonly Problem[],
) => Promise<{ readonly answers: readonly (Answer | Problem)[]; readonly took: Took }>;
/** Answers in the order of the calls, a Problem for each that has none. Errors: those of the model itself, Interrupted. */
export async function ask(
  calls: readonly Call[],
  desk: Desk,
  column: string,
): Promise<{ answers: (Answer | Problem)[]; took: Took }> {
  const { clock, meter, models } = desk;
  const [start, before] = [clock(), models.restarts()];
  meter.start("tokens", column, calls.length);
  const prepared = await unless(desk.signal, prepare(calls, desk, providerOf));
  const ready = sound(prepared);
  await meter.add({ failed: prepared.length - ready.length });
  meter.start("store", column, ready.length);
  const { answers, fresh } = await looked(ready, desk);
  const cached = answers.size;
  const rows = copies(ready);
  const asked = groups(fresh);
  if (asked.length > 0) meter.start("loading", column, fresh.length);
  // all of them, before the first call is made
  for (const [{ call }] of asked)
    await unless<unknown>(
      desk.signal,
      call.model.server ? greet(call.model.server, desk) : models.load(call.model),
    );
  meter.start("answers", column, ready.length);
  for (const key of answers.keys()) await meter.add({ done: rows.get(key) ?? 1, cached: 1 });
  let tokens = 0;
  for (const group of asked)
    for await (const [{ key }, answer] of answersOf(group, desk)) {
      answers.set(key, answer);
      const done = rows.get(key) ?? 1;
      if (answer instanceof Problem) await meter.add({ done, failed: done });
      else await meter.add({ done, made: 1 });
      tokens += answer instanceof Problem ? 0 : (answer.outputTokens ?? 0);
    }
  const got = sound(answers.values());
  const given = prepared.map((one) => (one instanceof Problem ? one : answerOf(answers, one.key)));
  const took: Took = {
    cached,
    made: got.length - cached,
    merged: ready.length - cached - fresh.length,
    restarts: models.restarts() - before,
    tokens,
    seconds: (clock() - start) / 1000,
    providers: [...new Set(got.map(({ provider }) => provider))],
  };
  return { answers: given, took };
}

/** What the store has, and the calls it has not, each once. */
async function looked(
  ready: readonly Ready[],
  desk: Desk,
): Promise<{ answers: Map<string, Answer | Problem>; fresh: Ready[] }> {
  const answers = new Map<string, Answer | Problem>();
  const fresh = new Map<string, Ready>();
  for (const one of ready) {
    if (desk.signal.aborted) throw interrupted();
    await desk.meter.add({ done: 1 });
    if (answers.has(one.key) || fresh.has(one.key)) continue;
    const entry = await desk.store.get(one.key);
    if (entry) {
      answers.set(one.key, entry.value as unknown as Answer);
      desk.used(one.call.model.name, entry.made as unknown as Used | UsedServer);
    } else fresh.set(one.key, one);
  }
  return { answers, fresh: [...fresh.values()] };
}

/** How many calls each key stands for. */
function copies(ready: readonly Ready[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of ready) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

const interrupted = (): Problem => new Problem("Interrupted", "E130", "interrupted; finished calls are kept");

/** Every call has been answered or an error thrown; rows must never shift. */
function answerOf(answers: ReadonlyMap<string, Answer | Problem>, key: string): Answer | Problem {
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

type Group = readonly [Ready, ...Ready[]];

/** Calls that one request to the runner can carry: same model, same options. */
function groups(ready: readonly Ready[]): Group[] {
  const found = new Map<string, [Ready, ...Ready[]]>();
  for (const one of ready) {
    const key = canonical([
      one.call.model.ref,
      one.call.model.dir,
      one.call.model.graph ?? "",
      one.call.model.devices,
      one.options,
    ]);
    const group = found.get(key);
    if (group) group.push(one);
    else found.set(key, [one]);
  }
  return [...found.values()];
}

/** How many calls one request to the runner carries at most: answers are stored as they come in any case. */
const BATCH = 512;
/** Calls of one model that may be refused before any has an answer; after so many it is the model. */
const PATIENCE = 32;

const answersOf = (group: Group, desk: Desk): AsyncIterable<readonly [Ready, Answer | Problem]> => {
  const { server } = group[0].call.model;
  return server ? served(group, server, desk) : generated(group, desk);
};

async function* generated(group: Group, desk: Desk): AsyncIterable<readonly [Ready, Answer | Problem]> {
  const { model } = group[0].call;
  const loaded = await unless(desk.signal, desk.models.load(model));
  await desk.meter.add({ provider: loaded.provider });
  const working: Working = { loaded, desk, size: group.length, answered: 0, refusals: 0, written: 0 };
  for (let from = 0; from < group.length; from += BATCH) {
    try {
      yield* requested(group.slice(from, from + BATCH), group[0].options, working);
    } catch (error) {
      if (desk.signal.aborted) throw interrupted();
      throw problemOf(error, model);
    }
  }
}

/** A group of calls while they are made. */
interface Working {
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

/** One request to the runner: answers as they come, each with the refusals before it. */
async function* requested(
  part: readonly Ready[],
  options: Ready["options"],
  working: Working,
): AsyncIterable<readonly [Ready, Answer | Problem]> {
  const { desk } = working;
  const { handle } = working.loaded;
  const refused: (readonly [Ready, Problem])[] = [];
  const watch = watched(part[0]?.call.model, working, (at, error) => {
    const one = part[at];
    if (!one) return;
    const problem = refusal(error, one.call);
    const tried = working.answered === 0 && ++working.refusals >= PATIENCE;
    if (tried && working.refusals < working.size) throw problem;
    refused.push([one, problem]);
  });
  const prompts = part.map(({ tokens, call }) => ({ tokens, seed: call.seed }));
  for await (const made of resumed(desk.models.runner, handle, prompts, options, watch.hooks)) {
    const one = part[made.index];
    if (!one) continue;
    const { text, promptTokens, finish, logprob } = made;
    const { provider } = working.loaded;
    const answer: Answer = {
      text,
      promptTokens,
      outputTokens: made.tokens.length,
      finish,
      logprob,
      provider,
    };
    working.answered++;
    const how = usedOf(working.loaded);
    desk.used(one.call.model.name, how);
    await desk.store.put(await keyFor(one, provider, desk), { value: { ...answer }, made: { ...how } });
    yield [one, answer];
    yield* refused.splice(0);
  }
  await watch.done();
  yield* refused;
}

/** Where the process died and the model came to run on another device than the key says, the key of that one. */
async function keyFor(
  { key, call, options, tokens, provider }: Ready,
  now: string,
  desk: Desk,
): Promise<string> {
  if (provider === now) return key;
  await resolvedTo(call.model, now, desk);
  return keyOf(call, options, tokens, now, desk);
}

const usedOf = ({ digest, tokenizerDigest, ...loaded }: LoadedModel): Used => {
  const { provider, dtype, runtime, backend, threads } = loaded;
  return { model: digest, tokenizer: tokenizerDigest, provider, dtype, runtime, backend, threads };
};

/** Counts what a request writes, over the processes it takes. */
function watched(
  model: ModelValue | undefined,
  working: Working,
  onRefused: (at: number, error: ModelError) => void,
): { readonly hooks: Parameters<typeof resumed>[4]; readonly done: () => Promise<void> } {
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

/** Which prompt of a request it was means nothing to the reader; the row says which. */
const refusal = ({ code, cause, fix }: ModelError, { model }: Call): Problem =>
  wordedFor({ code, cause: cause.replace(/\bprompt \d+\b/, "its prompt"), fix }, model);
