// The cache key of a call: everything that moves its output and nothing else; and which provider that output is of.
import { canonical } from "../dsl/plan/plan.ts";
import { digest } from "./digest.ts";
import type { GenerateOptions, Given } from "./model/index.ts";
import type { Models } from "./models.ts";
import { chatKey } from "./server/chat.ts";
import type { Store } from "./store.ts";
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
): Promise<string> {
  if (model.server) return chatKey(model.server, { messages: messages.messages, options, seed });
  const about = await desk.models.describe(model);
  const by = { model: about.digest ?? "", tokenizer: about.tokenizerDigest, provider };
  if (weighed) {
    const { texts, top } = weighed;
    return digest(canonical({ likelihood: LIKELIHOOD, ...by, texts, top }));
  }
  return digest(
    canonical({
      generate: GENERATE,
      ...(options.form && { forms: FORMS }),
      ...by,
      options,
      tokens,
      // without effect on greedy decoding
      seed: options.temperature === 0 ? 0 : seed,
    }),
  );
}

/** One device: it is used or nothing is. Of several, the one that took the model last time; null before the first time. */
export async function knownProvider(model: ModelValue, desk: Desk): Promise<string | null> {
  if (model.server) return model.server.url;
  if (model.devices.length < 2) return device(model);
  const entry = await desk.store.get(await resolutionKey(model, desk));
  return typeof entry?.value === "string" ? entry.value : null;
}

/** Of several devices the first usable one is taken, which only loading can tell; it is written down for `explain`. */
export async function providerOf(model: ModelValue, desk: Desk): Promise<string> {
  if (model.server) return model.server.url;
  if (model.devices.length < 2) return device(model);
  const used = (await desk.models.load(model)).provider;
  await resolvedTo(model, used, desk);
  return used;
}

/** Writes down which of several devices a model runs on. */
export async function resolvedTo(model: ModelValue, used: string, desk: Desk): Promise<void> {
  if ((await knownProvider(model, desk)) !== used)
    await desk.store.put(await resolutionKey(model, desk), { value: used, made: null });
}

const resolutionKey = async (model: ModelValue, desk: Desk): Promise<string> =>
  digest(canonical({ resolved: (await desk.models.describe(model)).digest ?? "", devices: model.devices }));

function device(model: ModelValue): string {
  const [first] = model.devices;
  return first ? (first.index === null ? first.kind : `${first.kind}(${first.index})`) : "cpu";
}
