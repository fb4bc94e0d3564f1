// The child process as the parent sees it: started at the first call, killed at its time limit, started anew after death.
import { fork, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Choice } from "./backend/graph.ts";
import { OverCeiling, overCeiling } from "./ceiling.ts";
import { ModelError } from "./error.ts";
import type { Call, Calls, Reply, Request, Settings } from "./protocol.ts";

export interface CallOptions {
  /** For messages: the directory or model at hand. */
  readonly what: string;
  /** ms from the child's `started`; none for graph jobs, which can be cancelled. */
  readonly limit?: number;
  /** Hears of what comes before the answer. */
  readonly heard?: (reply: Reply) => void;
  readonly id?: number;
}

export interface Child {
  /** Sends a request; fails with the runner's error, E508 at the time limit, E510 when the process dies, E520 at its ceiling of memory. */
  call<K extends Call>(kind: K, args: Calls[K]["args"], options: CallOptions): Promise<Calls[K]["value"]>;
  cancel(id: number): void;
  nextId(): number;
  /** Which process is running: changes with each start, 0 while there is none. */
  epoch(): number;
  /** How the next process will speak to ONNX Runtime: no longer by its C interface once that has crashed. */
  backend(): Choice["backend"];
  pid(): number | undefined;
  close(): Promise<void>;
}

interface Pending {
  readonly child: ChildProcess;
  readonly kind: Call;
  readonly options: CallOptions;
  readonly resolve: (value: Calls[Call]["value"]) => void;
  readonly reject: (error: Error) => void;
  timer?: NodeJS.Timeout;
}

interface State {
  readonly entry: string;
  /** What the next process is started with. */
  settings: Settings;
  readonly pending: Map<number, Pending>;
  process: ChildProcess | undefined;
  /** The last words on its stderr, for the error when it dies. */
  words: string;
  starts: number;
  ids: number;
  closed: boolean;
}

/** Nothing is started yet. `entry` is the built process.ts. */
export function makeChild(entry: URL | string, settings: Settings): Child {
  const path = entry instanceof URL || entry.startsWith("file:") ? fileURLToPath(entry) : entry;
  const state: State = {
    entry: path,
    settings,
    pending: new Map(),
    process: undefined,
    words: "",
    starts: 0,
    ids: 0,
    closed: false,
  };
  return {
    // The pending table holds answers of every kind; the id says which kind this one is.
    call: (kind, args, options) => call(state, kind, args, options) as Promise<never>,
    cancel: (id) =>
      void (state.pending.has(id) && state.process?.send({ kind: "cancel", id } satisfies Request)),
    nextId: () => ++state.ids,
    backend: () => state.settings.choice.backend,
    epoch: () => (state.process === undefined ? 0 : state.starts),
    pid: () => state.process?.pid,
    close: () => close(state),
  };
}

function call(
  state: State,
  kind: Call,
  args: Calls[Call]["args"],
  options: CallOptions,
): Promise<Calls[Call]["value"]> {
  if (state.closed)
    return Promise.reject(new ModelError("E515", "the runner is closed", "start another one"));
  const child = (state.process ??= start(state));
  const id = options.id ?? ++state.ids;
  return new Promise((resolve, reject) => {
    state.pending.set(id, { child, kind, options, resolve, reject });
    hold(child, true);
    child.send({ kind, id, args } as Request, (error) => {
      if (error) settle(state, id)?.reject(died(kind, options, error.message));
    });
  });
}

/**
 * How glibc is to hold memory; other systems do not know the variable. Weights are read from end to end for every token, which pages
 * of 2 MB make some 5 % faster; and threads that come and go with each model would leave a heap of their own behind.
 */
const TUNABLES = ["glibc.malloc.hugetlb=1", "glibc.malloc.arena_max=2"];

/** What the user has set comes later, and so it counts. */
export const tunables = (own = ""): string => [...TUNABLES, own].filter(Boolean).join(":");

function start(state: State): ChildProcess {
  const child = fork(state.entry, [JSON.stringify(state.settings)], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    // so that garbage can go where memory is short
    execArgv: ["--expose-gc"],
    env: { ...process.env, GLIBC_TUNABLES: tunables(process.env["GLIBC_TUNABLES"]) },
  });
  state.starts++;
  state.words = "";
  child.stderr?.on("data", (text: Buffer) => (state.words = (state.words + text.toString()).slice(-2000)));
  child.on("message", (reply: Reply) => hear(state, reply));
  child.on("error", (error) => gone(state, child, error.message));
  child.on("exit", () => forget(state, child));
  child.on("close", (code, signal) => {
    const how = signal ? `killed by ${signal}` : `exit status ${code}`;
    if (crashed(state, child, code, signal)) state.settings = { ...state.settings, choice: without(how) };
    gone(state, child, how);
  });
  return child;
}

