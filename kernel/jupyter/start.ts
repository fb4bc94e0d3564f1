// The recipe of a kernel: connection file -> sockets, session, server; and its end.
import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { join } from "node:path";
import { nodeFiles } from "../../runtime/files-node.ts";
import { answering } from "../../runtime/facts.ts";
import { startRunner, type Runner } from "../../runtime/model/index.ts";
import { nodeHost } from "../../runtime/module/host.ts";
import { operatorsByName } from "../../runtime/registry.ts";
import { fileStore, storePlace } from "../../runtime/store-files.ts";
import { session } from "../session.ts";
import { typescriptCells } from "../typescript/scripts.ts";
import { capture } from "./capture.ts";
import { readConnection } from "./connection.ts";
import { history } from "./history.ts";
import { infoOf } from "./info.ts";
import { namesTarget } from "./names-target.ts";
import { serve } from "./server.ts";
import type { About } from "./transport.ts";
import { zmq } from "./zmq.ts";

export interface Start {
  readonly connectionFile: string;
  readonly version: string;
  /** Folders that may be read besides the one the kernel was started in. */
  readonly allowRead: readonly string[];
  /** Whether TypeScript of a notebook is run. */
  readonly host: boolean;
}

/** Time for what is open to end by itself. */
const CLOSE_MS = 1500;

/** Serves until a shutdown. Errors: ConnectionFault where the connection file or an address cannot be used. */
export async function start({ connectionFile, version, allowRead, host }: Start): Promise<void> {
  const warn = (text: string): void => void process.stderr.write(`strux: ${text}\n`);
  const connection = await readConnection(connectionFile, warn);
  const files = nodeFiles({ folder: process.cwd(), extra: allowRead });
  const runner = startRunner();
  const place = storePlace(process.env);
  const about: About = {
    speaker: { session: randomUUID(), username: userName() },
    info: infoOf(version),
  };
  const kept = await history(join(place, "history.jsonl"), warn);
  const transport = zmq(connection, about, parentIn(process.env));
  const printed = capture(() => kernel?.current() ?? null);
  const scripts = typescriptCells(process.cwd(), files);
  const opened = session(
    {
      operators: operatorsByName,
      host: host ? nodeHost(files) : null,
      scripts: host ? scripts : null,
      files,
      runner,
      store: fileStore(place),
      clock: () => performance.now(),
    },
    answering(files, runner),
  );
  const kernel = await serve(transport, {
    about,
    session: opened,
    history: kept,
    targets: { "strux.names": namesTarget(opened) },
    escalate: () => ended(runner),
    warn: printed.log,
  });
  process.on("SIGINT", () => kernel.interrupt());
  process.on("SIGTERM", () => kernel.shutdown());
  await kernel.ended;
  const late = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref());
  await Promise.race([Promise.all([kept.close(), runner.close(), transport.close(), scripts.close()]), late]);
}

/** A second interrupt: the model's process goes; the next cell starts it again. */
async function ended(runner: Runner): Promise<string> {
  const pid = runner.pid();
  if (pid === undefined)
    return "interrupted again: what runs here will stop at its next step; nothing is lost";
  process.kill(pid, "SIGKILL");
  return "interrupted again: the model's process was ended; answers that were finished are kept, what it was computing is lost";
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
