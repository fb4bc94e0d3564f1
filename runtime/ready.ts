// Calls made ready: prompts to tokens, settings checked, the window tested, the cache key computed. Nothing is generated. A call
// that cannot be made is a Problem in its place.
import { catalogue } from "../dsl/tell/messages.ts";
import { keyOf } from "./key.ts";
import type { GenerateOptions } from "./model/index.ts";
import { ofPrompt } from "./failed.ts";
import type { Models } from "./models.ts";
import { Problem } from "./problem.ts";
import { type Meter, unmetered } from "./progress.ts";
import type { Store } from "./store.ts";
import { settings } from "./settings.ts";
import type { Json, Messages, ModelValue } from "./value.ts";

/** One call to make. */
export interface Call {
  readonly model: ModelValue;
  readonly messages: Messages;
  readonly options: { readonly [name: string]: Json };
  readonly seed: number;
}
export interface Ready {
  readonly call: Call;
  readonly tokens: readonly number[];
  readonly options: GenerateOptions;
  /** Null: which of several devices is used is not known yet. */
  readonly provider: string | null;
  readonly key: string;
}
interface Desk {
  readonly models: Models;
  readonly store: Store;
  readonly signal?: AbortSignal;
  readonly meter?: Meter;
}

/** Conversations sent to the tokenizer before the first answer is waited for. */
const WAVE = 64;

/**
 * Makes calls ready, in order. In the place of one that cannot be made stands why: BudgetError E301 for a prompt that does not
 * fit the window, ModelError E511 for a setting, E508 and E509 for a conversation that the model's template cannot take.
 * Errors: those of the model itself.
 */
export async function prepare(
  calls: readonly Call[],
  desk: Desk,
  provider: (model: ModelValue, desk: Desk) => Promise<string | null>,
): Promise<readonly (Ready | Problem)[]> {
  const tokens = await tokensOf(calls, desk);
  const over: Over[] = [];
  const ready: (Ready | Problem | Over)[] = [];
  for (const [at, call] of calls.entries()) {
    const ids = tokens[at] ?? [];
    const options = ids instanceof Problem ? ids : settings(call.options, call.model, call.messages.returns);
    if (ids instanceof Problem || options instanceof Problem) ready.push(options as Problem);
    else {
      const window = call.model.server ? Infinity : await desk.models.window(call.model);
      const [prompt, output] = [ids.length, options.maxTokens];
      const one = { prompt, output, call, window };
      if (prompt + output > window) over.push(one);
      const used = await provider(call.model, desk);
      const key = await keyOf(call, options, ids, used ?? "", desk);
      ready.push(prompt + output > window ? one : { call, tokens: ids, options, provider: used, key });
    }
  }
  const worst = over.toSorted((a, b) => b.prompt + b.output - a.prompt - a.output)[0];
  // where none fits it is told once, with the largest
  const all = worst && over.length === calls.length ? overWindow(worst, over.length) : null;
  return ready.map((one) => (one instanceof Problem || "key" in one ? one : (all ?? overWindow(one, 1))));
}

/** Prompt ids of every call, or what keeps it from having them. */
async function tokensOf(
  calls: readonly Call[],
  { models, signal, meter = unmetered }: Desk,
): Promise<readonly (readonly number[] | Problem)[]> {
  const found: (readonly number[] | Problem)[] = [];
  for (let from = 0; from < calls.length; from += WAVE) {
    if (signal?.aborted) throw new Problem("Interrupted", "E130", "interrupted");
    const wave = calls.slice(from, from + WAVE);
    const counted = await Promise.all(wave.map((call) => idsOf(call, models)));
    // one that runs into its time limit takes the process and with it the others down: these are asked again, one by one
    for (const [at, one] of counted.entries())
      if (one instanceof Problem && one.code === "E510") {
        if (hopeless([...found, ...counted])) throw one;
        counted[at] = await idsOf(wave[at] as Call, models);
      }
    found.push(...counted);
    await meter.add({ done: wave.length });
    const [first] = found;
    if (first instanceof Problem && from === 0 && WAVE < calls.length && found.every(isProblem)) throw first;
  }
  return found;
}

const isProblem = (one: readonly number[] | Problem): boolean => one instanceof Problem;

/** Some ran into the time limit, and none came through. */
const hopeless = (found: readonly (readonly number[] | Problem)[]): boolean =>
  found.every(isProblem) &&
  found.filter((one) => one instanceof Problem && one.code === "E508").length >= SLOW;
const SLOW = 3;

async function idsOf(call: Call, models: Models): Promise<readonly number[] | Problem> {
  // a server makes its own of the messages
  if (call.model.server) return [];
  try {
    return await models.tokens(call.model, call.messages.messages);
  } catch (error) {
    if (ofPrompt(error)) return error;
    throw error;
  }
}

interface Over {
  readonly prompt: number;
  readonly output: number;
  readonly call: Call;
  readonly window: number;
}

/** In the words of the check that the compiler makes, with what was counted; `n` prompts are over it, all of them. */
function overWindow({ prompt, output, call, window }: Over, n: number): Problem {
  const { message, hint = "" } = catalogue.E301({
    prompt: call.messages.prompt,
    parts: [
      [prompt, "prompt"],
      [output, "output"],
    ],
    total: prompt + output,
    model: call.model.name,
    window,
    axis: null,
    counted: n,
    hint: "shorten what it holds: |> pack(n), or lower max_tokens",
  });
  return new Problem("BudgetError", "E301", message, hint);
}
