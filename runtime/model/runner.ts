// The parent's side of model execution: models are run by a supervised child process, never in this one.
import type { ChatForm } from "../../dsl/types/known.ts";
import type { Choice } from "./backend/graph.ts";
import { statedCeiling } from "./ceiling.ts";
import { makeChild, type Child } from "./child.ts";
import type { InferInput, Inference, Inferred } from "./encode/inference.ts";
import { ModelError } from "./error.ts";
import type {
  Calls,
  Described,
  EncodeOptions,
  GenerateOptions,
  Generation,
  LoadedModel,
  Measured,
  Message,
  ModelRequest,
  Progress,
  Prompt,
  Refused,
  Reply,
} from "./protocol.ts";
import type { Given, Joined, Joining, Likelihood } from "./weighing.ts";

export interface RunnerOptions {
  /** The built process.ts; by default runner.mjs beside the built program, or in dist/ when run from source. */
  readonly entry?: URL | string;
  /** Threads of one graph; by default all cores, or one where the model is small. */
  readonly threads?: number;
  /** MiB that the caches of one batch may take; 1024 by default. */
  readonly memory?: number;
  /** MiB that the process may hold; by default $STRUX_MEMORY, and without it nine tenths of what the machine or its container has. */
  readonly ceiling?: number;
  /** MiB of weights from which on the optimised graph is kept for the next load; 64 by default. */
  readonly optimizeFrom?: number;
  /** How ONNX Runtime is spoken to; by default $STRUX_BACKEND, and without it whatever passes its self-test. */
  readonly backend?: Choice["backend"];
  /** Seconds a tokenizer or chat template may take, plus 20 per MB of text; 10 by default. */
  readonly limit?: number;
}

export interface GenerateHooks {
  /** Stops between two tokens, or two chunks of a prompt; the model stays loaded. */
  readonly signal?: AbortSignal;
  /** Counts, at most every 200 ms and once at the end. */
  readonly onProgress?: (progress: Progress) => void;
  /** Hears of prompts that have no answer; without it, the first one fails the request. */
  readonly onRefused?: (index: number, error: ModelError) => void;
  /**
   * The model had to be loaded again, as the process that held it has died: what it runs on now. Without it, a model that then
   * runs on another provider is E503.
   */
  readonly onLoaded?: (model: LoadedModel) => void;
}

/** Every method fails with a ModelError. The process starts at the first call, and anew at the next one after it died. */
export interface Runner {
  /** What the files say; never loads a graph. `graph`: the ONNX file, where it is not the usual one. */
  describe(dir: string, graph?: string): Promise<Described>;
  /** Texts -> ids; special tokens written in a text stay ordinary text unless `special`. */
  encode(dir: string, texts: readonly string[], options?: EncodeOptions): Promise<number[][]>;
  /** Ids -> exact texts, special tokens included. */
  decode(dir: string, ids: readonly (readonly number[])[]): Promise<string[]>;
  /** Tokens of each text, nothing put around it. */
  count(dir: string, texts: readonly string[]): Promise<number[]>;
  /** A conversation -> prompt ids, by the model's template; contents joined by newlines where there is none. */
  chat(dir: string, messages: readonly Message[]): Promise<number[]>;
  /** A conversation -> prompt ids, and with each of some texts behind it: as the tokenizer joins them. */
  joined(dir: string, messages: readonly Message[], joining: Joining): Promise<Joined>;
  /** Tokens of conversations whose holes count nothing, and of texts: what a budget is made of. */
  measure(dir: string, chats: readonly (readonly ChatForm[])[], texts: readonly string[]): Promise<Measured>;
  load(request: ModelRequest): Promise<LoadedModel>;
  /** Lets a model go: its handle is not known any more. */
  release(handle: number): Promise<void>;
  /**
   * Answers in order of completion. A model is loaded again by itself when the process has died since.
   * When cancelled, iteration throws the signal's reason; leaving the loop early cancels too.
   */
  generate(
    handle: number,
    prompts: readonly Prompt[],
    options: GenerateOptions,
    hooks?: GenerateHooks,
  ): AsyncIterable<Generation>;
  /** Texts through an encoder; otherwise as `generate`. */
  infer(
    handle: number,
    inputs: readonly InferInput[],
    task: Inference,
    hooks?: GenerateHooks,
  ): AsyncIterable<Inferred>;
  /** How likely given texts are, in order of completion; `top`: so many alternatives of each token are told. */
  likelihood(
    handle: number,
    texts: readonly Given[],
    top?: number,
    hooks?: GenerateHooks,
  ): AsyncIterable<Likelihood>;
  /** The process's id, undefined while there is none. */
  pid(): number | undefined;
  /** Ends the process; calls under way fail with E510. */
  close(): Promise<void>;
}

