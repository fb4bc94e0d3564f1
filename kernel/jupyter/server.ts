// One kernel: requests one after the other, busy before and idle after each; what waits behind a failed cell is aborted.
import { comms } from "./comms.ts";
import { type Desk, failure, type House } from "./desk.ts";
import { handlers } from "./handlers.ts";
import { answer, type Channel, type Content, type Message, published, status } from "./message.ts";
import { output, type Output } from "./output.ts";
import { asking } from "./stdin.ts";
import type { Transport } from "./transport.ts";

export interface Kernel {
  /** Asks what runs to stop; a second time within 2 s, ends it. */
  interrupt(): void;
  /** The outputs of the cell that is running, or ran last. */
  current(): Output | null;
  /** Ends it, as a front end may. */
  shutdown(): void;
  /** When the end has been asked for. */
  readonly ended: Promise<void>;
}

/** Within this, a second interrupt is meant harder. */
const AGAIN_MS = 2000;

/** Unknown messages that are told; a front end that sends many would fill the log. */
const TOLD = 5;

/** A cell that is computed. */
interface Running {
  readonly stop: AbortController;
  readonly out: Output;
  /** When it was asked to stop. */
  asked: number | null;
  /** Whether more was done than to ask. */
  ended: boolean;
}

interface State {
  readonly house: House;
  readonly transport: Transport;
  readonly waiting: Message[];
  pumping: boolean;
  running: Running | null;
  last: Output | null;
  /** How many messages of unknown types came. */
  strangers: number;
}

/** Opens the transport and serves it until a shutdown. */
export async function serve(transport: Transport, house: House): Promise<Kernel> {
  const state: State = {
    house,
    transport,
    waiting: [],
    pumping: false,
    running: null,
    last: null,
    strangers: 0,
  };
  const desk = deskOf(state);
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const shutdown = (): void => {
    state.running?.stop.abort();
    end();
  };
  const interrupt = (): void => interrupted(state);
  await transport.open({
    receive(channel, message) {
      if (channel === "stdin") return desk.stdin.hear(message);
      // what the sockets did not answer by themselves is none of ours
      if (channel === "control") return around(state, message, () => unknown(state, channel, message));
      state.waiting.push(message);
      void pump(state, desk);
    },
    interrupt,
    shutdown,
  });
  return { interrupt, shutdown, current: () => state.running?.out ?? state.last, ended };
}

function deskOf(state: State): Desk {
  const { house, transport } = state;
  const { speaker } = house.about;
  const publish: Desk["publish"] = ({ header }, type, content) =>
    transport.send("iopub", published(speaker, header, { type, content }));
  return {
    ...house,
    comms: comms(house.targets),
    stdin: asking((to, content) =>
      transport.send("stdin", answer(speaker, to, { type: "input_request", content })),
    ),
    publish,
    reply: (to, content) => reply(state, "shell", to, content),
    async running(parent, count, work, through = (out) => out) {
      const out = through(output((type, content) => publish(parent, type, content), count));
      const stop = new AbortController();
      Object.assign(state, { running: { stop, out, asked: null, ended: false }, last: out });
      try {
        return await work(out, stop.signal);
      } finally {
        state.running = null;
        out.flush();
      }
    },
    abortWaiting: () => abortWaiting(state),
  };
}

/** Requests in the order they came; one that fails inside of us is answered too. */
async function pump(state: State, desk: Desk): Promise<void> {
  if (state.pumping) return;
  state.pumping = true;
  for (let next = state.waiting.shift(); next !== undefined; next = state.waiting.shift()) {
    const message = next;
    await around(state, message, () => handle(state, desk, message));
  }
  state.pumping = false;
}

/** Busy before, idle after, once. */
function around<R extends void | Promise<void>>(
  { house, transport }: State,
  { header }: Message,
  work: () => R,
): R {
  const tell = (what: "busy" | "idle"): void =>
    transport.send("iopub", status(house.about.speaker, header, what));
  tell("busy");
  const done = work();
  if (done instanceof Promise) return done.then(() => tell("idle")) as R;
  tell("idle");
  return done;
}

async function handle(state: State, desk: Desk, message: Message): Promise<void> {
  const { msg_type: type } = message.header;
  const handler = Object.hasOwn(handlers, type) ? handlers[type] : undefined;
  if (handler === undefined) return unknown(state, "shell", message);
  try {
    await handler(message, desk);
  } catch (error) {
    const { message: words, stack } = error instanceof Error ? error : new Error(String(error));
    state.house.warn(`internal fault in ${type}: ${stack}`);
    desk.reply(message, failure("InternalFault", words));
  }
}

/** A request that is not known is told so; a front end that waits for it goes on. */
function unknown(state: State, channel: Channel, message: Message): void {
  const { msg_type: type } = message.header;
  if (++state.strangers <= TOLD)
    state.house.warn(`a message of an unknown type was left alone: ${JSON.stringify(type.slice(0, 80))}`);
  if (type.endsWith("_request"))
    reply(state, channel, message, failure("NotSupported", `'${type}' is not supported`));
}

function reply({ house, transport }: State, channel: Channel, to: Message, content: Content): void {
  const type = to.header.msg_type.replace(/request$/, "reply");
  transport.send(channel, answer(house.about.speaker, to, { type, content: { status: "ok", ...content } }));
}

/** Cells that wait are not run, and told so; other requests keep their turn. */
function abortWaiting(state: State): void {
  for (const message of state.waiting.splice(0)) {
    if (message.header.msg_type !== "execute_request") state.waiting.push(message);
    else
      around(state, message, () =>
        reply(state, "shell", message, { status: "aborted", execution_count: state.house.session.count() }),
      );
  }
}

function interrupted({ running, house }: State): void {
  if (running === null) return;
  const again = running.asked !== null && performance.now() - running.asked < AGAIN_MS;
  running.asked = performance.now();
  if (!again) return running.stop.abort();
  if (running.ended) return;
  running.ended = true;
  const { out } = running;
  void house.escalate().then((lost) => out.stream("stderr", `${lost}\n`));
}
