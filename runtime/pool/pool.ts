// Worker processes of one run: calls go to whoever has room, what a dead worker leaves goes to another one, and what kills every
// worker is set aside.
import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { counted } from "../../dsl/tell/count.ts";
import { Problem } from "../problem.ts";
import type { Ready } from "../ready.ts";
import { interrupted } from "../working.ts";
import type { Answer } from "../made.ts";
import { deviceOf } from "./devices.ts";
import { channel, type Channel } from "./channel.ts";
import type { Said, Settings, Told } from "./protocol.ts";
import type { Asker, Pool } from "./workers.ts";

/** A call, and its answer or why it has none. */
type Made = readonly [Ready, Answer | Problem];

/** Workers that a call may take with it before it is set aside. */
const ATTEMPTS = 5;
/** Workers that may die in a row without an answer before it is the machine, and not a call. */
const PATIENCE = 10;
/** Calls in one piece of work at most; a worker has one under way and one waiting. */
const MOST = 64;
const AHEAD = 2;

/** Some calls of a run, on their way to a worker. */
interface Piece {
  readonly id: number;
  readonly run: Running;
  readonly calls: readonly Ready[];
  readonly open: Set<number>;
}
interface Running {
  readonly asker: Asker;
  readonly heard: Channel<Made>;
  readonly attempts: Map<Ready, number>;
  /** Calls that no piece has yet. */
  waiting: Ready[];
  left: number;
}
interface Worker {
  readonly child: ChildProcess;
  readonly nth: number;
  readonly pieces: Piece[];
}

export interface PoolOptions extends Omit<Settings, "threads"> {
  readonly size: number;
  /** The built worker.ts. */
  readonly entry?: URL | string;
}