/** A model that was asked for, and the process that holds it. */
interface Held {
  readonly request: ModelRequest;
  /** As it was loaded first. */
  readonly model: LoadedModel;
  epoch: number;
  ready: Promise<LoadedModel>;
}

type TextCall = "describe" | "encode" | "decode" | "count" | "chat" | "joined" | "measure";

/** A runner; nothing is started before its first call. */
export function startRunner(options: RunnerOptions = {}): Runner {
  const source = import.meta.url.endsWith(".ts");
  const entry = options.entry ?? new URL(source ? "../../dist/runner.mjs" : "./runner.mjs", import.meta.url);
  const backend = options.backend ?? asked(process.env["STRUX_BACKEND"]);
  const ceiling = options.ceiling ? options.ceiling * 2 ** 20 : statedCeiling(process.env["STRUX_MEMORY"]);
  const wrong = [backend, ceiling].find((one) => one instanceof ModelError);
  const child = makeChild(entry, {
    parent: process.pid,
    ...(options.threads !== undefined && { threads: options.threads }),
    memory: (options.memory ?? 1024) * 2 ** 20,
    ...(typeof ceiling === "number" && { ceiling }),
    optimizeFrom: (options.optimizeFrom ?? 64) * 2 ** 20,
    choice: { backend: backend instanceof ModelError ? "auto" : backend },
  });
  const held = new Map<number, Held>();
  const text = <K extends TextCall>(
    kind: K,
    args: Calls[K]["args"],
    letters = 0,
  ): Promise<Calls[K]["value"]> =>
    child.call(kind, args, { what: args.dir, limit: ((options.limit ?? 10) + (20 * letters) / 1e6) * 1000 });
  return {
    describe: (dir, graph) => text("describe", { dir, ...(graph !== undefined && { graph }) }),
    encode: (dir, texts, encode = {}) => text("encode", { dir, texts, options: encode }, lengths(texts)),
    decode: (dir, ids) => text("decode", { dir, ids }, 4 * lengths(ids)),
    count: (dir, texts) => text("count", { dir, texts }, lengths(texts)),
    chat: (dir, messages) => text("chat", { dir, messages }, lengths(messages.map(({ content }) => content))),
    joined: (dir, messages, joining) => {
      const before = lengths(messages.map(({ content }) => content)) + joining.prefix.length;
      const letters = before * (joining.texts.length + 1) + lengths(joining.texts);
      return text("joined", { dir, messages, joining }, letters);
    },
    measure: (dir, chats, texts) =>
      text(
        "measure",
        { dir, chats, texts },
        lengths(texts) + lengths(chats.flatMap((chat) => chat.flatMap(({ pieces }) => pieces))),
      ),
    load: (request) => (wrong ? Promise.reject(wrong) : load(child, held, request)),
    release: (handle) => release(child, held, handle),
    generate: (handle, prompts, generate, hooks = {}) =>
      answers(child, held, "generate", { handle, prompts, options: generate }, hooks),
    infer: (handle, inputs, task, hooks = {}) =>
      answers(child, held, "infer", { handle, inputs, task }, hooks),
    likelihood: (handle, texts, top = 0, hooks = {}) =>
      answers(child, held, "likelihood", { handle, texts, top }, hooks),
    pid: () => child.pid(),
    close: () => child.close(),
  };
}

/** What $STRUX_BACKEND asks for; a name that is no backend is told by whoever wants a graph. */
function asked(name: string | undefined): Choice["backend"] | ModelError {
  if (name === undefined || name === "") return "auto";
  if (name === "ffi" || name === "binding" || name === "auto") return name;
  return new ModelError("E511", `STRUX_BACKEND is '${name}'`, "write ffi, binding or auto");
}

const lengths = (parts: readonly { readonly length: number }[]): number =>
  parts.reduce((sum, part) => sum + part.length, 0);

