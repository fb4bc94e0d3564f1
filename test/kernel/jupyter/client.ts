// A Jupyter front end in a test: the five sockets of a kernel, and what comes over them. The kernel is a process of its own, as in life.
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dealer, Request, Subscriber } from "zeromq";
import { address, type Connection } from "../../../kernel/jupyter/connection.ts";
import type { Content, Header, Message } from "../../../kernel/jupyter/message.ts";
import { decode, encode } from "../../../kernel/jupyter/wire.ts";

/** What came back for one request. */
export interface Answer {
  readonly reply: Message;
  /** On iopub, for this request, from busy to idle. */
  readonly outputs: readonly Message[];
}
export interface Client {
  /** Sends a request and waits for its reply and for idle. */
  ask(type: string, content?: Content, more?: Partial<Sent>): Promise<Answer>;
  /** The same for messages that have no reply. */
  tell(type: string, content: Content): Promise<Pick<Answer, "outputs">>;
  execute(code: string, content?: Content, metadata?: Content): Promise<Answer>;
  /** Sends and does not wait; the id of the message. */
  send(type: string, content?: Content, more?: Partial<Sent>): Promise<string>;
  /** The next message that fits, of those that came and those to come. */
  next(fits: (message: Message) => boolean, what: string, ms?: number): Promise<Message>;
  /** All messages so far, of all channels, in the order they came. */
  readonly heard: readonly Message[];
  /** Milliseconds of a heartbeat; fails where something else comes back. */
  beat(): Promise<number>;
  /** Bytes as they are, on the shell channel. */
  raw(frames: readonly Uint8Array[]): Promise<void>;
  close(): void;
}
export interface Sent {
  readonly channel: "shell" | "control" | "stdin";
  readonly metadata: Content;
  readonly parent: Header;
  readonly id: string;
  readonly buffers: readonly Uint8Array[];
}

/** A place for a kernel: a connection file with free ports. */
export async function place(
  more: Content = {},
): Promise<{ readonly file: string; readonly connection: Connection }> {
  const folder = mkdtempSync(join(tmpdir(), "strux-kernel-"));
  const names = ["shell", "control", "stdin", "iopub", "hb"] as const;
  const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()])));
  const key = randomUUID();
  const given = {
    transport: "tcp",
    ip: more["transport"] === "ipc" ? join(folder, "kernel") : "127.0.0.1",
    key,
    signature_scheme: "hmac-sha256",
    ...Object.fromEntries(names.map((name) => [`${name}_port`, ports[name]])),
    ...more,
  };
  const file = join(folder, "connection.json");
  writeFileSync(file, JSON.stringify(given), { mode: 0o600 });
  const { transport, ip } = given as unknown as Connection;
  return { file, connection: { transport, ip, key, hash: "sha256", ports: ports as Connection["ports"] } };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

export interface Kernel {
  readonly child: ChildProcess;
  readonly connection: Connection;
  /** What it wrote to its standard error. */
  readonly log: () => string;
  readonly exited: Promise<unknown>;
}

/** Starts a kernel by a command with `{connection_file}` in it, as a kernelspec has it. */
export async function launch(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
  more: Content = {},
): Promise<Kernel> {
  const { file, connection } = await place(more);
  const [program = "", ...args] = argv.map((word) => word.replace("{connection_file}", file));
  const child = spawn(program, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, JPY_PARENT_PID: String(process.pid), ...env },
  });
  let log = "";
  child.stderr?.on("data", (text: Buffer) => (log += text.toString()));
  return { child, connection, log: () => log, exited: once(child, "exit") };
}

