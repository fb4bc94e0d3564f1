// What is answered while a cell computes, by the thread that holds the sockets: no server is asked.
import { expect, test } from "vitest";
import { atOnce } from "../../../kernel/jupyter/at-once.ts";
import { infoOf } from "../../../kernel/jupyter/info.ts";
import type { Channel, Content, Message } from "../../../kernel/jupyter/message.ts";

const about = { speaker: { session: "kernel", username: "k" }, info: infoOf("1.2.3") };
const asked = (type: string, content: Content = {}): Message => ({
  identities: [],
  header: { msg_id: "m", session: "front", username: "f", date: "", msg_type: type, version: "5.5" },
  parent: {},
  metadata: {},
  content,
  buffers: [],
});
/** `channel type` of each message, and what is to follow. */
function told(channel: Channel, type: string, content: Content = {}, starting = false) {
  const now = atOnce(about, channel, asked(type, content), starting);
  return now && [...now.out.map(([to, { header }]) => `${to} ${header.msg_type}`), now.then];
}

test("an interrupt and a shutdown are answered between busy and idle, then they are done", () => {
  expect(told("control", "interrupt_request")).toEqual([
    ...["iopub status", "control interrupt_reply", "iopub status"],
    "interrupt",
  ]);
  for (const channel of ["control", "shell"] as const)
    expect(told(channel, "shutdown_request")).toEqual([
      ...["iopub status", `${channel} shutdown_reply`, "iopub status"],
      "shutdown",
    ]);
  const restart = (given: unknown): unknown =>
    atOnce(about, "control", asked("shutdown_request", { restart: given }))?.out[1]?.[1].content["restart"];
  expect([restart(true), restart(false), restart("yes")]).toEqual([true, false, false]);
});

test("who speaks is told on the control channel, and on any while the language still loads", () => {
  expect(told("control", "kernel_info_request")?.[1]).toBe("control kernel_info_reply");
  expect(told("shell", "kernel_info_request")).toBeNull();
  expect(told("shell", "kernel_info_request", {}, true)?.[1]).toBe("shell kernel_info_reply");
});

test("all else waits for the server", () => {
  expect(told("shell", "execute_request", { code: "1" })).toBeNull();
  expect(told("shell", "interrupt_request")).toBeNull();
  expect(told("control", "debug_request")).toBeNull();
});
