// Calls made ready: prompts to tokens, settings checked, the window tested, the cache key computed. Nothing is generated. A call
// that cannot be made is a Problem in its place.
import { filelessOf } from "./fileless.ts";
import { catalogue } from "../dsl/tell/messages.ts";
import { keyOf, type Weighed } from "./key.ts";
import type { GenerateOptions } from "./model/index.ts";
import { ofPrompt } from "./failed.ts";
import type { Models } from "./models.ts";
import { Problem } from "./problem.ts";
import { type Meter, unmetered } from "./progress.ts";
import type { Parts, Store } from "./store.ts";
import { givenOf } from "./scoring.ts";
import { type Asked, settings } from "./settings.ts";
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
  /** Null where an answer is written. */
  readonly weighed: Weighed | null;
  readonly options: GenerateOptions;
  /** Null: which of several devices is used is not known yet. */
  readonly provider: string | null;
  readonly key: string;
  readonly parts: Parts;
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
  const asked = calls.map(({ options, model, messages }) => settings(options, model, messages.returns));
  const tokens = await tokensOf(calls, asked, desk);
  const over: Over[] = [];
  const ready: (Ready | Problem | Over)[] = [];
  for (const [at, call] of calls.entries()) {
    const [ids, wanted] = [tokens[at] ?? nothing, asked[at]!];
    if (ids instanceof Problem) ready.push(ids);
    else if (wanted instanceof Problem) ready.push(wanted);
    else {
      const window = filelessOf(call.model) ? Infinity : await desk.models.window(call.model);
      const { options } = wanted;
      const one = { ...needed(ids, options), call, window };
      const fits = one.prompt + one.output <= window;
      if (!fits) over.push(one);
      const used = await provider(call.model, desk);
      const { key, parts } = await keyOf(call, options, ids.tokens, ids.weighed, used ?? "", desk);
      ready.push(fits ? { call, ...ids, options, provider: used, key, parts } : one);
    }
  }
  const worst = over.toSorted((a, b) => b.prompt + b.output - a.prompt - a.output)[0];
  // where none fits it is told once, with the largest
  const all = worst && over.length === calls.length ? overWindow(worst, over.length) : null;
  return ready.map((one) => (one instanceof Problem || "key" in one ? one : (all ?? overWindow(one, 1))));
}

/** The prompt of a call in ids, and the texts that are weighed behind it. */
type Ids = Pick<Ready, "tokens" | "weighed">;
const nothing: Ids = { tokens: [], weighed: null };

/** What a call takes of the window. A text that is alone goes in windows, and fits in any case. */
function needed({ tokens, weighed }: Ids, { maxTokens }: GenerateOptions): Pick<Over, "prompt" | "output"> {
  if (!weighed) return { prompt: tokens.length, output: maxTokens };
  const [first] = weighed.texts.flat();
  if (weighed.alone || !first) return { prompt: 0, output: 0 };
  const longest = Math.max(...weighed.texts.flat().map((given) => given.tokens.length));
  return { prompt: first.from, output: longest - first.from };
}

/** Tokens that a call computes before anything is written: what is weighed behind one prompt shares it. */
export function promptTokens({ tokens, weighed }: Ids): number {
  if (!weighed) return tokens.length;
  const all = weighed.texts.flat();
  const shared = weighed.alone ? 0 : Math.min(...all.map(({ from }) => from));
  return all.reduce((sum, given) => sum + given.tokens.length - 1 - shared, shared);
}

/** Prompt ids of every call, or what keeps it from having them. */
async function tokensOf(
  calls: readonly Call[],
  asked: readonly (Asked | Problem)[],
  { models, signal, meter = unmetered }: Desk,
): Promise<readonly (Ids | Problem)[]> {
  const found: (Ids | Problem)[] = [];
  for (let from = 0; from < calls.length; from += WAVE) {
    if (signal?.aborted) throw new Problem("Interrupted", "E130", "interrupted");
    const wave = calls.slice(from, from + WAVE);
    const idsAt = (at: number): Promise<Ids | Problem> =>
      idsOf(calls[from + at] as Call, asked[from + at]!, models);
    const counted = await Promise.all(wave.map((_, at) => idsAt(at)));
    // one that runs into its time limit takes the process and with it the others down: these are asked again, one by one
    for (const [at, one] of counted.entries())
      if (one instanceof Problem && one.code === "E510") {
        if (hopeless([...found, ...counted])) throw one;
        counted[at] = await idsAt(at);
      }
    found.push(...counted);
    await meter.add({ done: wave.length });
    const [first] = found;
    if (first instanceof Problem && from === 0 && WAVE < calls.length && found.every(isProblem)) throw first;
  }
  return found;
}

const isProblem = (one: Ids | Problem): boolean => one instanceof Problem;

/** Some ran into the time limit, and none came through. */
const hopeless = (found: readonly (Ids | Problem)[]): boolean =>
  found.every(isProblem) &&
  found.filter((one) => one instanceof Problem && one.code === "E508").length >= SLOW;
const SLOW = 3;

async function idsOf(
  { model, messages: { messages } }: Call,
  asked: Asked | Problem,
  models: Models,
): Promise<Ids | Problem> {
  if (asked instanceof Problem) return asked;
  // a server makes its own of the messages, and a function needs none
  if (filelessOf(model)) return nothing;
  const { scoring, prefix } = asked;
  try {
    if (!scoring && prefix === "") return { tokens: await models.tokens(model, messages), weighed: null };
    const apart = (await models.describe(model)).seq2seq === true;
    if (apart && prefix !== "") return unbegun(model);
    const joining = { prefix, delimiter: scoring?.delimiter ?? null, texts: scoring?.texts ?? [], apart };
    const joined = await models.joined(model, messages, joining);
    const { prompt: tokens, alone } = joined;
    if (!scoring) return { tokens, weighed: null };
    const window = await models.window(model);
    if (scoring.overlap > window) return beyond(scoring.overlap, window, model);
    return { tokens, weighed: { texts: givenOf(joined, scoring, window), top: scoring.top, alone } };
  } catch (error) {
    if (ofPrompt(error)) return error;
    throw error;
  }
}

const unbegun = ({ name }: ModelValue): Problem =>
  new Problem(
    "ModelError",
    "E527",
    `'${name}' reads prompts with an encoder, and its answers begin as its files say`,
    "leave prefix out, or ask a decoder",
  );

const beyond = (overlap: number, window: number, { name }: ModelValue): Problem =>
  new Problem(
    "ModelError",
    "E511",
    `overlap: ${overlap} is above the ${window} tokens that '${name}' can take`,
    `write ${window} or less`,
  );

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
    hint: `shorten what it holds: |> pack(n)${output > 0 ? ", or lower max_tokens" : ""}`,
  });
  return new Problem("BudgetError", "E301", message, hint);
}
