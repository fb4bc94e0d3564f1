// The thread of the sockets, and the door of zeromq: it answers heartbeats, interrupts and shutdown while the main thread computes.
import { parentPort, workerData } from "node:worker_threads";
import { Reply, Router, XPublisher } from "zeromq";
import { atOnce } from "./at-once.ts";
import { address, type Connection, type Port } from "./connection.ts";
import { type Channel, type Message, published, status, welcome } from "./message.ts";
import { outbox, type Outbox } from "./outbox.ts";
import type { About } from "./transport.ts";
import { decode, encode, notAgain } from "./wire.ts";

/** What the main thread starts the thread with. */
export interface Given {
  readonly connection: Connection;
  readonly about: About;
  /** The process that started the kernel: the kernel does not outlive it. Null where nobody is named. */
  readonly parent: number | null;
}
/** To the main thread. */
export type Up =
  | { readonly kind: "ready" | "interrupt" | "shutdown" }
  | { readonly kind: "failed"; readonly what: string }
  | { readonly kind: "message"; readonly channel: Channel; readonly message: Message };
/** From the main thread. */
export type Down =
  | { readonly kind: "send"; readonly channel: Channel; readonly message: Message }
  /** `serving`: the language is loaded, and requests have their turn. */
  | { readonly kind: "serving" | "close" };

const WATCH_MS = 500;
/** Time to end by itself, for a main thread that may be in a loop. */
const LAST_MS = 2000;
const LINGER_MS = 500;

const { connection, about, parent } = workerData as Given;
const port = parentPort!;
const up = (message: Up): void => port.postMessage(message);

const shell = new Router({ linger: LINGER_MS });
const control = new Router({ linger: LINGER_MS });
const stdin = new Router({ linger: LINGER_MS });
// no high-water mark: what a cell prints is bounded before it comes here, and must not be lost on the way
const iopub = new XPublisher({ sendHighWaterMark: 0, linger: LINGER_MS, verbosity: "allSubs" });
const heartbeat = new Reply({ linger: 0 });
const sockets = { shell, control, stdin, iopub, hb: heartbeat } satisfies { [P in Port]: unknown };

/** Welcomes that are due. */
const welcoming: (readonly Uint8Array[])[] = [];
const boxes: { readonly [C in Channel]: Outbox } = {
  shell: boxOf((frames) => shell.send([...frames])),
  control: boxOf((frames) => control.send([...frames])),
  stdin: boxOf((frames) => stdin.send([...frames])),
  iopub: boxOf(publish),
};

function boxOf(put: (frames: readonly Uint8Array[]) => Promise<void>): Outbox {
  return outbox(put, (count) =>
    send(
      "iopub",
      published(
        about.speaker,
        {},
        {
          type: "stream",
          content: {
            name: "stderr",
            text: `${count} messages of output were left out: nobody took them in time\n`,
          },
        },
      ),
    ),
  );
}

function send(channel: Channel, message: Message): void {
  boxes[channel].push(
    encode(message, connection),
    channel === "iopub" && message.header.msg_type === "stream",
  );
}

/** Whether there is a server yet. */
let served = false;

const first = notAgain(connection);

/** Malformed messages are dropped and counted; the first few are told. */
let malformed = 0;
const TOLD = 5;

async function listen(channel: Exclude<Channel, "iopub">): Promise<void> {
  for await (const frames of sockets[channel]) {
    try {
      const message = decode(frames, connection);
      first(frames);
      hear(channel, message);
    } catch (error) {
      if (++malformed <= TOLD)
        process.stderr.write(`strux: a message on ${channel} was dropped: ${(error as Error).message}\n`);
    }
  }
}

function hear(channel: Channel, message: Message): void {
  const now = atOnce(about, channel, message, !served);
  if (now === null) return up({ kind: "message", channel, message });
  for (const [to, told] of now.out) send(to, told);
  if (now.then === "shutdown") end();
  else if (now.then === "interrupt") interrupt();
}

/** The signal also reaches code that never comes back to its event loop. */
function interrupt(): void {
  if (process.platform === "win32") up({ kind: "interrupt" });
  else process.kill(process.pid, "SIGINT");
}

/** The main thread ends in its own way, or is ended. */
function end(): void {
  up({ kind: "shutdown" });
  setTimeout(
    () => void Promise.race([drained(), later()]).then(() => process.kill(process.pid, "SIGKILL")),
    LAST_MS,
  );
}

const later = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, LINGER_MS));
const drained = (): Promise<unknown> => Promise.all(Object.values(boxes).map((box) => box.empty()));

/** A front end that begins to listen is told so: ahead of what waits. */
async function welcomes(): Promise<void> {
  for await (const [frame] of iopub) {
    if (frame?.[0] !== 1) continue;
    welcoming.push(encode(welcome(about.speaker, frame.subarray(1)), connection));
    boxes.iopub.push([]);
  }
}

/** Rounds of the event loop that are waited for a subscription to be read. */
const ROUNDS = 20;

/** Who has just begun to listen hears the welcome before anything else. No frames: nothing else. */
async function publish(frames: readonly Uint8Array[]): Promise<void> {
  for (let round = 0; iopub.readable && round < ROUNDS; round++)
    await new Promise((resolve) => setImmediate(resolve));
  for (const greeting of welcoming.splice(0)) await iopub.send([...greeting]);
  if (frames.length > 0) await iopub.send([...frames]);
}

async function beat(): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

/** A kernel whose parent is gone would be nobody's. */
function watch(pid: number): void {
  const first = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === first && alive(pid)) return;
    clearInterval(timer);
    end();
  }, WATCH_MS);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

port.on("message", (down: Down) => {
  if (down.kind === "send") send(down.channel, down.message);
  else if (down.kind === "serving") served = true;
  else
    void drained().then(() => {
      for (const socket of Object.values(sockets)) socket.close();
      // of this thread alone
      process.exit();
    });
});

try {
  for (const [name, socket] of Object.entries(sockets)) await socket.bind(address(connection, name as Port));
  for (const channel of ["shell", "control", "stdin"] as const) void listen(channel);
  void welcomes();
  void beat();
  if (parent !== null) watch(parent);
  send("iopub", status(about.speaker, {}, "starting"));
  up({ kind: "ready" });
} catch (error) {
  up({ kind: "failed", what: error instanceof Error ? error.message : String(error) });
}
