// A worker: a process that makes calls for a run, with a runner of its own, and puts each answer into the store before it tells of it.
import { answering } from "../answering.ts";
import { caller } from "../calling.ts";
import { type AskDesk, answerIn, type Used, type UsedServer } from "../desk.ts";
import { alone } from "./house.ts";
import { arrived } from "./portable.ts";
import { startRunner } from "../model/index.ts";
import { models as makeModels } from "../models.ts";
import { shut } from "../net.ts";
import { Problem } from "../problem.ts";
import { unmetered } from "../progress.ts";
import { openStore } from "../store/open.ts";
import type { Group } from "../working.ts";
import type { Said, Settings, Told, Work } from "./protocol.ts";

const { store: place, threads } = JSON.parse(process.argv[2] ?? "{}") as Settings;
const runner = startRunner({ threads });
const models = makeModels(runner);
const store = openStore(place);
const stop = new AbortController();

/** Who is gone hears nothing, and that is no fault of a worker. */
const say = (said: Said): void => {
  if (process.connected) process.send?.(said, undefined, {}, () => undefined);
};

const note = (text: string, count = 1): void => say({ kind: "note", text, count });

const desk: AskDesk = {
  models: {
    ...models,
    restarted() {
      models.restarted();
      say({ kind: "restarted" });
    },
  },
  store,
  signal: stop.signal,
  net: shut,
  clock: () => performance.now(),
  meter: unmetered,
  used: (name, how) => say({ kind: "used", name, how }),
  note,
  call: (fn) => caller(arrived(fn), alone(stop.signal, note)),
};

async function work({ id, calls }: Work): Promise<void> {
  try {
    const fresh = [];
    for (const [at, call] of calls.entries()) {
      // an earlier worker may have died after it had stored the answer
      const entry = await store.get(call.key);
      if (entry) {
        desk.used(call.call.model.name, entry.made as unknown as Used | UsedServer);
        say({ kind: "answer", id, at, answer: answerIn(entry) });
      } else fresh.push(call);
    }
    if (fresh.length > 0)
      for await (const [one, answer] of answering(fresh as unknown as Group, desk)) {
        const at = calls.findIndex(({ key }) => key === one.key);
        say(
          answer instanceof Problem
            ? { kind: "refused", id, at, why: told(answer) }
            : { kind: "answer", id, at, answer },
        );
      }
    say({ kind: "done", id });
  } catch (error) {
    const why = error instanceof Problem ? told(error) : told(fault(error));
    say({ kind: "failed", id, why });
  }
}

const told = ({ name, code, message, hint }: Problem): Told => ({ name, code, message, hint });
const fault = (error: unknown): Problem =>
  new Problem("StruxTypeError", "E999", `internal fault: ${String(error)}`, "please report it");

/** How long a worker that nobody listens to may take to close what it has open. */
const CLOSE_MS = 1000;

/** One after the other: the graph computes one at a time anyway. */
let queue: Promise<void> = Promise.resolve();
process.on("message", (request: Work) => void (queue = queue.then(() => work(request))));
// who asked is gone, and nobody takes answers any more: what is under way is lost, what is stored is kept
process.once("disconnect", () => {
  stop.abort();
  setTimeout(() => process.exit(), CLOSE_MS);
  void Promise.all([runner.close(), store.close()]).finally(() => process.exit());
});
// an interrupt of the terminal reaches all of its processes: the run decides what becomes of its workers
process.on("SIGINT", () => undefined);