/** Nothing is started before there is a call to make. */
export function startPool({ size, store, entry = usualEntry() }: PoolOptions): Pool {
  const settings: Settings = { store, threads: Math.max(1, Math.floor(availableParallelism() / size)) };
  const workers: (Worker | undefined)[] = Array.from({ length: size }, () => undefined);
  const runs = new Set<Running>();
  const pieces = new Map<number, Piece>();
  let [ids, deaths, closed] = [0, 0, false];

  function start(nth: number): Worker {
    const child = fork(fileURLToPath(entry), [JSON.stringify(settings)], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: { ...process.env, ...deviceOf(nth) },
    });
    const worker: Worker = { child, nth, pieces: [] };
    child.on("message", (said: Said) => hear(worker, said));
    child.on("exit", (code, signal) => gone(worker, signal ? `killed by ${signal}` : `exit status ${code}`));
    return worker;
  }

  function hear(worker: Worker, said: Said): void {
    if (said.kind === "used" || said.kind === "restarted" || said.kind === "note") {
      const asker = worker.pieces[0]?.run.asker;
      if (said.kind === "used") asker?.used(said.name, said.how);
      else if (said.kind === "note") asker?.note(said.text, said.count);
      else asker?.models.restarted();
    } else {
      const piece = pieces.get(said.id);
      if (!piece) return;
      if (said.kind === "done" || said.kind === "failed") ended(worker, piece);
      if (said.kind === "failed") fail(piece.run, problemOf(said.why));
      else if (said.kind !== "done") {
        deaths = 0;
        settle(piece, said.at, said.kind === "answer" ? said.answer : problemOf(said.why));
      }
    }
    give();
  }

  function ended(worker: Worker, piece: Piece): void {
    pieces.delete(piece.id);
    worker.pieces.splice(worker.pieces.indexOf(piece), 1);
    // a worker that is done with a piece has answered all of it; what it has not is made again
    if (piece.open.size > 0) again(piece, false);
  }

  function settle({ run, calls, open }: Piece, at: number, answer: Made[1]): void {
    const call = calls[at];
    if (!call || !open.delete(at)) return;
    run.heard.push([call, answer]);
    if (--run.left === 0) run.heard.end();
  }

  /** A worker is gone: another takes its place, and what it has left. */
  function gone(worker: Worker, how: string): void {
    if (workers[worker.nth] !== worker) return;
    workers[worker.nth] = undefined;
    if (closed) return;
    deaths++;
    const [first, ...others] = worker.pieces;
    for (const piece of worker.pieces) pieces.delete(piece.id);
    if (first) again(first, true, how);
    for (const piece of others) again(piece, false);
    if (deaths >= PATIENCE) for (const run of runs) fail(run, hopeless(how));
    give();
  }

  /** Calls without an answer wait anew, those that may have ended their worker each for itself. */
  function again({ run, calls, open }: Piece, suspect: boolean, how = ""): void {
    for (const at of open) {
      const call = calls[at]!;
      const attempts = (run.attempts.get(call) ?? 0) + (suspect ? 1 : 0);
      if (suspect) run.attempts.set(call, attempts);
      if (attempts < ATTEMPTS) run.waiting.unshift(call);
      else {
        run.heard.push([call, setAside(how)]);
        if (--run.left === 0) run.heard.end();
      }
    }
    open.clear();
  }

  function fail(run: Running, problem: Problem): void {
    run.waiting = [];
    run.heard.fail(problem);
  }

  /** Work for every worker that has room; later pieces are smaller, so that all end at about the same time. */
  function give(): void {
    if (closed) return;
    for (const run of runs)
      for (let found = true; found && run.waiting.length > 0;) {
        found = false;
        for (let nth = 0; nth < size && run.waiting.length > 0; nth++) {
          const worker = (workers[nth] ??= start(nth));
          if (worker.pieces.length >= AHEAD) continue;
          found = true;
          const piece = next(run);
          worker.pieces.push(piece);
          pieces.set(piece.id, piece);
          worker.child.send({ kind: "work", id: piece.id, calls: piece.calls }, () => undefined);
        }
      }
  }

  function next(run: Running): Piece {
    const alone = run.waiting.findIndex((call) => run.attempts.has(call));
    const share = Math.min(MOST, Math.ceil(run.waiting.length / (size * 4)));
    const calls =
      alone === 0
        ? run.waiting.splice(0, 1)
        : run.waiting.splice(0, alone > 0 ? Math.min(alone, share) : share);
    return { id: ++ids, run, calls, open: new Set(calls.keys()) };
  }

  return {
    size,
    warm() {
      if (!closed) for (let nth = 0; nth < size; nth++) workers[nth] ??= start(nth);
    },
    async *run(part, asker) {
      const run: Running = {
        asker,
        heard: channel(),
        attempts: new Map(),
        waiting: [...part],
        left: part.length,
      };
      const stop = (): void => fail(run, interrupted());
      asker.signal.addEventListener("abort", stop);
      runs.add(run);
      try {
        if (asker.signal.aborted) throw interrupted();
        give();
        yield* run.heard;
      } finally {
        asker.signal.removeEventListener("abort", stop);
        runs.delete(run);
        // what is under way for a run that nobody waits for ends with its workers
        if (run.left > 0)
          for (const worker of workers) if (worker?.pieces.some((piece) => piece.run === run)) kill(worker);
      }
    },
    async close() {
      closed = true;
      const all = workers.flatMap((worker) => worker ?? []);
      await Promise.all(all.map(({ child }) => over(child)));
    },
  };

  function kill(worker: Worker): void {
    workers[worker.nth] = undefined;
    for (const piece of worker.pieces) {
      pieces.delete(piece.id);
      if (runs.has(piece.run)) again(piece, false);
    }
    void over(worker.child);
    give();
  }
}

/** A worker that is told nothing more ends by itself; one that does not is ended. */
function over(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => child.kill("SIGKILL"), CLOSE_MS);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    if (child.connected) child.disconnect();
  });
}
const CLOSE_MS = 2000;

const problemOf = ({ name, code, message, hint }: Told): Problem =>
  new Problem(name as ConstructorParameters<typeof Problem>[0], code, message, hint);

const setAside = (how: string): Problem =>
  new Problem(
    "ModelError",
    "E510",
    `${counted(ATTEMPTS, "worker")} died at this call, one after the other, and it was set aside (the last one: ${how})`,
    "look at the row that asks it; the other calls went on",
  );
const hopeless = (how: string): Problem =>
  new Problem(
    "ModelError",
    "E510",
    `${counted(PATIENCE, "worker")} died in a row without an answer (the last one: ${how})`,
    "finished calls are kept; run with fewer workers where memory is short",
  );

/** worker.mjs beside the built program, or in dist/ when run from source. */
const usualEntry = (): URL =>
  import.meta.url.endsWith(".ts")
    ? new URL("../../dist/worker.mjs", import.meta.url)
    : new URL("worker.mjs", import.meta.url);
