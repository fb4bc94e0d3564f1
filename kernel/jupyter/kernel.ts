// The kernel behind its sockets: the session with all it needs, the server, and its end.
import { join } from "node:path";
import { nodeFiles } from "../../runtime/files-node.ts";
import { answering } from "../../runtime/facts.ts";
import { startRunner, type Runner } from "../../runtime/model/index.ts";
import { nodeNet } from "../../runtime/net.ts";
import { nodeHost } from "../../runtime/module/host.ts";
import { aboutHere } from "../../runtime/log/about.ts";
import { openLog } from "../../runtime/log/write.ts";
import { operatorsByName } from "../../runtime/registry.ts";
import { openStore, storePlace } from "../../runtime/store/open.ts";
import { session } from "../session.ts";
import { typescriptCells } from "../typescript/scripts.ts";
import { capture } from "./capture.ts";
import { history } from "./history.ts";
import { sessionLog } from "./logged.ts";
import { namesTarget } from "./names-target.ts";
import { type Kernel, serve } from "./server.ts";
import type { About, Transport } from "./transport.ts";

export interface Rules {
  /** Folders that may be read besides the one the kernel was started in. */
  readonly allowRead: readonly string[];
  /** Whether a notebook may fetch from a hub and ask servers. */
  readonly allowNet: boolean;
  /** Whether TypeScript of a notebook is run. */
  readonly host: boolean;
}
/** Who listens to the signals of the process; nobody until there is a kernel. */
export interface Signals {
  interrupt: () => void;
  end: () => void;
}

/** Time for what is open to end by itself. */
const CLOSE_MS = 1500;

/** Serves until a shutdown. Errors: ConnectionFault where an address cannot be used. */
export async function kernelAt(
  transport: Transport,
  about: About,
  { allowRead, allowNet, host }: Rules,
  signals: Signals,
  warn: (text: string) => void,
): Promise<void> {
  const files = nodeFiles({ folder: process.cwd(), extra: allowRead });
  const runner = startRunner();
  const place = storePlace(process.env);
  const kept = await history(join(place, "history.jsonl"), warn);
  let served: Kernel | null = null;
  const printed = capture(() => served?.current() ?? null);
  const store = openStore(place);
  const remark = store.remark();
  if (remark !== null) warn(remark);
  const scripts = typescriptCells(process.cwd(), files);
  const opened = session(
    {
      operators: operatorsByName,
      host: host ? nodeHost(files) : null,
      scripts: host ? scripts : null,
      files,
      net: nodeNet(process.env, allowNet),
      runner,
      store,
      clock: () => performance.now(),
    },
    answering(files, runner),
  );
  const incomplete = (text: string): void => {
    printed.log(text);
    // it may be heard of while a cell shows something
    queueMicrotask(() => served?.current()?.stream("stderr", `${text}\n`));
  };
  const log = sessionLog(() =>
    openLog(
      place,
      {
        what: "kernel",
        // Jupyter says so
        file: process.env.JPY_SESSION_NAME ?? null,
        parameters: [],
        powers: { typescript: host, network: allowNet, read: allowRead },
        ...aboutHere(String(about.info["implementation_version"])),
      },
      null,
      incomplete,
    ),
  );
  const kernel = await serve(transport, {
    about,
    session: opened,
    history: kept,
    log,
    targets: { "strux.names": namesTarget(opened) },
    escalate: () => ended(runner),
    warn: printed.log,
  });
  served = kernel;
  // a notebook's code that ends its process would take every name with it
  process.exit = () => {
    throw new Error("a cell cannot end the kernel: shut it down from the front end");
  };
  signals.interrupt = () => kernel.interrupt();
  signals.end = () => kernel.shutdown();
  await kernel.ended;
  await log.end();
  const late = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref());
  await Promise.race([
    Promise.all([kept.close(), runner.close(), transport.close(), scripts.close(), store.close()]),
    late,
  ]);
}

/** A second interrupt: the model's process goes; the next cell starts it again. */
async function ended(runner: Runner): Promise<string> {
  const pid = runner.pid();
  if (pid === undefined)
    return "interrupted again: what runs here will stop at its next step; nothing is lost";
  process.kill(pid, "SIGKILL");
  return "interrupted again: the model's process was ended; answers that were finished are kept, what it was computing is lost";
}
