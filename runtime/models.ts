// Models of a running program: described without a graph, loaded once, asked through the store.
import { canonical } from "../dsl/plan/plan.ts";
import type { Described, GenerateOptions, Generation, LoadedModel, Runner } from "./model/index.ts";
import { ModelError } from "./model/index.ts";
import { Problem } from "./problem.ts";
import type { Counter } from "./tokens.ts";
import { words } from "./tokens.ts";
import type { Messages, ModelValue } from "./value.ts";

export interface Models {
  readonly runner: Runner;
  /** What the files say; cached, never loads a graph. */
  describe(model: ModelValue): Promise<Described>;
  /**
   * Tokens of prompt and answer together: the model's window, or the smaller one the program states.
   * Errors: ModelError E511 for a stated window above the model's.
   */
  window(model: ModelValue): Promise<number>;
  /** Loaded once per program; the provider that took it is recorded. */
  load(model: ModelValue): Promise<LoadedModel>;
  /** Prompt ids of a conversation; each is tokenized once, whether it is explained or asked. */
  tokens(model: ModelValue, messages: Messages["messages"]): Promise<readonly number[]>;
  counter(by: ModelValue | string): Counter;
  /** Models loaded so far, by the name they were declared with. */
  readonly used: ReadonlyMap<string, LoadedModel>;
}

/** Texts and conversations remembered; beyond that they are counted anew. */
const MOST = 200_000;

export function models(runner: Runner): Models {
  const described = new Map<string, Promise<Described>>();
  const loaded = new Map<string, Promise<LoadedModel>>();
  const counters = new Map<string, Counter>();
  const chats = new Map<string, Promise<readonly number[]>>();
  const used = new Map<string, LoadedModel>();
  const once = <T>(cache: Map<string, T>, key: string, make: () => T): T => {
    let value = cache.get(key);
    if (value === undefined) cache.set(key, (value = make()));
    return value;
  };
  const self: Models = {
    runner,
    used,
    describe: (model) => once(described, model.dir, () => worded(runner.describe(model.dir), model)),
    window: async (model) => windowOf(model, await self.describe(model)),
    load: (model) =>
      once(loaded, `${model.dir}\n${JSON.stringify(model.devices)}`, async () => {
        const info = await worded(runner.load({ dir: model.dir, providers: devices(model) }), model);
        used.set(model.name, info);
        return info;
      }),
    tokens(model, messages) {
      if (chats.size > MOST) chats.clear();
      return once(chats, canonical([model.dir, messages]), () =>
        worded(runner.chat(model.dir, messages), model),
      );
    },
    counter: (by) =>
      typeof by === "string" ? words : once(counters, by.dir, () => modelCounter(by, runner, self)),
  };
  return self;
}

function windowOf({ name, options }: ModelValue, { window }: Described): number {
  if (typeof options.window !== "number") return window;
  if (options.window <= window) return options.window;
  throw new Problem(
    "ModelError",
    "E511",
    `window: ${options.window} is above the ${window} tokens that '${name}' can take`,
    `write ${window} or less, or leave it out`,
  );
}

type Device = Parameters<Runner["load"]>[0]["providers"][number];
/** In the written order; without `on`, the CPU. The checker has made sure that the kinds are devices. */
const devices = (model: ModelValue): Device[] =>
  (model.devices.length > 0 ? model.devices : [{ kind: "cpu", index: null }]).map(
    ({ kind, index }) => (index === null ? { kind } : { kind, id: index }) as Device,
  );

/** Texts counted by a model's tokenizer, each text once. */
function modelCounter(model: ModelValue, runner: Runner, house: Models): Counter {
  const known = new Map<string, number>();
  const count: Counter["count"] = async (texts) => {
    const fresh = [...new Set(texts)].filter((text) => !known.has(text));
    const counts = fresh.length > 0 ? await worded(runner.count(model.dir, fresh)) : [];
    if (known.size > MOST) known.clear();
    fresh.forEach((text, at) => known.set(text, counts[at] ?? 0));
    return texts.map((text) => known.get(text) ?? 0);
  };
  return {
    name: model.name,
    count,
    /** Words with the token count of each: a word of k tokens is k - 1 empty pieces and then itself. */
    async split(text) {
      await house.describe(model);
      const pieces = await words.split(text);
      const counts = await count(pieces);
      return pieces.flatMap((piece, at) => [
        ...new Array<string>(Math.max(0, (counts[at] ?? 1) - 1)).fill(""),
        piece,
      ]);
    },
  };
}

/** A model's failure as a Problem of the program, the folder named as the user wrote it. */
export async function worded<T>(promise: Promise<T>, model?: ModelValue): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    const found = problemOf(error);
    if (!model || !(found instanceof Problem)) throw found;
    const { name, code, hint, span } = found;
    throw new Problem(name, code, found.message.replaceAll(model.dir, model.ref), hint, span);
  }
}

export function problemOf(error: unknown): unknown {
  if (!(error instanceof ModelError)) return error;
  const name = error.code === "E506" ? "BudgetError" : "ModelError";
  return new Problem(name, error.code, error.cause, error.fix);
}

export type { Described, GenerateOptions, Generation, LoadedModel };
