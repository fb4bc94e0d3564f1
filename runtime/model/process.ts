// The runner: the child process in which tokenizers, chat templates and graphs run. One graph job at a time.
import { fork } from "node:child_process";
import { writeSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { Worker } from "node:worker_threads";
import { usualCeiling, type Watch, watch } from "./ceiling.ts";
import { chatIds } from "./chat.ts";
import { isGone } from "./device.ts";
import { infer } from "./encode/encode.ts";
import type { Inferred } from "./encode/inference.ts";
import type { Listener } from "./engine.ts";
import { failure, reason } from "./error.ts";
import { generate } from "./generate.ts";
import { encoderOf, engineOf, graphOf, type Held, load } from "./held.ts";
import { joined } from "./joined.ts";
import { likelihoods } from "./likelihood.ts";
import { joinOf, measure } from "./measure.ts";
import { describe, digestGraph } from "./model.ts";
import { LONGEST, makeOptimized, type Source } from "./optimized.ts";
import type { Call, Calls, Generation, Reply, Request, Settings } from "./protocol.ts";
import type { Likelihood } from "./weighing.ts";
import { fewerBits, roomFor, tokensIn, tokensWords } from "./room.ts";
import { readTexts, type Texts } from "./texts.ts";

const settings = JSON.parse(process.argv[2] ?? "{}") as Settings;
const { make, ceiling = usualCeiling() } = settings;
let watcher: Watch | undefined;
const loaded = new Map<number, Held>();
const running = new Map<number, AbortController>();
/** The end of the queue of graph jobs: the runtime computes one at a time anyway. */
let queue: Promise<unknown> = Promise.resolve();

const send = (reply: Reply): Promise<void> =>
  new Promise((sent) => {
    if (process.connected) process.send?.(reply, undefined, {}, () => sent());
    else sent();
  });

type Args<K extends Call> = Calls[K]["args"];

/** Said before work that may never return: from here on the parent counts the time. */
const begin = (id: number): Promise<void> => send({ kind: "started", id });

/** The end of the queue of calls that read texts. */
let turn: Promise<unknown> = Promise.resolve();

/** Only the call whose turn it is has begun: where it never ends, no other runs into its time limit for it. */
function inTurn<T>(id: number, job: () => T | Promise<T>): Promise<T> {
  const result = turn.then(async () => {
    await begin(id);
    return job();
  });
  turn = result.catch(() => undefined);
  return result;
}

const withTexts = <T>(dir: string, id: number, job: (texts: Texts) => T): Promise<T> =>
  inTurn(id, async () => job(await readTexts(dir)));

/** One row per call. */
const calls: { readonly [K in Call]: (args: Args<K>, id: number) => Promise<Calls[K]["value"]> } = {
  describe: async ({ dir, graph: chosen }, id) => {
    const graph = await digestGraph(dir, chosen); // gigabytes may be read for it: not on the clock
    return { ...graph, ...(await inTurn(id, () => describe(dir))) };
  },
  encode: ({ dir, texts, options }, id) =>
    withTexts(dir, id, ({ tokenizer }) => texts.map((text) => tokenizer.encode(text, options))),
  decode: ({ dir, ids }, id) =>
    withTexts(dir, id, ({ tokenizer }) => ids.map((row) => tokenizer.decode(row))),
  count: ({ dir, texts }, id) =>
    withTexts(dir, id, ({ tokenizer }) => texts.map((text) => tokenizer.encode(text).length)),
  chat: ({ dir, messages }, id) =>
    withTexts(dir, id, ({ tokenizer, template }) => chatIds(tokenizer, template, messages)),
  joined: ({ dir, messages, joining }, id) =>
    withTexts(dir, id, ({ tokenizer, template }) => joined(tokenizer, template, messages, joining)),
  measure: ({ dir, chats, texts }, id) =>
    withTexts(dir, id, ({ tokenizer, template }) => ({
      chats: chats.map((chat) => measure(tokenizer, template, chat)),
      texts: texts.map((text) => tokenizer.encode(text).length),
      join: joinOf(tokenizer),
    })),
  load: (args) =>
    queued(async () => {
      watcher?.fits(fewerBits(roomFor(0, ceiling)).join(""));
      const made = await load(args, { ...settings, ceiling });
      const left = roomFor(Infinity, ceiling);
      watcher?.fits(
        "engine" in made ? `shorten what it is asked: ${tokensWords(tokensIn(made.engine.setup, left))}` : "",
      );
      await letGo(args.handle);
      loaded.set(args.handle, made);
      if ("slow" in made) optimize(made.slow);
      return made.model;
    }),
  release: ({ handle }) =>
    queued(async () => {
      await letGo(handle);
      return null;
    }),
  generate: ({ handle, prompts, options }, id) =>
    queued(async () => {
      const done = (generation: Generation): void => void send({ kind: "generation", id, generation });
      await generate(engineOf(loaded.get(handle), handle), prompts, options, { ...heard(id), done });
      return null;
    }),
  infer: ({ handle, inputs, task }, id) =>
    queued(async () => {
      const done = (inferred: readonly Inferred[]): void => void send({ kind: "inferred", id, inferred });
      await infer(encoderOf(loaded.get(handle), handle), inputs, task, { ...heard(id), done });
      return null;
    }),
  likelihood: ({ handle, texts, top }, id) =>
    queued(async () => {
      const done = (likelihood: Likelihood): void => void send({ kind: "likelihood", id, likelihood });
      await likelihoods(engineOf(loaded.get(handle), handle), texts, top, { ...heard(id), done });
      return null;
    }),
};

async function letGo(handle: number): Promise<void> {
  const held = loaded.get(handle);
  loaded.delete(handle);
  if (held) await graphOf(held).release();
}

/** Who cancels a request, and how its refusals and counts go out. */
const heard = (id: number): Omit<Listener, "done"> => ({
  signal: running.get(id)!.signal,
  refused(refused) {
    if (isGone(refused.error.cause)) leave(refused.error.cause);
    void send({ kind: "refused", id, refused });
  },
  progress: (progress) => void send({ kind: "progress", id, progress }),
});

/** In a process that has time: the next load is faster, this one is done. It may outlive this process, and ends by itself. */
function optimize(source: Source): void {
  const own: Settings = { ...settings, make: source };
  fork(process.argv[1]!, [JSON.stringify(own)], { stdio: "ignore", execArgv: [], detached: true }).unref();
}

function queued<T>(job: () => Promise<T>): Promise<T> {
  const result = queue.then(job);
  queue = result.catch(() => undefined);
  return result;
}

async function answer<K extends Call>(kind: K, id: number, args: Args<K>): Promise<void> {
  running.set(id, new AbortController());
  try {
    await send({ kind: "done", id, value: await calls[kind](args, id) });
  } catch (thrown) {
    if (kind !== "load" && isGone(reason(thrown))) leave(reason(thrown));
    await send({ kind: "failed", id, error: failure(thrown, "E513", "check the model's files") });
  } finally {
    running.delete(id);
  }
}

/**
 * A device that is gone stays so for its process, and no item is at fault: the parent starts another one, and there the next
 * device has its turn.
 */
function leave(why: string): never {
  writeSync(2, `\nError: the device is gone: ${why}\n`);
  process.exit(1);
}

function serve(): void {
  process.on("message", (request: Request) => {
    if (request.kind === "cancel") running.get(request.id)?.abort();
    else void answer(request.kind, request.id, request.args);
  });
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C reaches the whole process group; whether the model stays loaded is for the parent to say.
  process.on("SIGINT", () => undefined);
  // While a pass or a regular expression blocks this thread, `disconnect` is not heard: a second thread looks out.
  watcher = watch(settings.parent, ceiling);
}

async function optimizing(source: Source): Promise<never> {
  setPriority(constants.priority.PRIORITY_LOW);
  const ends = `setTimeout(() => process.kill(process.pid, "SIGKILL"), ${LONGEST})`;
  new Worker(ends, { eval: true }).unref();
  await makeOptimized(source);
  process.exit(0);
}

if (make === undefined) serve();
else await optimizing(make);
