// The cache key of a call: everything that moves its output and nothing else; and which provider that output is of.
import { canonical } from "../dsl/plan/plan.ts";
import { digest } from "./digest.ts";
import type { GenerateOptions, Given } from "./model/index.ts";
import type { Models } from "./models.ts";
import { placeOf } from "./fileless.ts";
import { chatKey } from "./server/chat.ts";
import { scriptedKey } from "./scripted-key.ts";
import { type Keyed, keyed, type Store } from "./store.ts";
import type { Messages, ModelValue } from "./value.ts";

interface Desk {
  readonly models: Models;
  readonly store: Store;
}

/**
 * Raised when generation itself changes. Which backend spoke to ONNX Runtime, and which prompts were computed together, is not
 * part of a key: the tokens are the same, and tests hold both to it.
 */
const GENERATE = 1;
/** Raised when an answer that is held to a form changes. 1: it says whether the form was complete. */
const FORMS = 1;
/** Raised when the likelihood of a text changes. How choices are compared is no part of a key: it is read off. */
const LIKELIHOOD = 1;

/** Texts that are weighed, in their windows. */
export interface Weighed {
  readonly texts: readonly (readonly Given[])[];
  readonly top: number | null;
  /** Nothing but the token that begins a text stands before them. */
  readonly alone: boolean;
}

export async function keyOf(
  {
    model,
    seed,
    messages,
  }: { readonly model: ModelValue; readonly seed: number; readonly messages: Messages },
  options: GenerateOptions,
  tokens: readonly number[],
  weighed: Weighed | null,
  provider: string,
  desk: Desk,
): Promise<Keyed> {
  const asked = { messages: messages.messages, options, seed };
  if (model.server) return chatKey(model.server, asked);
  if (model.scripted) return scriptedKey(model.scripted, asked);
  const about = await desk.models.describe(model);
  const by = { model: about.digest ?? "", tokenizer: about.tokenizerDigest, provider };
  if (weighed) {
    const { texts, top } = weighed;
    return keyed({ likelihood: LIKELIHOOD, ...by, top }, { texts: digest(canonical(texts)) });
  }
  const of = { generate: GENERATE, ...(options.form && { forms: FORMS }), ...by, options: { ...options } };
  // a seed is without effect on greedy decoding
  return keyed(of, { prompt: promptPart(tokens), seed: options.temperature === 0 ? 0 : seed });
}

/** A prompt by its length and its digest: what two of them differ in can be told without keeping either. */
const promptPart = (tokens: readonly number[]): string =>
  `${tokens.length} tokens ${digest(tokens.join(","))}`;

/** One device: it is used or nothing is. Of several, the one that took the model last time; null before the first time. */
export async function knownProvider(model: ModelValue, desk: Desk): Promise<string | null> {
  const place = placeOf(model);
  if (place !== null) return place;
  if (model.devices.length < 2) return device(model);
  return (await desk.store.notes.get(await resolutionKey(model, desk))) ?? null;
}

/** Of several devices the first usable one is taken, which only loading can tell; it is written down for `explain`. */
export async function providerOf(model: ModelValue, desk: Desk): Promise<string> {
  const place = placeOf(model);
  if (place !== null) return place;
  if (model.devices.length < 2) return device(model);
  const used = (await desk.models.load(model)).provider;
  await resolvedTo(model, used, desk);
  return used;
}

/** Writes down which of several devices a model runs on. */
export async function resolvedTo(model: ModelValue, used: string, desk: Desk): Promise<void> {
  if ((await knownProvider(model, desk)) !== used)
    await desk.store.notes.set(await resolutionKey(model, desk), used);
}

const resolutionKey = async (model: ModelValue, desk: Desk): Promise<string> =>
  digest(canonical({ resolved: (await desk.models.describe(model)).digest ?? "", devices: model.devices }));

function device(model: ModelValue): string {
  const [first] = model.devices;
  return first ? (first.index === null ? first.kind : `${first.kind}(${first.index})`) : "cpu";
}
