// Asking a model many times: prompts to tokens, the window checked before anything is computed, finished calls taken
// from the store, equal calls made once, every answer stored as it comes.
import { canonical } from "../dsl/plan.ts";
import type { GenerateOptions } from "./model/index.ts";
import { keyOf, knownProvider, providerOf } from "./key.ts";
import { type Models, problemOf, worded } from "./models.ts";
import { Problem } from "./problem.ts";
import type { Store } from "./store.ts";
import type { Json, Messages, ModelValue } from "./value.ts";

/** One call to make. */
export interface Call {
  readonly model: ModelValue;
  readonly messages: Messages;
  readonly options: { readonly [name: string]: Json };
  readonly seed: number;
}
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

interface Ready {
  readonly call: Call;
  readonly tokens: readonly number[];
  readonly options: GenerateOptions;
  readonly key: string;
}

/** Answers in the order of the calls. Errors: ModelError, BudgetError E301 (over the window), Interrupted. */
export async function ask(calls: readonly Call[], desk: Desk): Promise<{ answers: Answer[]; took: Took }> {
  const start = desk.clock();
  const ready = await prepare(calls, desk);
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
  return { answers: ready.map(({ key }) => answers.get(key)).filter((one) => one !== undefined), took };
}

/** What a batch of calls would take; nothing is loaded or computed. Null: it depends on a provider not resolved yet. */
export interface Quote {
  readonly calls: number;
  readonly cached: number | null;
  readonly promptTokens: number;
  readonly maxTokens: number;
  readonly provider: string;
}

export async function quote(calls: readonly Call[], desk: Desk): Promise<Quote> {
  const keys = new Map<string, { cached: boolean; tokens: number; most: number }>();
  const providers = new Set<string>();
  let unresolved = false;
  for (const call of calls) {
    const provider = await knownProvider(call.model, desk);
    providers.add(provider ?? `first usable of ${call.model.devices.map(({ kind }) => kind).join(", ")}`);
    const options = settings(call);
    const tokens = await worded(desk.models.runner.chat(call.model.dir, call.messages.messages));
    const key = await keyOf(call, options, tokens, provider ?? "", desk);
    if (provider === null) unresolved = true;
    if (!keys.has(key))
      keys.set(key, {
        cached: (await desk.store.get(key)) !== undefined,
        tokens: tokens.length,
        most: options.maxTokens,
      });
  }
  const all = [...keys.values()];
  return {
    calls: all.length,
    cached: unresolved ? null : all.filter(({ cached }) => cached).length,
    promptTokens: all.reduce((sum, { tokens }) => sum + tokens, 0),
    maxTokens: all.reduce((sum, { most }) => sum + most, 0),
    provider: [...providers].join(", "),
  };
}

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
    try {
      for await (const made of desk.models.runner.generate(loaded.handle, prompts, first.options, {
        signal: desk.signal,
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
    } catch (error) {
      if (desk.signal.aborted)
        throw new Problem("Interrupted", "E130", "interrupted; finished calls are kept");
      throw problemOf(error);
    }
  }
}

/** Tokens, checked options and cache key of every call. Nothing is computed when one call does not fit. */
async function prepare(calls: readonly Call[], desk: Desk): Promise<Ready[]> {
  const ready: Ready[] = [];
  const over: { readonly need: number; readonly call: Call; readonly window: number }[] = [];
  const known = new Map<string, readonly number[]>();
  for (const call of calls) {
    const { model, messages } = call;
    const about = await desk.models.describe(model);
    const window =
      typeof call.options.window === "number" ? Math.min(call.options.window, about.window) : about.window;
    const options = settings(call);
    const text = canonical([model.dir, messages.messages]);
    let tokens = known.get(text);
    if (!tokens)
      known.set(text, (tokens = await worded(desk.models.runner.chat(model.dir, messages.messages))));
    const need = tokens.length + options.maxTokens;
    if (need > window) over.push({ need, call, window });
    ready.push({
      call,
      tokens,
      options,
      key: await keyOf(call, options, tokens, await providerOf(model, desk), desk),
    });
  }
  const worst = over.toSorted((a, b) => b.need - a.need)[0];
  if (worst) throw overWindow(worst, over.length, calls.length);
  return ready;
}

function overWindow(
  { need, call, window }: { need: number; call: Call; window: number },
  n: number,
  of: number,
): Problem {
  const { model, messages } = call;
  return new Problem(
    "BudgetError",
    "E301",
    `${n} of ${of} prompts of '${messages.prompt}' are over the window of '${model.name}': the longest needs ${need} tokens with its answer, the window has ${window}`,
    "shorten the context: |> pack(n), or lower max_tokens",
  );
}

/** Settings that the runner takes; what is not set anywhere and would move numbers is asked for. */
function settings({ options, model }: Call): GenerateOptions {
  const { max_tokens: maxTokens, temperature = 0, top_k: topK, top_p: topP, stop = [] } = options;
  if (typeof maxTokens !== "number" || maxTokens < 1)
    throw new Problem(
      "ModelError",
      "E511",
      `'max_tokens' is not set for '${model.name}'`,
      "write it where the model is asked: { max_tokens: 64 }",
    );
  return {
    maxTokens,
    temperature: typeof temperature === "number" ? temperature : 0,
    ...(typeof topK === "number" && { topK }),
    ...(typeof topP === "number" && { topP }),
    stop: Array.isArray(stop) ? stop.filter((one) => typeof one === "string") : [],
  };
}
