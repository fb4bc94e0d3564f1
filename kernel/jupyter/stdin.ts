// Asking the reader of a notebook: one question at a time, to the front end that runs the cell.
import type { Content, Message } from "./message.ts";

export interface Asking {
  /** The line that was typed. Rejects when the cell is interrupted. */
  ask(cell: Message, prompt: string, password: boolean, signal: AbortSignal): Promise<string>;
  /** A message on the stdin channel. */
  hear(message: Message): void;
}

/** @param send an input_request to who sent the cell */
export function asking(send: (to: Message, content: Content) => void): Asking {
  let answered: ((line: string) => void) | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const one = async (to: Message, content: Content, signal: AbortSignal): Promise<string> => {
    signal.throwIfAborted();
    let stop: () => void = () => undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        answered = resolve;
        stop = () => reject(signal.reason as Error);
        signal.addEventListener("abort", stop);
        send(to, content);
      });
    } finally {
      answered = null;
      signal.removeEventListener("abort", stop);
    }
  };
  return {
    ask(cell, prompt, password, signal) {
      const now = last.then(() => one(cell, { prompt, password }, signal));
      last = now.catch(() => undefined);
      return now;
    },
    hear({ header, content: { value } }) {
      if (header.msg_type === "input_reply") answered?.(typeof value === "string" ? value : "");
    },
  };
}
