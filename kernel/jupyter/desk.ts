// What the handlers of requests work with.
import type { Session } from "../session.ts";
import type { Comms, Target } from "./comms.ts";
import type { History } from "./history.ts";
import type { SessionLog } from "./logged.ts";
import type { Content, Message } from "./message.ts";
import type { Output } from "./output.ts";
import type { Asking } from "./stdin.ts";
import type { About } from "./transport.ts";

export interface House {
  readonly about: About;
  readonly session: Session;
  readonly history: History;
  readonly log: SessionLog;
  /** What front ends may open comms to. */
  readonly targets: { readonly [name: string]: Target };
  /** Ends what cannot be asked to stop; says what may be lost. */
  readonly escalate: () => Promise<string>;
  /** For the log of the server that started the kernel. */
  readonly warn: (text: string) => void;
}

/** What handlers work with. */
export interface Desk extends House {
  readonly comms: Comms;
  readonly stdin: Asking;
  readonly publish: (parent: Message, type: string, content: Content) => void;
  readonly reply: (to: Message, content: Content) => void;
  /** Runs `work` as the cell that interrupts and prints go to. */
  running<T>(
    parent: Message,
    count: number,
    work: (out: Output, signal: AbortSignal) => Promise<T>,
    /** Who hears of its outputs on their way. */
    through?: (out: Output) => Output,
  ): Promise<T>;
  /** Cells that wait are not run. */
  abortWaiting(): void;
}

/** Text of a request's content; "" where it has none. */
export function textOf(content: Content, name: string): string {
  const value = content[name];
  return typeof value === "string" ? value : "";
}

export const failure = (name: string, value: string, traceback: readonly string[] = []): Content => ({
  status: "error",
  ename: name,
  evalue: value,
  traceback,
});