/** A kernel that was started by a process of its own, which can be killed. */
export async function launchBelow(
  argv: readonly string[],
): Promise<{ readonly parent: ChildProcess; readonly pid: number; readonly connection: Connection }> {
  const { file, connection } = await place();
  const [program, ...args] = argv.map((word) => word.replace("{connection_file}", file));
  const script = `
    const child = require("node:child_process").spawn(${JSON.stringify(program)}, ${JSON.stringify(args)},
      { stdio: "ignore", env: { ...process.env, JPY_PARENT_PID: String(process.pid) } });
    process.stdout.write(String(child.pid));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const pid = Number((await once(parent.stdout, "data")).toString());
  return { parent, pid, connection };
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const LATE_MS = 30_000;

/** Connects, and waits until the kernel answers. */
export async function connect(connection: Connection): Promise<Client> {
  const id = randomUUID();
  // by default a connection that is refused is tried again after 100 to 200 ms: a kernel's start could not be told from it
  const options = { linger: 0, reconnectInterval: 2 };
  const dealer = (): Dealer => new Dealer({ ...options, routingId: id });
  const [shell, control, stdin] = [dealer(), dealer(), dealer()];
  const iopub = new Subscriber({ ...options, receiveHighWaterMark: 0 });
  const heartbeat = new Request(options);
  const sockets = { shell, control, stdin, iopub, hb: heartbeat };
  for (const [name, socket] of Object.entries(sockets))
    socket.connect(address(connection, name as keyof typeof sockets));
  iopub.subscribe();
  const heard: Message[] = [];
  const waiting = new Set<(message: Message) => void>();
  const listen = async (socket: AsyncIterable<Uint8Array[]>): Promise<void> => {
    for await (const frames of socket) {
      const message = decode(frames, connection);
      heard.push(message);
      for (const each of waiting) each(message);
    }
  };
  const ended = [shell, control, stdin, iopub].map((socket) => listen(socket).catch(() => undefined));
  const queues = new Map<Dealer, Promise<unknown>>();
  const put = (socket: Dealer, frames: readonly Uint8Array[]): Promise<void> => {
    const sent = (queues.get(socket) ?? Promise.resolve()).then(() => socket.send([...frames]));
    queues.set(
      socket,
      sent.catch(() => undefined),
    );
    return sent;
  };
  const session = randomUUID();

  const client: Client = {
    heard,
    async send(
      type,
      content = {},
      { channel = "shell", metadata = {}, parent, id: msg = randomUUID(), buffers = [] } = {},
    ) {
      const header: Header = {
        msg_id: msg,
        session,
        username: "test",
        date: new Date().toISOString(),
        msg_type: type,
        version: "5.5",
      };
      const message: Message = { identities: [], header, parent: parent ?? {}, metadata, content, buffers };
      await put(sockets[channel], encode(message, connection));
      return msg;
    },
    next: (fits, what, ms = LATE_MS) => {
      const known = heard.find(fits);
      if (known) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`${what} did not come in ${ms} ms`));
        }, ms);
        const look = (message: Message): void => {
          if (!fits(message)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(message);
        };
        waiting.add(look);
      });
    },
    async ask(type, content = {}, more = {}) {
      const msg = await client.send(type, content, more);
      const of = ({ parent }: Message): boolean => parent.msg_id === msg;
      const idle = ({ header, content: { execution_state: state } }: Message): boolean =>
        header.msg_type === "status" && state === "idle";
      const [reply] = await Promise.all([
        client.next((each) => of(each) && each.header.msg_type.endsWith("_reply"), `the reply to ${type}`),
        client.next((each) => of(each) && idle(each), `idle after ${type}`),
      ]);
      const outputs = heard.filter((each) => of(each) && !each.header.msg_type.endsWith("_reply"));
      return { reply, outputs: outputs.filter(({ header }) => header.msg_type !== "input_request") };
    },
    async tell(type, content) {
      const msg = await client.send(type, content);
      const of = ({ parent }: Message): boolean => parent.msg_id === msg;
      await client.next(
        (each) => of(each) && each.content["execution_state"] === "idle",
        `idle after ${type}`,
      );
      return { outputs: heard.filter(of) };
    },
    execute: (code, content = {}, metadata = {}) =>
      client.ask(
        "execute_request",
        { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: true, ...content },
        { metadata },
      ),
    async beat() {
      const start = performance.now();
      await heartbeat.send("ping");
      const [back] = await heartbeat.receive();
      if (String(back) !== "ping") throw new Error(`the heart sent ${String(back)} back`);
      return performance.now() - start;
    },
    raw: (frames) => put(shell, frames),
    close: () => {
      for (const socket of Object.values(sockets)) socket.close();
      void ended;
    },
  };
  return client;
}

/** Waits until the kernel answers and its outputs are heard. */
export async function ready(client: Client): Promise<Content> {
  for (;;) {
    const msg = await client.send("kernel_info_request");
    const of = ({ parent }: Message): boolean => parent.msg_id === msg;
    const reply = await client.next(
      (each) => of(each) && each.header.msg_type.endsWith("_reply"),
      "kernel_info",
      60_000,
    );
    const told = await client
      .next(
        (each) => of(each) && each.header.msg_type === "status" && each.content["execution_state"] === "idle",
        "idle",
        200,
      )
      .catch(() => null);
    if (told) return reply.content;
  }
}
