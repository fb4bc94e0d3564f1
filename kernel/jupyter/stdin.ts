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
  return {
    ask(cell, prompt, password, signal) {
      signal.throwIfAborted();
      return new Promise<string>((resolve, reject) => {
        const stop = (): void => {
          answered = null;
          reject(signal.reason as Error);
        };
        signal.addEventListener("abort", stop, { once: true });
        answered = (line) => {
          answered = null;
          signal.removeEventListener("abort", stop);
          resolve(line);
        };
        send(cell, { prompt, password });
      });
    },
    hear({ header, content: { value } }) {
      if (header.msg_type === "input_reply") answered?.(typeof value === "string" ? value : "");
    },
  };
}
