// What texts would take, for whoever only looks: results that are at hand are given, all else is counted and waited for.
import { knownProvider } from "../key.ts";
import type { Models } from "../models.ts";
import type { Quoted } from "../quote.ts";
import type { Store } from "../store.ts";
import { callsOf, type Infer, opened, type Said } from "./calls.ts";

interface Desk {
  readonly models: Models;
  readonly store: Store;
}

/**
 * Nothing is computed. `quoted` is told of every text; where one is not at hand, `waits` makes the error. Counts are of the texts
 * themselves, without what a model puts around or before them.
 */
export const peeking =
  (desk: Desk, quoted: (call: Quoted) => void, waits: (on: string) => Error): Infer =>
  async (model, task, inputs) => {
    const calls = await callsOf(model, task, inputs, desk, knownProvider);
    const texts = inputs.flatMap(({ text, pair = "" }) => [text, pair]);
    const counts = await desk.models.counter(model).count(texts);
    const found: Said[] = [];
    for (const [at, { key, provider, digest }] of calls.entries()) {
      const entry = provider === null ? undefined : await desk.store.get(key);
      if (entry) found.push(opened(entry));
      quoted({
        key,
        model,
        digest,
        provider,
        promptTokens: (counts[2 * at] ?? 0) + (counts[2 * at + 1] ?? 0),
        outputTokens: 0,
        cached: provider === null ? null : entry !== undefined,
        encodes: true,
      });
    }
    if (found.length < calls.length) throw waits(model.name);
    return found;
  };
