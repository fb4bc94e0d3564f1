// The transport over ZeroMQ, as the main thread sees it: the sockets are in a thread of their own.
import { Worker } from "node:worker_threads";
import { type Connection, ConnectionFault } from "./connection.ts";
import type { Down, Given, Up } from "./sockets.ts";
import type { About, Ears, Transport } from "./transport.ts";

const source = import.meta.url.endsWith(".ts");
const ENTRY = new URL(source ? "../../dist/sockets.mjs" : "./sockets.mjs", import.meta.url);

/**
 * Starts the thread; what comes before `open` waits for it.
 * @param parent the process that started the kernel, which then does not outlive it
 * Errors of `open`: ConnectionFault where an address cannot be used.
 */
export function zmq(connection: Connection, about: About, parent: number | null): Transport {
  const worker = new Worker(ENTRY, { workerData: { connection, about, parent } satisfies Given });
  const early: Up[] = [];
  let hear = (up: Up): void => void early.push(up);
  worker.on("message", (up: Up) => hear(up));
  worker.on("error", ({ message }) => hear({ kind: "failed", what: message }));
  const gone = new Promise((resolve) => worker.once("exit", resolve));
  const down = (message: Down): void => worker.postMessage(message);
  return {
    open: (ears) =>
      new Promise((resolve, reject) => {
        hear = (up) => {
          if (up.kind === "ready") {
            down({ kind: "serving" });
            resolve();
          } else if (up.kind === "failed")
            reject(new ConnectionFault(`the sockets cannot be opened: ${up.what}`));
          else heard(ears, up);
        };
        for (const up of early.splice(0)) hear(up);
      }),
    send: (channel, message) => down({ kind: "send", channel, message }),
    close: async () => {
      down({ kind: "close" });
      await gone;
    },
  };
}

function heard(ears: Ears, up: Up): void {
  if (up.kind === "message") ears.receive(up.channel, up.message);
  else if (up.kind === "interrupt" || up.kind === "shutdown") ears[up.kind]();
}
