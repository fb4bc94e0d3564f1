// The models that a step loads, and the devices named for them that did not take them.
import type { LoadedModel, Models } from "./models.ts";

/** A device that did not take a model, and why. */
export interface Missed {
  readonly provider: string;
  readonly reason: string;
}

export interface Loads {
  /** The same models; what is loaded through them is heard of. */
  readonly models: Models;
  /** A note (W301) for each device that did not take one of them. */
  readonly notes: () => readonly string[];
}

/** Models for one step, so that a fallback is told by the step that rests on it, whatever kind of model and of step it is. */
export function loadsOf(models: Models): Loads {
  const loaded = new Map<string, LoadedModel>();
  return {
    models: {
      ...models,
      async load(model) {
        const info = await models.load(model);
        loaded.set(model.name, info);
        return info;
      },
      reloaded(model, info) {
        models.reloaded(model, info);
        loaded.set(model.name, info);
      },
    },
    notes: () =>
      [...loaded].flatMap(([name, info]) =>
        missed(info).map(
          ({ provider, reason }) =>
            `W301 model '${name}' runs on ${info.provider}: ${provider} is not usable (${reason})`,
        ),
      ),
  };
}

/** Devices that were asked for and could not be used. */
export const missed = ({ tried }: LoadedModel): readonly Missed[] =>
  tried.flatMap(({ provider, ok, reason = "no reason given" }) => (ok ? [] : [{ provider, reason }]));
