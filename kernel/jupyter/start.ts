// The recipe of a kernel: the sockets of its connection file load in their thread, while the language loads in this one.
import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { setFlagsFromString } from "node:v8";
import { readConnection } from "./connection.ts";
import { infoOf } from "./info.ts";
import type { Rules, Signals } from "./kernel.ts";
import type { About } from "./transport.ts";
import { zmq } from "./zmq.ts";

export interface Start extends Rules {
  readonly connectionFile: string;
  readonly version: string;
}

/**
 * What the heap may grow by before it is looked through, in per cent. V8's own measure waits for up to four times as much:
 * a notebook is open for days beside others, and of 100 MB that pass through it 100 more would stay.
 */
const GROWTH = 40;

/** Serves until a shutdown. Errors: ConnectionFault where the connection file or an address cannot be used. */
export async function start({ connectionFile, version, ...rules }: Start): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
  const warn = (text: string): void => void process.stderr.write(`strux: ${text}\n`);
  const connection = await readConnection(connectionFile, warn);
  const about: About = {
    speaker: { session: randomUUID(), username: userName() },
    info: infoOf(version),
  };
  // the thread of the sockets signals an interrupt: before there is a kernel it must not end the process
  const signals: Signals = { interrupt: () => undefined, end: () => process.exit(0) };
  process.on("SIGINT", () => signals.interrupt());
  process.on("SIGTERM", () => signals.end());
  const transport = zmq(connection, about, parentIn(process.env));
  const { kernelAt } = await import("./kernel.ts");
  await kernelAt(transport, about, rules, signals, warn);
}

/** jupyter_client says who started the kernel. */
function parentIn({ JPY_PARENT_PID: pid }: NodeJS.ProcessEnv): number | null {
  const parent = Number(pid);
  return Number.isInteger(parent) && parent > 1 ? parent : null;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "strux";
  }
}
