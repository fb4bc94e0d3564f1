// What one cell shows, on its way to the front ends: prints gathered, progress in one area, everything bounded and in order.
import type { StreamName } from "../../runtime/module/prints.ts";
import type { MimeBundle } from "../../runtime/show/bundle.ts";
import { showProgress } from "../../runtime/show/progress.ts";
import type { Json } from "../../runtime/value.ts";
import { bound } from "../prints.ts";
import type { Out } from "../session.ts";
import { areas as makeAreas } from "./areas.ts";
import type { Content } from "./message.ts";

/** Sends a message of the cell to all who listen. */
export type Publish = (type: string, content: Content) => void;

export interface Output {
  hear(event: Out): void;
  stream(name: StreamName, text: string): void;
  /** What is gathered goes out now. */
  flush(): void;
}

/** Prints are gathered for so long, or until so many characters wait. */
const GATHER_MS = 25;
const GATHER = 65_536;

/** @param count the cell's number, for its result */
export function output(publish: Publish, count: number): Output {
  const prints = gathered((name, words) => publish("stream", { name, text: words }));
  const put = (type: string, { data, metadata }: MimeBundle, more: Content = {}): void => {
    prints.flush();
    publish(type, { data, metadata, ...more });
  };
  const place = (bundle: MimeBundle, id: string, again: boolean): void =>
    put(again ? "update_display_data" : "display_data", bundle, { transient: { display_id: id } });
  const show = (bundle: MimeBundle): void => put("display_data", bundle, { transient: {} });
  const areas = makeAreas(place);
  const hear: { readonly [K in Out["kind"]]: (event: Extract<Out, { readonly kind: K }>) => void } = {
    progress: (event) => areas.show(event.step, showProgress(event)),
    display({ step, bundle, volatile, shown }) {
      if (shown) place(bundle, shown.id, shown.update);
      // what a run did takes the place of how far it was
      else if (!volatile) show(bundle);
      else if (!areas.end(step, bundle)) show({ ...bundle, metadata: { ...bundle.metadata, ...fleeting } });
    },
    result: ({ bundle }) => put("execute_result", bundle, { execution_count: count }),
    told: ({ bundle }) => show(bundle),
    waiting: ({ bundle }) => areas.show("waiting", bundle),
    stale: ({ bundle }) => show(bundle),
    // their displays say the same
    check: () => undefined,
    rows: () => undefined,
    // for the log alone
    item: () => undefined,
    // the cell's request says who is asked
    input: ({ answer }) => answer(Promise.reject(new Error("nobody can be asked here"))),
    stream: ({ name, text: words }) => prints.add(name, words),
    clear() {
      prints.flush();
      areas.clear();
      publish("clear_output", { wait: false });
    },
    error({ name, value, traceback }) {
      areas.settle();
      prints.flush();
      publish("error", { ename: name, evalue: value, traceback });
    },
  };
  return {
    // the row of a kind takes events of that kind
    hear: (event) => (hear[event.kind] as (event: Out) => void)(event),
    stream: prints.add,
    flush() {
      areas.settle();
      prints.flush();
    },
  };
}

/** Differs between two runs of the same notebook. */
const fleeting: { readonly [key: string]: Json } = { strux: { volatile: true } };

/** Gathers prints, in order over both streams. */
function gathered(send: (name: StreamName, text: string) => void): {
  readonly add: (name: StreamName, text: string) => void;
  readonly flush: () => void;
} {
  const { within, told } = bound();
  let waiting: [StreamName, string[]] = ["stdout", []];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const [name, words] = waiting;
    [waiting, size] = [[name, []], 0];
    if (words.length > 0) send(name, words.join(""));
    const more = told();
    if (more !== "") send("stderr", more);
  };
  const add = (name: StreamName, words: string): void => {
    const kept = within(words);
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
