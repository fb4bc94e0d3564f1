// Between the kernel and its front ends: what sockets and a loopback have in common.
import type { Channel, Content, Message, Speaker } from "./message.ts";

/** What hears of the front ends. */
export interface Ears {
  receive(channel: Channel, message: Message): void;
  /** Stop what runs; the front end has its reply already. */
  interrupt(): void;
  /** End; the front end has its reply already. */
  shutdown(): void;
}

export interface Transport {
  /** Begins to listen. */
  open(ears: Ears): Promise<void>;
  /** In order on each channel; nothing is lost because much is sent. */
  send(channel: Channel, message: Message): void;
  /** All that was sent is on its way when this is done. */
  close(): Promise<void>;
}

/** What a kernel says of itself, whoever asks and however busy it is. */
export interface About {
  readonly speaker: Speaker;
  /** Content of kernel_info_reply. */
  readonly info: Content;
}
