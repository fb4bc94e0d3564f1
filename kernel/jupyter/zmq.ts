// The transport over ZeroMQ, as the main thread sees it: the sockets are in a thread of their own.
import { Worker } from "node:worker_threads";
import { type Connection, ConnectionFault } from "./connection.ts";
import type { Down, Given, Up } from "./sockets.ts";
import type { About, Ears, Transport } from "./transport.ts";

const source = import.meta.url.endsWith(".ts");
const ENTRY = new URL(source ? "../../dist/sockets.mjs" : "./sockets.mjs", import.meta.url);

/**
 * @param parent the process that started the kernel, which then does not outlive it
 * Errors of `open`: ConnectionFault where an address cannot be used.
 */
export function zmq(connection: Connection, about: About, parent: number | null): Transport {
  let worker: Worker | null = null;
  const down = (message: Down): void => worker?.postMessage(message);
  return {
    open: (ears) =>
      new Promise((resolve, reject) => {
        worker = new Worker(ENTRY, { workerData: { connection, about, parent } satisfies Given });
        worker.on("message", (up: Up) => {
          if (up.kind === "ready") resolve();
          else if (up.kind === "failed")
            reject(new ConnectionFault(`the sockets cannot be opened: ${up.what}`));
          else heard(ears, up);
        });
        worker.on("error", reject);
      }),
    send: (channel, message) => down({ kind: "send", channel, message }),
    close: async () => {
      const going = worker;
      if (going === null) return;
      const closed = new Promise((resolve) => going.once("exit", resolve));
      down({ kind: "close" });
      await closed;
      worker = null;
    },
  };
}

function heard(ears: Ears, up: Up): void {
  if (up.kind === "message") ears.receive(up.channel, up.message);
  else if (up.kind === "interrupt" || up.kind === "shutdown") ears[up.kind]();
}
