// What a front end may ask on the control channel while a cell computes: answered where the sockets are, without the language.
import { answer, type Channel, type Content, type Message, status } from "./message.ts";
import type { About, Ears } from "./transport.ts";

export interface AtOnce {
  readonly out: readonly (readonly [Channel, Message])[];
  readonly then: keyof Pick<Ears, "interrupt" | "shutdown"> | null;
}

const ok = (more: Content = {}): Content => ({ status: "ok", ...more });

/**
 * The answer to a request that does not wait; null where it is one for the server.
 * @param starting there is no server yet: who asks what speaks here is answered on any channel
 */
export function atOnce(
  { speaker, info }: About,
  channel: Channel,
  message: Message,
  starting = false,
): AtOnce | null {
  const { msg_type: type } = message.header;
  const told = (content: Content, then: AtOnce["then"]): AtOnce => ({
    out: [
      ["iopub", status(speaker, message.header, "busy")],
      [channel, answer(speaker, message, { type: type.replace(/request$/, "reply"), content })],
      ["iopub", status(speaker, message.header, "idle")],
    ],
    then,
  });
  // older front ends send it on the shell channel
  if (type === "shutdown_request")
    return told(ok({ restart: message.content["restart"] === true }), "shutdown");
  if (type === "kernel_info_request" && (starting || channel === "control")) return told(info, null);
  return type === "interrupt_request" && channel === "control" ? told(ok(), "interrupt") : null;
}
