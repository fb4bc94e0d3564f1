// Comms: who opens one for what, what is told to whom, and when one is closed instead.
import { expect, test } from "vitest";
import { comms, type Target } from "../../../kernel/jupyter/comms.ts";
import type { Content } from "../../../kernel/jupyter/message.ts";

/** A target that says back what it hears. */
const echo: Target = {
  opened: ({ send }, data) => send({ opened: data }),
  heard: ({ send }, data) => send({ heard: data }),
};

function desk() {
  const all = comms({ echo });
  const sent: string[] = [];
  const publish = (type: string, content: Content): void =>
    void sent.push(`${type} ${JSON.stringify(content)}`);
  /** What one message led to. */
  const said = (work: () => void): string[] => {
    sent.length = 0;
    work();
    return [...sent];
  };
  const open = (id: unknown, name = "echo", data: unknown = {}) =>
    said(() => all.open({ comm_id: id, target_name: name, data }, publish));
  const tell = (id: unknown, data: unknown) => said(() => all.message({ comm_id: id, data }, publish));
  return { open, tell, all };
}

test("a target hears who opens a comm, and each message of it; what is no data is empty", () => {
  const { open, tell } = desk();
  expect(open("c1", "echo", { a: 1 })).toEqual(['comm_msg {"comm_id":"c1","data":{"opened":{"a":1}}}']);
  expect(tell("c1", { b: 2 })).toEqual(['comm_msg {"comm_id":"c1","data":{"heard":{"b":2}}}']);
  expect(tell("c1", [1])).toEqual(['comm_msg {"comm_id":"c1","data":{"heard":{}}}']);
});

test("an unknown target, a comm without an id and a comm that is not open are closed, with the reason", () => {
  const { open, tell, all } = desk();
  const closed = (id: string, error: string): string[] => [
    `comm_close ${JSON.stringify({ comm_id: id, data: { error } })}`,
  ];
  expect(open("c1", "jupyter.widget")).toEqual(closed("c1", "there is no target 'jupyter.widget' here"));
  expect(open("c1", "constructor")).toEqual(closed("c1", "there is no target 'constructor' here"));
  expect(open(7)).toEqual(closed("", "there is no target 'echo' here"));
  expect(tell("c2", {})).toEqual(closed("c2", "this comm is not open"));
  open("c3");
  all.close({ comm_id: "c3" });
  expect(tell("c3", {})).toEqual(closed("c3", "this comm is not open"));
});

test("what is open is listed, of one target or of all; more than a thousand are not opened", () => {
  const { open, all } = desk();
  open("c1");
  expect(all.info("echo")).toEqual({ comms: { c1: { target_name: "echo" } } });
  expect(all.info("other")).toEqual({ comms: {} });
  for (const none of [undefined, null, ""])
    expect(all.info(none)).toEqual({ comms: { c1: { target_name: "echo" } } });
  for (let n = 2; n <= 1000; n++) open(`c${n}`);
  expect(open("one more")[0]).toMatch(/^comm_close /);
});
