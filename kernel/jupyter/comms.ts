// Comms: channels between a front end and something in the kernel. Who opens one for an unknown target is told that it is closed.
import type { Content } from "./message.ts";

/** Sends to the other side of a comm. */
export interface Comm {
  readonly id: string;
  readonly send: (data: Content) => void;
}
/** What answers a comm. */
export interface Target {
  readonly opened: (comm: Comm, data: Content) => void;
  readonly heard: (comm: Comm, data: Content) => void;
}

export interface Comms {
  /** `publish` sends on iopub, as an answer to the request at hand. */
  open(content: Content, publish: (type: string, content: Content) => void): void;
  message(content: Content, publish: (type: string, content: Content) => void): void;
  close(content: Content): void;
  /** Content of comm_info_reply; of one target, or all. */
  info(target: unknown): Content;
}

/** Comms that are open at once; more are refused. */
const MOST = 1000;

export function comms(targets: { readonly [name: string]: Target }): Comms {
  const open = new Map<string, { readonly target: Target; readonly name: string }>();
  const idOf = ({ comm_id: id }: Content): string => (typeof id === "string" ? id : "");
  const dataOf = ({ data }: Content): Content =>
    typeof data === "object" && data !== null && !Array.isArray(data) ? (data as Content) : {};
  return {
    open(content, publish) {
      const id = idOf(content);
      const name = String(content["target_name"]);
      const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
      if (target === undefined || id === "" || open.size >= MOST)
        return publish("comm_close", { comm_id: id, data: { error: `there is no target '${name}' here` } });
      open.set(id, { target, name });
      target.opened({ id, send: (data) => publish("comm_msg", { comm_id: id, data }) }, dataOf(content));
    },
    message(content, publish) {
      const id = idOf(content);
      const known = open.get(id);
      if (known === undefined)
        return publish("comm_close", { comm_id: id, data: { error: "this comm is not open" } });
      known.target.heard({ id, send: (data) => publish("comm_msg", { comm_id: id, data }) }, dataOf(content));
    },
    close: (content) => void open.delete(idOf(content)),
    info: (target) => ({
      comms: Object.fromEntries(
        [...open]
          .filter(
            ([, { name }]) => target === undefined || target === null || target === "" || name === target,
          )
          .map(([id, { name }]) => [id, { target_name: name }]),
      ),
    }),
  };
}
