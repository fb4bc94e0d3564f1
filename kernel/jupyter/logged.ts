// The log of a kernel's session: each cell with its source and what it shows. It begins with the first cell.
import type { Shown } from "../../runtime/log/entry.ts";
import type { RunLog } from "../../runtime/log/write.ts";
import type { StreamName } from "../../runtime/module/prints.ts";
import { bound } from "../prints.ts";
import type { Out } from "../session.ts";
import type { Output } from "./output.ts";

export interface SessionLog {
  /** Begins a cell; gives what hears of its outputs on their way. */
  cell(asked: {
    readonly code: string;
    readonly count: number;
    readonly id?: string;
  }): Promise<(out: Output) => Output>;
  end(): Promise<void>;
}

export function sessionLog(open: () => Promise<RunLog>): SessionLog {
  let log: Promise<RunLog> | null = null;
  let cells = 0;
  return {
    async cell(asked) {
      const opened = await (log ??= open());
      const cell = cells++;
      opened.add({ kind: "cell", cell, ...asked });
      return (out) => logged(out, cell, opened);
    },
    end: async () => (await log)?.end(0),
  };
}

function logged(out: Output, cell: number, log: RunLog): Output {
  const { within, told } = bound();
  const show = (event: Shown): void => log.add({ kind: "shown", cell, event });
  const print = (name: StreamName, text: string): void => {
    if (text !== "") show({ kind: "stream", name, text });
  };
  const hear: { readonly [K in Out["kind"]]: (event: Extract<Out, { readonly kind: K }>) => void } = {
    display: show,
    result: show,
    clear: show,
    rows: show,
    told: show,
    error: show,
    stream: ({ name, text }) => print(name, within(text)),
    check: ({ pass, text }) => show({ kind: "check", pass, text }),
    stale: ({ bundle }) => show({ kind: "told", bundle }),
    item: (event) => log.add({ ...event, cell }),
    // how far something was, and questions that were answered, are not shown again
    progress: () => undefined,
    waiting: () => undefined,
    input: () => undefined,
  };
  return {
    hear(event) {
      // the row of a kind takes events of that kind
      (hear[event.kind] as (event: Out) => void)(event);
      out.hear(event);
    },
    stream(name, text) {
      print(name, within(text));
      out.stream(name, text);
    },
    flush() {
      out.flush();
      print("stderr", told());
      log.add({ kind: "done", cell });
    },
  };
}