/** How a process ends in which native code has gone wrong; on Windows by an exit status of this size. */
const CRASHES: ReadonlySet<string | null> = new Set(["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT"]);
const CRASH = 0xc0000000;

/** Whether the C interface may have ended this process: a graph job was under way, and nothing else explains it. */
function crashed(state: State, child: ChildProcess, code: number | null, signal: string | null): boolean {
  const jobs = [...state.pending.values()].filter((pending) => pending.child === child);
  return (
    state.settings.choice.backend === "auto" &&
    jobs.some(({ kind }) => kind === "load" || kind === "generate" || kind === "likelihood") &&
    (CRASHES.has(signal) || (code ?? 0) >= CRASH) &&
    !/heap out of memory/.test(state.words)
  );
}

const without = (how: string): Settings["choice"] => ({
  backend: "binding",
  reason: `the process in which it ran died (${how})`,
});

/** An idle runner does not keep its parent alive. */
function hold(child: ChildProcess, busy: boolean): void {
  const stderr = child.stderr as (Readable & { ref(): void; unref(): void }) | null;
  for (const part of [child, child.channel, stderr]) {
    if (busy) part?.ref();
    else part?.unref();
  }
}

function hear(state: State, reply: Reply): void {
  const pending = state.pending.get(reply.id);
  if (pending === undefined) return;
  if (reply.kind === "done") settle(state, reply.id)?.resolve(reply.value);
  else if (reply.kind === "failed") {
    settle(state, reply.id)?.reject(new ModelError(reply.error.code, reply.error.cause, reply.error.fix));
  } else if (reply.kind === "started") {
    const { limit } = pending.options;
    if (limit !== undefined) pending.timer = setTimeout(() => expire(state, reply.id), limit);
  } else pending.options.heard?.(reply);
}

/** Takes a call out of the table. */
function settle(state: State, id: number): Pending | undefined {
  const pending = state.pending.get(id);
  state.pending.delete(id);
  clearTimeout(pending?.timer);
  if (state.pending.size === 0 && state.process !== undefined) hold(state.process, false);
  return pending;
}

/** A regular expression or a template that does not end cannot be interrupted: the process goes. */
function expire(state: State, id: number): void {
  const pending = settle(state, id);
  if (pending === undefined) return;
  const { what, limit = 0 } = pending.options;
  const cause = `${pending.kind} with the tokenizer of ${what} took longer than ${limit / 1000} s`;
  pending.reject(
    new ModelError(
      "E508",
      cause,
      "check its tokenizer.json and chat template: a pattern or a loop does not end",
    ),
  );
  pending.child.kill("SIGKILL");
  gone(state, pending.child, `killed because ${cause}`);
}

/** Fails all that waits for this process; its last words are complete by now. */
function gone(state: State, child: ChildProcess, how: string): void {
  forget(state, child);
  const lines = state.words.trim().split("\n");
  const words = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
  const over = overCeiling(state.words);
  for (const [id, { child: own, kind, options }] of state.pending)
    if (own === child)
      settle(state, id)?.reject(
        over
          ? new OverCeiling(`${kind} with ${options.what}`, over)
          : died(kind, options, words === "" ? how : `${how}: ${words.trim()}`),
      );
}

function forget(state: State, child: ChildProcess): void {
  if (state.process === child) state.process = undefined;
}

const died = (kind: Call, { what }: CallOptions, how: string): ModelError =>
  new ModelError(
    "E510",
    `the runner process died during ${kind} with ${what} (${how})`,
    "run again, it starts by itself; if memory ran out, lower max_tokens or take a smaller model",
  );

async function close(state: State): Promise<void> {
  state.closed = true;
  const child = state.process;
  if (child === undefined) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  hold(child, true);
  if (child.connected) child.disconnect(); // the child ends by itself, unless it computes
  const timer = setTimeout(() => child.kill("SIGKILL"), state.pending.size > 0 ? 0 : 500);
  await ended;
  clearTimeout(timer);
}
