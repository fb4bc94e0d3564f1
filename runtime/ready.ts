// Calls made ready: prompts to tokens, settings checked, the window tested, the cache key computed. Nothing is generated.
import { catalogue } from "../dsl/tell/messages.ts";
import { keyOf } from "./key.ts";
import type { GenerateOptions } from "./model/index.ts";
import type { Models } from "./models.ts";
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
}

/** Conversations sent to the tokenizer before the first answer is waited for. */
const WAVE = 64;

/**
 * Makes calls ready, in order. `over` is the BudgetError E301 of prompts that do not fit the window.
 * Errors: ModelError E511 for a setting that cannot be run.
 */
export async function prepare(
  calls: readonly Call[],
  desk: Desk,
  provider: (model: ModelValue, desk: Desk) => Promise<string | null>,
): Promise<{ readonly ready: readonly Ready[]; readonly over: Problem | null }> {
  const tokens = await tokensOf(calls, desk.models);
  const ready: Ready[] = [];
  const over: Over[] = [];
  for (const [at, call] of calls.entries()) {
    const options = settings(call);
    const window = await desk.models.window(call.model);
    const ids = tokens[at] ?? [];
    const output = options.maxTokens;
    if (ids.length + output > window) over.push({ prompt: ids.length, output, call, window });
    const used = await provider(call.model, desk);
    const key = await keyOf(call, options, ids, used ?? "", desk);
    ready.push({ call, tokens: ids, options, provider: used, key });
  }
  const worst = over.toSorted((a, b) => b.prompt + b.output - a.prompt - a.output)[0];
  return { ready, over: worst ? overWindow(worst, over.length, calls.length) : null };
}

/** Prompt ids of every call. */
async function tokensOf(calls: readonly Call[], models: Models): Promise<(readonly number[])[]> {
  const ids: (readonly number[])[] = [];
  for (let from = 0; from < calls.length; from += WAVE) {
    const wave = calls.slice(from, from + WAVE);
    ids.push(...(await Promise.all(wave.map((call) => models.tokens(call.model, call.messages.messages)))));
  }
  return ids;
}

interface Over {
  readonly prompt: number;
  readonly output: number;
  readonly call: Call;
  readonly window: number;
}

/** In the words of the check that the compiler makes, with what was counted. */
function overWindow({ prompt, output, call, window }: Over, n: number, of: number): Problem {
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
    counted: [n, of],
    hint: "shorten what it holds: |> pack(n), or lower max_tokens",
  });
  return new Problem("BudgetError", "E301", message, hint);
}

/** Settings that the runner takes. What is set nowhere and would move numbers is asked for; what cannot be run is refused. */
function settings({ options, model }: Call): GenerateOptions {
  const { max_tokens: maxTokens, temperature = 0, top_k: topK, top_p: topP, stop = [] } = options;
  const wrong = (name: string, value: Json, wanted: string): Problem =>
    new Problem(
      "ModelError",
      "E511",
      `${name}: ${JSON.stringify(value)} cannot be used with '${model.name}'`,
      `write ${wanted}`,
    );
  if (maxTokens === undefined)
    throw new Problem(
      "ModelError",
      "E511",
      `'max_tokens' is not set for '${model.name}'`,
      "write it where the model is asked: { max_tokens: 64 }",
    );
  if (typeof maxTokens !== "number" || !(maxTokens >= 1)) throw wrong("max_tokens", maxTokens, "1 or more");
  if (typeof temperature !== "number" || !(temperature >= 0))
    throw wrong("temperature", temperature, "0 or more");
  if (topK !== undefined && (typeof topK !== "number" || !(topK >= 1)))
    throw wrong("top_k", topK, "1 or more");
  if (topP !== undefined && (typeof topP !== "number" || !(topP > 0 && topP <= 1)))
    throw wrong("top_p", topP, "a number above 0 and up to 1");
  if (!Array.isArray(stop) || !stop.every((one) => typeof one === "string"))
    throw wrong("stop", stop, "a list of texts");
  return {
    maxTokens,
    temperature,
    ...(topK !== undefined && { topK }),
    ...(topP !== undefined && { topP }),
    stop,
  };
}
