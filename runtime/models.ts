// Models of a running program: described without a graph, loaded once, asked through the store.
import { canonical } from "../dsl/plan/plan.ts";
import { digest } from "./digest.ts";
import type {
  Described,
  GenerateOptions,
  Generation,
  Joined,
  Joining,
  LoadedModel,
  Runner,
} from "./model/index.ts";
import { again, ModelError } from "./model/index.ts";
import { Problem } from "./problem.ts";
import { filelessOf, lacking } from "./fileless.ts";
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
  /** The same with texts behind it. */
  joined(model: ModelValue, messages: Messages["messages"], joining: Joining): Promise<Joined>;
  counter(by: ModelValue | string): Counter;
  /** Calls are not made again once this is aborted: who stops a cell may kill the process that it waits for. */
  readonly heed: (signal: AbortSignal) => void;
  /** A call whose process dies is made again. */
  readonly again: <T>(call: () => Promise<T>) => Promise<T>;
  /** The process died under a call and was started again. */
  readonly restarted: () => void;
  /** What a model runs on since its process was started again. */
  readonly reloaded: (model: ModelValue, info: LoadedModel) => void;
  /** How often so far. */
  readonly restarts: () => number;
  /** Models loaded so far, by the name they were declared with. */
  readonly used: ReadonlyMap<string, LoadedModel>;
}

/** Texts and conversations remembered; beyond that they are counted anew. */
const MOST = 200_000;
/** Conversations with texts behind them: these may be long. */
const MOST_JOINED = 10_000;

export function models(runner: Runner): Models {
  const described = new Map<string, Promise<Described>>();
  const loaded = new Map<string, Promise<LoadedModel>>();
  const counters = new Map<string, Counter>();
  const chats = new Map<string, Promise<readonly number[]>>();
  const joins = new Map<string, Promise<Joined>>();
  const used = new Map<string, LoadedModel>();
  let restarts = 0;
  /** Processes that died under calls: of all that were under way in one, each hears of its death. */
  const dead = new Set<number | undefined>();
  let stop: AbortSignal | undefined;
  const restarted = (): void => void restarts++;
  /** What failed is no answer for the next one who asks. */
  const once = <T>(cache: Map<string, Promise<T>>, key: string, call: () => Promise<T>): Promise<T> => {
    const known = cache.get(key);
    if (known) return known;
    const made = self.again(call);
    cache.set(key, made);
    made.catch(() => cache.get(key) === made && cache.delete(key));
    return made;
  };
  const self: Models = {
    runner,
    used,
    heed: (signal) => void (stop = signal),
    again(call) {
      let pid: number | undefined;
      const made = <T>(answer: Promise<T>): Promise<T> => {
        pid = runner.pid();
        return answer;
      };
      return again(
        () => made(call()),
        () => void dead.add(pid),
        () => stop?.aborted === true,
      );
    },
    restarted,
    reloaded(model, info) {
      used.set(model.name, info);
      loaded.set(loadKey(model), Promise.resolve(info));
    },
    restarts: () => restarts + dead.size,
    describe: async (model) =>
      worded(
        once(described, placeOf(atHand(model)), () => runner.describe(model.dir, model.graph)),
        model,
      ),
    window: async (model) => windowOf(model, await self.describe(model)),
    async load(model) {
      atHand(model);
      const { dir, graph } = model;
      const request = { dir, providers: devices(model), ...(graph !== undefined && { graph }) };
      const info = await worded(
        once(loaded, loadKey(model), () => runner.load(request)),
        model,
      );
      used.set(model.name, info);
      return info;
    },
    async tokens(model, messages) {
      atHand(model);
      if (chats.size > MOST) chats.clear();
      const key = canonical([model.dir, messages]);
      return worded(
        once(chats, key, () => runner.chat(model.dir, messages)),
        model,
      );
    },
    async joined(model, messages, joining) {
      atHand(model);
      if (joins.size > MOST_JOINED) joins.clear();
      const key = digest(canonical([model.dir, messages, joining]));
      return worded(
        once(joins, key, () => runner.joined(model.dir, messages, joining)),
        model,
      );
    },
    counter(by) {
      if (typeof by === "string") return words;
      atHand(by);
      const counter = counters.get(by.dir) ?? modelCounter(by, self);
      counters.set(by.dir, counter);
      return counter;
    },
  };
  return self;
}

/** The same, where its files are. Errors: E525 for one that has none. */
function atHand(model: ModelValue): ModelValue {
  const by = filelessOf(model);
  if (!by) return model;
  throw lacking(
    by,
    model.name,
    "files",
    'name what counts instead: tokenizer: "words", or a model of a folder',
  );
}

const loadKey = (model: ModelValue): string => `${placeOf(model)}\n${JSON.stringify(model.devices)}`;

const placeOf = ({ dir, graph = "" }: ModelValue): string => `${dir}\n${graph}`;

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
function modelCounter(model: ModelValue, house: Models): Counter {
  const known = new Map<string, number>();
  const count: Counter["count"] = async (texts) => {
    const fresh = [...new Set(texts)].filter((text) => !known.has(text));
    const call = () => house.again(() => house.runner.count(model.dir, fresh));
    const counts = fresh.length > 0 ? await worded(call()) : [];
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
    throw problemOf(error, model);
  }
}

export const problemOf = (error: unknown, model?: ModelValue): unknown =>
  error instanceof ModelError ? wordedFor(error, model) : error;

export function wordedFor(
  { code, cause, fix }: Pick<ModelError, "code" | "cause" | "fix">,
  model?: ModelValue,
): Problem {
  const name = code === "E506" ? "BudgetError" : "ModelError";
  return new Problem(name, code, model ? cause.replaceAll(model.dir, model.ref) : cause, fix);
}

export type { Described, GenerateOptions, Generation, LoadedModel };