async function load(child: Child, held: Map<number, Held>, request: ModelRequest): Promise<LoadedModel> {
  const handle = child.nextId();
  const backend = child.backend();
  const once = async (): Promise<LoadedModel> => {
    const ready = child.call("load", { handle, model: request }, { what: request.dir });
    const epoch = child.epoch();
    const model = await ready;
    held.set(handle, { request, model, epoch, ready });
    return model;
  };
  // once more where the C interface has crashed and been given up
  return once().catch((error: unknown) =>
    child.backend() === backend ? Promise.reject(error as Error) : once(),
  );
}

/** A process that has died since holds none. */
async function release(child: Child, held: Map<number, Held>, handle: number): Promise<void> {
  const entry = held.get(handle);
  held.delete(handle);
  if (entry === undefined) throw new ModelError("E515", `no model has the handle ${handle}`, "load it first");
  if (entry.epoch === child.epoch()) await child.call("release", { handle }, { what: entry.request.dir });
}

/** Loads a model again where the process that held it has died. */
async function hold(
  child: Child,
  held: ReadonlyMap<number, Held>,
  handle: number,
  onLoaded: GenerateHooks["onLoaded"],
): Promise<Held> {
  const entry = held.get(handle);
  if (entry === undefined) throw new ModelError("E515", `no model has the handle ${handle}`, "load it first");
  if (entry.epoch !== child.epoch()) {
    entry.ready = child.call("load", { handle, model: entry.request }, { what: entry.request.dir });
    entry.epoch = child.epoch();
  }
  const model = await entry.ready;
  if (model !== entry.model) onLoaded?.(model);
  if (model.provider !== entry.model.provider && !onLoaded) throw elsewhere(entry, model);
  if (model.digest === entry.model.digest) return entry;
  throw new ModelError(
    "E514",
    `${entry.request.dir} has changed since it was loaded`,
    "run from the start, so that all results come of one model",
  );
}

/** Answers of two providers are not the same: who asks must hear of it. */
const elsewhere = ({ request, model }: Held, { provider, tried }: LoadedModel): ModelError =>
  new ModelError(
    "E503",
    `${request.dir} ran on ${model.provider} until its process died, and now on ${provider}: ${tried
      .filter(({ ok }) => !ok)
      .map((one) => `${one.provider} (${one.reason ?? "unknown"})`)
      .join(", ")}`,
    "run from the start, so that all results come of one provider",
  );

/** Calls that answer item by item, and what they give for each. */
interface Streams {
  readonly generate: Generation;
  readonly infer: Inferred;
  readonly likelihood: Likelihood;
}

async function* answers<K extends keyof Streams>(
  child: Child,
  held: ReadonlyMap<number, Held>,
  kind: K,
  args: Calls[K]["args"],
  { signal, onProgress, onRefused, onLoaded }: GenerateHooks,
): AsyncGenerator<Streams[K]> {
  signal?.throwIfAborted();
  const { request } = await hold(child, held, args.handle, onLoaded);
  signal?.throwIfAborted();
  const id = child.nextId();
  const ready: (Generation | Inferred | Likelihood | Progress | Refused)[] = [];
  let [ended, failed, wake] = [false, undefined as unknown, () => {}];
  const heard = (reply: Reply): void => {
    if (reply.kind === "progress") ready.push(reply.progress);
    if (reply.kind === "generation") ready.push(reply.generation);
    if (reply.kind === "inferred") ready.push(...reply.inferred);
    if (reply.kind === "likelihood") ready.push(reply.likelihood);
    if (reply.kind === "refused") ready.push(reply.refused);
    wake();
  };
  const finish = (error?: unknown): void => {
    [ended, failed] = [true, error];
    wake();
  };
  const cancel = (): void => child.cancel(id);
  signal?.addEventListener("abort", cancel, { once: true });
  child.call(kind, args, { what: request.dir, id, heard }).then(() => finish(), finish);
  try {
    for (;;) {
      for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
        // a call gives answers of its own kind alone
        if ("text" in next || "value" in next || "logprobs" in next) yield next as Streams[K];
        else if ("error" in next) {
          const { code, cause, fix } = next.error;
          if (!onRefused) throw new ModelError(code, cause, fix);
          onRefused(next.index, new ModelError(code, cause, fix));
        } else onProgress?.(next);
      }
      if (ended) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
    if (failed !== undefined) throw signal?.aborted === true ? signal.reason : failed;
  } finally {
    signal?.removeEventListener("abort", cancel);
    if (!ended) cancel();
  }
}
