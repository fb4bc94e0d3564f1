// Asking an encoder: what several rows ask goes in one, equal texts once, the store is looked at first, every result is kept.
import { canonical } from "../../dsl/plan/plan.ts";
import { claimed } from "../claimed.ts";
import { type Desk, usedOf } from "../desk.ts";
import { providerOf, resolvedTo } from "../key.ts";
import {
  type InferInput,
  type Inferred,
  type ModelError,
  persistent,
  type Progress,
} from "../model/index.ts";
import { type LoadedModel, problemOf, wordedFor } from "../models.ts";
import { Problem } from "../problem.ts";
import type { Known } from "../store.ts";
import { unless } from "../turn.ts";
import type { ModelValue } from "../value.ts";
import { callsOf, type Infer, type InferCall, kept, opened, type Said } from "./calls.ts";

/** What the texts of a step took. */
export interface Encoded {
  /** Texts that differ: computed, and found in the store. */
  readonly made: number;
  readonly cached: number;
  /** Texts that were equal to another one. */
  readonly merged: number;
  readonly tokens: number;
  readonly seconds: number;
  readonly providers: readonly string[];
}

type Result = Said | Problem;

/** A question of one row. */
interface Waiting {
  readonly asked: Parameters<Infer>;
  readonly resolve: (results: readonly Result[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Texts claimed together, and of one request to the runner, at most: results are stored as they come in any case. */
const BATCH = 4096;
/** Results remembered while a step lasts; beyond, they come from the store. */
const MOST = 100_000;

/**
 * Asks for a step: what is wanted before the event loop has its turn, or while a request is under way, goes together. `spent` is
 * told after each request what all took so far.
 */
export function inferring(desk: Desk, spent: (encoded: Encoded) => void): Infer {
  const known = new Map<string, Result>();
  let sum: Encoded = { made: 0, cached: 0, merged: 0, tokens: 0, seconds: 0, providers: [] };
  let [waiting, busy] = [[] as Waiting[], false];
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const groups = grouped(waiting);
      waiting = [];
      for (const group of groups) await answer(group, known, desk, (took) => spent((sum = added(sum, took))));
      if (known.size > MOST) known.clear();
    }
    busy = false;
  };
  return (...asked) =>
    asked[2].length === 0
      ? Promise.resolve([])
      : new Promise((resolve, reject) => {
          waiting.push({ asked, resolve, reject });
          if (busy) return;
          busy = true;
          setImmediate(() => void drain());
        });
}

const added = (a: Encoded, b: Encoded): Encoded => ({
  made: a.made + b.made,
  cached: a.cached + b.cached,
  merged: a.merged + b.merged,
  tokens: a.tokens + b.tokens,
  seconds: a.seconds + b.seconds,
  providers: [...new Set([...a.providers, ...b.providers])],
});

/** Answers questions that go in one request. Never fails: a failure is that of each of them. */
async function answer(
  group: readonly Waiting[],
  known: Map<string, Result>,
  desk: Desk,
  took: (encoded: Encoded) => void,
): Promise<void> {
  try {
    const [model, task] = group[0]!.asked;
    const inputs = group.flatMap(({ asked }) => asked[2]);
    const start = desk.clock();
    const calls = await unless(desk.signal, callsOf(model, task, inputs, desk, providerOf));
    const fresh = new Map(calls.filter(({ key }) => !known.has(key)).map((call) => [call.key, call]));
    const stored = await looked([...fresh.values()], desk);
    await desk.meter.add({ asked: fresh.size });
    await desk.meter.add({ answered: stored.size, cached: stored.size });
    for (const [key, said] of stored) {
      known.set(key, said);
      fresh.delete(key);
    }
    let [tokens, others] = [0, 0];
    const make = (part: readonly InferCall[]) => made(part, tokens, desk);
    const open = (entry: Known, call: InferCall) => saidIn(entry, call, desk);
    for await (const [{ key }, result, elsewhere] of claimed([...fresh.values()], BATCH, make, open, desk)) {
      known.set(key, result);
      await desk.meter.add({ answered: 1, ...(elsewhere && { cached: 1 }) });
      if (elsewhere) others++;
      else tokens += result instanceof Problem ? 0 : result.tokens;
    }
    const results = calls.map(({ key }) => known.get(key) ?? lost);
    took({
      made: fresh.size - others,
      cached: stored.size + others,
      merged: calls.length - fresh.size - stored.size,
      tokens,
      seconds: (desk.clock() - start) / 1000,
      providers: [...new Set(results.flatMap((one) => (one instanceof Problem ? [] : [one.provider])))],
    });
    let at = 0;
    for (const { asked, resolve } of group) resolve(asked[2].map(() => results[at++] ?? lost));
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}

const lost = new Problem(
  "ModelError",
  "E510",
  "the runner ended without a result for every text",
  "run again",
);

/** Questions that one request can carry: the same model, the same task. */
function grouped(waiting: readonly Waiting[]): Waiting[][] {
  const groups = new Map<string, Waiting[]>();
  for (const one of waiting) {
    const [{ ref, dir, graph = "", devices, options }, task] = one.asked;
    const key = canonical([ref, dir, graph, devices, options, task]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

/** Results that are in the store. */
async function looked(calls: readonly InferCall[], desk: Desk): Promise<Map<string, Said>> {
  const found = new Map<string, Said>();
  for (const call of calls) {
    if (desk.signal.aborted) throw interrupted();
    const entry = await desk.store.get(call.key);
    if (entry) found.set(call.key, saidIn(entry, call, desk));
  }
  return found;
}

/** What the store has of a text; what computed it is told. */
function saidIn(entry: Known, { model }: InferCall, desk: Desk): Said {
  desk.used(model.name, entry.made as unknown as Parameters<Desk["used"]>[1]);
  return opened(entry);
}

const interrupted = (): Problem => new Problem("Interrupted", "E130", "interrupted; finished texts are kept");

/** Calls of one model and one task, each with its result. `tokens`: of calls made before. */
async function* made(
  calls: readonly InferCall[],
  tokens: number,
  desk: Desk,
): AsyncGenerator<readonly [InferCall, Result]> {
  const { model } = calls[0]!;
  const texts = calls.flatMap(({ input: { text, pair } }) => (pair === undefined ? [text] : [text, pair]));
  // by the tokenizer alone first, which has a time limit: no pattern of it can take for ever
  await unless(desk.signal, desk.models.counter(model).count(texts));
  const working = { loaded: await unless(desk.signal, desk.models.load(model)), tokens };
  await desk.meter.add({ provider: working.loaded.provider });
  try {
    yield* requested(calls, working, desk);
  } catch (error) {
    if (desk.signal.aborted) throw interrupted();
    throw problemOf(error, model);
  }
}

/** The model as it was loaded last, and what it has computed. */
interface Working {
  loaded: LoadedModel;
  tokens: number;
}

async function* requested(
  part: readonly InferCall[],
  working: Working,
  desk: Desk,
): AsyncGenerator<readonly [InferCall, Result]> {
  const { model, task } = part[0]!;
  const refused: (readonly [InferCall, Problem])[] = [];
  let counts: Progress | undefined;
  const hooks = {
    signal: desk.signal,
    onProgress(now: Progress) {
      counts = now;
      void desk.meter.add({ tokens: working.tokens + now.promptTokens });
    },
    onRefused: (at: number, error: ModelError) => void refused.push([part[at]!, refusal(error, model)]),
    onLoaded(loaded: LoadedModel) {
      working.loaded = loaded;
      desk.models.reloaded(model, loaded);
    },
    onRestart() {
      desk.models.restarted();
      void desk.meter.add({ restarts: 1 });
    },
  };
  const { handle } = working.loaded;
  const start = desk.clock();
  const inputs = part.map(({ input }) => input);
  const ask: Parameters<typeof persistent<InferInput, Inferred>>[0] = (some, own) =>
    desk.models.runner.infer(handle, some, task, own);
  for await (const { index, value, tokens, cut } of persistent(ask, inputs, hooks)) {
    const { provider, dtype, bytes } = working.loaded;
    const spent = { dtype, ms: Math.round(desk.clock() - start), memory: bytes.weights };
    const said: Said = { value, tokens, cut, provider, spent };
    const how = usedOf(working.loaded);
    desk.used(model.name, how);
    const call = part[index]!;
    // the process may have died, and the model come to run on another device
    if (provider !== call.provider) await resolvedTo(model, provider, desk);
    const { key, parts } = call.keyOn(provider);
    await desk.store.put(key, { ...kept(said), made: { ...how }, parts });
    await desk.meter.add({ made: 1 });
    yield [call, said];
  }
  yield* refused;
  if (!counts) return;
  working.tokens += counts.promptTokens;
  const { digest, provider, dtype } = working.loaded;
  const { promptTokens, ms } = counts;
  await desk.store.rates.add(
    { model: digest, provider, dtype },
    { promptTokens, outputTokens: 0, ms, promptMs: ms },
  );
}

/** Which text of a request it was means nothing to the reader. */
const refusal = ({ code, cause, fix }: ModelError, model: ModelValue): Problem =>
  wordedFor(
    {
      code,
      cause: cause.replace(/\btext \d+\b/, "its text").replace(/\bquestion \d+\b/, "its question"),
      fix,
    },
    model,
  );
