// What one cell shows, on its way to the front ends: prints gathered, progress in one area, everything bounded and in order.
import { randomUUID } from "node:crypto";
import type { MimeBundle } from "../../runtime/show/bundle.ts";
import { showProgress } from "../../runtime/show/progress.ts";
import type { Json } from "../../runtime/value.ts";
import type { Out } from "../session.ts";
import type { Content } from "./message.ts";

/** Sends a message of the cell to all who listen. */
export type Publish = (type: string, content: Content) => void;
export type StreamName = "stdout" | "stderr";

export interface Output {
  hear(event: Out): void;
  stream(name: StreamName, text: string): void;
  /** What is gathered goes out now. */
  flush(): void;
}

/** Prints are gathered for so long, or until so many characters wait. */
const GATHER_MS = 25;
const GATHER = 65_536;
/** Characters that a cell may print. */
const MOST = 10 * 2 ** 20;
/** Between two looks at the progress of a run. */
const PROGRESS_MS = 200;

type Progress = Extract<Out, { readonly kind: "progress" }>;
/** The one place where a run shows how far it is. */
interface Area {
  readonly id: string;
  shown: number;
  /** What is not shown yet. */
  next: MimeBundle | null;
  timer: NodeJS.Timeout | undefined;
}

/** @param count the cell's number, for its result */
export function output(publish: Publish, count: number): Output {
  const areas = new Map<string, Area>();
  const prints = printed((name, words) => publish("stream", { name, text: words }));
  const put = (type: string, { data, metadata }: MimeBundle, more: Content = {}): void => {
    prints.flush();
    publish(type, { data, metadata, ...more });
  };
  const update = (area: Area, bundle: MimeBundle): void => {
    clearTimeout(area.timer);
    Object.assign(area, { shown: performance.now(), next: null, timer: undefined });
    put("update_display_data", bundle, { transient: { display_id: area.id } });
  };
  const progress = (event: Progress): void => {
    const bundle = showProgress(event);
    const area = areas.get(event.step);
    if (area === undefined) {
      const id = randomUUID();
      areas.set(event.step, { id, shown: performance.now(), next: null, timer: undefined });
      return put("display_data", bundle, { transient: { display_id: id } });
    }
    area.next = bundle;
    const wait = area.shown + PROGRESS_MS - performance.now();
    if (wait <= 0) update(area, bundle);
    else area.timer ??= setTimeout(() => area.next && update(area, area.next), wait);
  };
  const display = (step: string, bundle: MimeBundle, volatile: boolean): void => {
    const area = areas.get(step);
    // what a run did takes the place of how far it was
    if (area && volatile) {
      areas.delete(step);
      return update(area, bundle);
    }
    const metadata: { readonly [key: string]: Json } = volatile ? { strux: { volatile: true } } : {};
    put(
      "display_data",
      { data: bundle.data, metadata: { ...bundle.metadata, ...metadata } },
      { transient: {} },
    );
  };
  const settle = (): void => {
    for (const area of areas.values()) if (area.next) update(area, area.next);
  };
  const hear: { readonly [K in Out["kind"]]: (event: Extract<Out, { readonly kind: K }>) => void } = {
    progress,
    display: ({ step, bundle, volatile, shown }) =>
      shown
        ? put(shown.update ? "update_display_data" : "display_data", bundle, {
            transient: { display_id: shown.id },
          })
        : display(step, bundle, volatile),
    result: ({ bundle }) => put("execute_result", bundle, { execution_count: count }),
    told: ({ bundle }) => put("display_data", bundle, { transient: {} }),
    stale: ({ bundle }) => put("display_data", bundle, { transient: {} }),
    // their displays say the same
    check: () => undefined,
    rows: () => undefined,
    // the cell's request says who is asked
    input: ({ answer }) => answer(Promise.reject(new Error("nobody can be asked here"))),
    stream: ({ name, text: words }) => prints.add(name, words),
    clear() {
      prints.flush();
      for (const { timer } of areas.values()) clearTimeout(timer);
      // whatever comes next is shown anew
      areas.clear();
      publish("clear_output", { wait: false });
    },
    error({ name, value, traceback }) {
      settle();
      prints.flush();
      publish("error", { ename: name, evalue: value, traceback });
    },
  };
  return {
    // the row of a kind takes events of that kind
    hear: (event) => (hear[event.kind] as (event: Out) => void)(event),
    stream: prints.add,
    flush: () => {
      settle();
      prints.flush();
    },
  };
}

/** Gathers prints, and counts what is beyond the bound. */
function printed(send: (name: StreamName, text: string) => void): {
  readonly add: (name: StreamName, text: string) => void;
  readonly flush: () => void;
} {
  let waiting: [StreamName, string[]] = ["stdout", []];
  let [size, total, left]: [number, number, number] = [0, 0, 0];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const [name, words] = waiting;
    [waiting, size] = [[name, []], 0];
    if (words.length > 0) send(name, words.join(""));
    if (left === 0) return;
    send("stderr", `\n${left} more characters of output were left out: a cell may print ${MOST}\n`);
    left = 0;
  };
  const add = (name: StreamName, words: string): void => {
    const kept = words.slice(0, Math.max(0, MOST - total));
    left += words.length - kept.length;
    total += kept.length;
    if (name !== waiting[0]) {
      flush();
      waiting = [name, []];
    }
    if (kept !== "") waiting[1].push(kept);
    size += kept.length;
    if (size >= GATHER) flush();
    else timer ??= setTimeout(flush, GATHER_MS);
  };
  return { add, flush };
}
