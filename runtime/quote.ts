// What calls would take, and the answers that are at hand: prompts are counted, the store is looked at, nobody is asked.
import { type Answer, answerIn } from "./desk.ts";
import { filelessOf, placeOf } from "./fileless.ts";
import { knownProvider } from "./key.ts";
import type { Models } from "./models.ts";
import type { Meter } from "./progress.ts";
import { Problem, sound } from "./problem.ts";
import { secondsAt } from "./rates.ts";
import { type Call, prepare, promptTokens, type Ready } from "./ready.ts";
import type { Store } from "./store.ts";
import type { ModelValue } from "./value.ts";

interface Desk {
  readonly models: Models;
  readonly store: Store;
  readonly signal?: AbortSignal;
  readonly meter?: Meter;
}

/** A call, as what it would take. Equal calls are one of these. */
export interface Quoted {
  readonly key: string;
  readonly model: ModelValue;
  /** Of the model's files; null where only its tokenizer is there. */
  readonly digest: string | null;
  /** Null: which of several devices will be used is not known yet. */
  readonly provider: string | null;
  /** Null: a server counts them, or there are none. */
  readonly promptTokens: number | null;
  /** At most. */
  readonly outputTokens: number;
  /** Answers that are searched side by side for one. */
  readonly beams?: number;
  /** Null where that depends on the provider. */
  readonly cached: boolean | null;
  /** A text that an encoder is asked of. */
  readonly encodes?: true;
}
export interface Quote {
  /** Calls that differ. */
  readonly each: readonly Quoted[];
  /** Calls that are equal to another one. */
  readonly equal: number;
  /** Why calls cannot be made, each by itself. */
  readonly refused: readonly Problem[];
  /** In the order of the calls; null unless all that can be made are at hand. */
  readonly answers: readonly (Answer | Problem)[] | null;
}

/**
 * Errors: those of the model itself.
 * @param seen hears of each call, in their order
 */
export async function quote(
  calls: readonly Call[],
  desk: Desk,
  seen: (at: number, call: Ready | Problem) => void = () => undefined,
): Promise<Quote> {
  const prepared = await prepare(calls, desk, knownProvider);
  for (const [at, one] of prepared.entries()) seen(at, one);
  const ready = sound(prepared);
  const answers = new Map<string, Answer>();
  const each = new Map<string, Quoted>();
  for (const one of ready) {
    if (each.has(one.key)) continue;
    const entry = await desk.store.get(one.key);
    if (entry) answers.set(one.key, answerIn(entry));
    each.set(one.key, await quoted(one, entry !== undefined, desk));
  }
  const found = prepared.flatMap((one) => (one instanceof Problem ? one : (answers.get(one.key) ?? [])));
  return {
    each: [...each.values()],
    equal: ready.length - each.size,
    refused: prepared.filter((one) => one instanceof Problem),
    answers: found.length === prepared.length ? found : null,
  };
}

async function quoted(one: Ready, there: boolean, { models }: Desk) {
  const { key, call, provider, options } = one;
  const { model } = call;
  const fileless = filelessOf(model) !== null;
  return {
    key,
    model,
    digest: fileless ? null : ((await models.describe(model)).digest ?? null),
    provider,
    promptTokens: fileless ? null : promptTokens(one),
    outputTokens: options.maxTokens,
    ...(options.beams !== undefined && { beams: options.beams }),
    cached: provider === null ? null : there,
  };
}

/** Calls of one model in sum. */
export interface Price {
  readonly model: string;
  readonly calls: number;
  readonly cached: number | null;
  readonly promptTokens: number | null;
  /** Null: there are none. */
  readonly outputTokens: number | null;
  /** Devices in the order in which they are tried. */
  readonly chain: readonly string[];
  readonly provider: string | null;
  /** At most, for the calls that are new, at the recorded rate; null where the model never ran there. */
  readonly seconds: number | null;
  /** Of an encoder: the calls are texts, and nothing is written. */
  readonly encodes?: true;
}

/** One price per model, in the order in which they come. */
export async function prices(each: readonly Quoted[], desk: Desk): Promise<Price[]> {
  const groups = new Map<string, Quoted[]>();
  for (const one of each) {
    const key = JSON.stringify([
      one.model.name,
      one.model.ref,
      one.model.dir,
      one.model.graph,
      one.model.devices,
    ]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return Promise.all([...groups.values()].map((group) => priced(group, desk)));
}

async function priced(group: readonly Quoted[], desk: Desk): Promise<Price> {
  const [first] = group as readonly [Quoted];
  const { model, provider } = first;
  const fresh = group.filter(({ cached }) => cached !== true);
  return {
    model: model.name,
    calls: group.length,
    cached: provider === null ? null : group.length - fresh.length,
    promptTokens: filelessOf(model) ? null : total(group, "promptTokens"),
    outputTokens: model.scripted ? null : total(group, "outputTokens"),
    chain: chainOf(model),
    provider,
    ...(first.encodes && { encodes: true as const }),
    seconds: fresh.length === 0 ? 0 : await secondsOf(first, fresh, desk),
  };
}

async function secondsOf(
  { model, digest, provider }: Quoted,
  fresh: readonly Quoted[],
  { store }: Desk,
): Promise<number | null> {
  // as the program says
  if (model.scripted && model.scripted.ms > 0)
    return (fresh.length * model.scripted.ms) / model.scripted.parallel / 1000;
  const rate = digest !== null && provider !== null ? await store.rates.of(digest, provider) : undefined;
  const computed = fresh.reduce((sum, { outputTokens, beams = 1 }) => sum + outputTokens * beams, 0);
  return rate ? secondsAt(rate, total(fresh, "promptTokens"), computed) : null;
}

const total = (group: readonly Quoted[], what: "promptTokens" | "outputTokens"): number =>
  group.reduce((sum, one) => sum + (one[what] ?? 0), 0);

/** The devices of a model as they are written; without `on`, the CPU. */
export const chainOf = (model: ModelValue): string[] =>
  model.devices.length === 0
    ? [placeOf(model) ?? "cpu"]
    : model.devices.map(({ kind, index }) => (index === null ? kind : `${kind}(${index})`));
