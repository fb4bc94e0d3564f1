// One kernel: requests one after the other, busy before and idle after each; what waits behind a failed cell is aborted.
import { comms } from "./comms.ts";
import { type Desk, failure, type House } from "./desk.ts";
import { type Handler, handlers } from "./handlers.ts";
import { answer, type Channel, type Message, published, status } from "./message.ts";
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

interface Running {
  readonly parent: Message;
  readonly stop: AbortController;
  readonly out: Output;
  /** When it was asked to stop. */
  asked: number | null;
}

/** Opens the transport and serves it until a shutdown. */
export async function serve(transport: Transport, house: House): Promise<Kernel> {
  const { speaker } = house.about;
  const waiting: Message[] = [];
  let pumping = false;
  let running: Running | null = null;
  let last: Output | null = null;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));

  const publish: Desk["publish"] = ({ header }, type, content) =>
    transport.send("iopub", published(speaker, header, { type, content }));
  const desk: Desk = {
    ...house,
    comms: comms(house.targets),
    stdin: asking((to, content) =>
      transport.send("stdin", answer(speaker, to, { type: "input_request", content })),
    ),
    publish,
    reply: (to, content) =>
      transport.send(
        "shell",
        answer(speaker, to, { type: replyTo(to), content: { status: "ok", ...content } }),
      ),
    async running(parent, count, work) {
      const stop = new AbortController();
      const out = output((type, content) => publish(parent, type, content), count);
      running = { parent, stop, out, asked: null };
      last = out;
      try {
        return await work(out, stop.signal);
      } finally {
        running = null;
        out.flush();
      }
    },
    abortWaiting() {
      for (const message of waiting.splice(0)) {
        if (message.header.msg_type === "execute_request") aborted(message);
        else waiting.push(message);
      }
    },
  };
  const aborted = (message: Message): void =>
    around(message, () => desk.reply(message, { status: "aborted", execution_count: house.session.count() }));
  const around = (message: Message, work: () => void): void => {
    transport.send("iopub", status(speaker, message.header, "busy"));
    work();
    transport.send("iopub", status(speaker, message.header, "idle"));
  };

  async function handle(message: Message): Promise<void> {
    const { header } = message;
    transport.send("iopub", status(speaker, header, "busy"));
    try {
      const handler: Handler | undefined = Object.hasOwn(handlers, header.msg_type)
        ? handlers[header.msg_type]
        : undefined;
      if (handler) await handler(message, desk);
      else unknown(message, desk);
    } catch (error) {
      house.warn(
        `internal fault in ${header.msg_type}: ${error instanceof Error ? error.stack : String(error)}`,
      );
      desk.reply(message, failure("InternalFault", error instanceof Error ? error.message : String(error)));
    }
    transport.send("iopub", status(speaker, header, "idle"));
  }

  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await handle(next);
    pumping = false;
  }

  function interrupt(): void {
    if (running === null) return;
    const again = running.asked !== null && performance.now() - running.asked < AGAIN_MS;
    running.asked = performance.now();
    if (!again) return running.stop.abort();
    const { out } = running;
    void house.escalate().then((lost) => out.stream("stderr", `${lost}\n`));
  }

  const shutdown = (): void => {
    running?.stop.abort();
    end();
  };
  await transport.open({
    receive(channel: Channel, message) {
      if (channel === "stdin") return desk.stdin.hear(message);
      if (channel === "control") return around(message, () => unknown(message, desk, "control", transport));
      waiting.push(message);
      void pump();
    },
    interrupt,
    shutdown,
  });
  transport.send("iopub", status(speaker, {}, "starting"));
  return { interrupt, shutdown, current: () => running?.out ?? last, ended };
}

const replyTo = ({ header: { msg_type: type } }: Message): string => type.replace(/request$/, "reply");

/** A request that is not known is told so; a front end that waits for it goes on. */
function unknown(
  message: Message,
  { about, warn }: House,
  channel: Channel = "shell",
  transport?: Transport,
): void {
  const { msg_type: type } = message.header;
  warn(`a message of an unknown type was left alone: ${JSON.stringify(type.slice(0, 80))}`);
  if (!type.endsWith("_request") || !transport) return;
  const content = failure("NotSupported", `'${type}' is not supported`);
  transport.send(channel, answer(about.speaker, message, { type: replyTo(message), content }));
}
