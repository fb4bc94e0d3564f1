// A transport within the process: for tests, and wherever no sockets are at hand.
import { atOnce } from "./at-once.ts";
import type { Channel, Message } from "./message.ts";
import type { About, Ears, Transport } from "./transport.ts";

/** The side of the front end. */
export interface Loopback extends Transport {
  /** As if it came over a socket. */
  deliver(channel: Channel, message: Message): void;
}

/** @param heard what the kernel sends */
export function loopback(about: About, heard: (channel: Channel, message: Message) => void): Loopback {
  let ears: Ears | null = null;
  return {
    open: async (given) => void (ears = given),
    send: heard,
    close: async () => void (ears = null),
    deliver(channel, message) {
      const now = atOnce(about, channel, message);
      for (const [to, told] of now?.out ?? []) heard(to, told);
      if (now === null) ears?.receive(channel, message);
      else if (now.then) ears?.[now.then]();
    },
  };
}
