// A front end of one question: who are you? For whoever wants to know whether a kernel answers.
import { randomUUID } from "node:crypto";
import { Dealer } from "zeromq";
import { address, type Connection, type Port } from "./connection.ts";
import { type Content, PROTOCOL } from "./message.ts";
import { decode, encode } from "./wire.ts";

export interface Ping {
  /** Content of kernel_info_reply, as soon as the kernel answers. */
  info(): Promise<Content>;
  /** Asks the kernel to end; resolves when it says that it will. */
  shutdown(): Promise<void>;
  close(): void;
}

export function ping(connection: Connection): Ping {
  const session = randomUUID();
  const open: Dealer[] = [];
  async function ask(port: Port, type: string, content: Content): Promise<Content> {
    const socket = new Dealer({ linger: 0 });
    open.push(socket);
    socket.connect(address(connection, port));
    const header = {
      msg_id: randomUUID(),
      session,
      username: "strux",
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL,
    };
    const message = { identities: [], header, parent: {}, metadata: {}, content, buffers: [] };
    await socket.send([...encode(message, connection)]);
    return decode(await socket.receive(), connection).content;
  }
  return {
    info: () => ask("shell", "kernel_info_request", {}),
    shutdown: async () => void (await ask("control", "shutdown_request", { restart: false })),
    close: () => open.forEach((socket) => socket.close()),
  };
}
