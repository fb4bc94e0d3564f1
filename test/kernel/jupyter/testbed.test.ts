// What the kernel test bed of the Jupyter community asks of any kernel (github.com/runtimed/kernel-testbed), over real sockets.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import { type Answer, type Client, connect, type Kernel, launch, ready } from "./client.ts";

const STRUX = [process.execPath, join(root, "bin/strux.mjs"), "kernel", "start", "{connection_file}"];
let kernel: Kernel;
let client: Client;
let info: { readonly [key: string]: unknown };

beforeAll(async () => {
  kernel = await launch(STRUX);
  client = await connect(kernel.connection);
  info = await ready(client);
}, 60_000);
afterAll(() => {
  client.close();
  kernel.child.kill("SIGKILL");
});

const types = ({ outputs }: Pick<Answer, "outputs">): readonly string[] =>
  outputs.map(({ header }) => header.msg_type);
const only = ({ outputs }: Pick<Answer, "outputs">, type: string): { readonly [key: string]: unknown } =>
  outputs.find(({ header }) => header.msg_type === type)?.content ?? {};
const printed = ({ outputs }: Answer, name: string): string =>
  outputs
    .filter(({ header, content }) => header.msg_type === "stream" && content["name"] === name)
    .map(({ content }) => String(content["text"]))
    .join("");

describe("tier 1: what every front end needs", () => {
  test("heartbeat", async () => {
    await expect(client.beat()).resolves.toBeTypeOf("number");
  });
  test("iopub_welcome to who begins to listen", () => {
    const welcome = client.heard.find(({ header }) => header.msg_type === "iopub_welcome");
    expect(welcome?.content).toEqual({ subscription: "" });
    expect(welcome?.parent).toEqual({});
  });
  test("kernel_info: the protocol", () => expect(info["protocol_version"]).toBe("5.5"));
  test("kernel_info: the language", () =>
    expect(info["language_info"]).toMatchObject({
      name: "strux",
      mimetype: "text/x-strux",
      file_extension: ".strux",
    }));
  test("kernel_info on the control channel too", async () => {
    const { reply } = await client.ask("kernel_info_request", {}, { channel: "control" });
    expect(reply.content).toEqual(info);
  });
  test("stdout", async () => {
    expect(printed(await client.execute('%%ts --no-check\nconsole.log("hello, world")'), "stdout")).toBe(
      "hello, world\n",
    );
  });
  test("stderr", async () => {
    expect(printed(await client.execute('%%ts --no-check\nconsole.error("oh no")'), "stderr")).toBe(
      "oh no\n",
    );
  });
  test("execute_reply: ok", async () => {
    const { reply } = await client.execute("let one = 1");
    expect(reply.content).toMatchObject({ status: "ok", payload: [], user_expressions: {} });
  });
  test("busy first, idle last", async () => {
    const { outputs } = await client.execute("one + 1");
    expect(outputs[0]?.content).toEqual({ execution_state: "busy" });
    expect(outputs.at(-1)?.content).toEqual({ execution_state: "idle" });
  });
  test("execute_input", async () => {
    const answer = await client.execute("one + 2");
    expect(only(answer, "execute_input")).toEqual({
      code: "one + 2",
      execution_count: answer.reply.content["execution_count"],
    });
  });
  test("shutdown: a reply, and the process ends", async () => {
    const other = await launch(STRUX);
    const front = await connect(other.connection);
    await ready(front);
    const { reply } = await front.ask("shutdown_request", { restart: false }, { channel: "control" });
    expect(reply.content).toEqual({ status: "ok", restart: false });
    expect(await other.exited).toEqual([0, null]);
    front.close();
  });
});

describe("tier 2: what an editor asks", () => {
  test("completion", async () => {
    await client.execute("let wanted = 1");
    const { reply } = await client.ask("complete_request", { code: "show wan", cursor_pos: 8 });
    expect(reply.content).toMatchObject({ status: "ok", cursor_start: 5, cursor_end: 8 });
    expect(reply.content["matches"]).toEqual(["wanted"]);
  });
  test("inspection", async () => {
    const { reply } = await client.ask("inspect_request", {
      code: "show wanted",
      cursor_pos: 7,
      detail_level: 0,
    });
    expect(reply.content).toMatchObject({ found: true, data: { "text/plain": "let wanted: Int" } });
  });
  test("is_complete: complete", async () => {
    const { reply } = await client.ask("is_complete_request", { code: "let a = 1" });
    expect(reply.content).toEqual({ status: "complete" });
  });
  test("is_complete: incomplete, with the indent to go on with; invalid", async () => {
    const open = await client.ask("is_complete_request", { code: "let a = [1," });
    expect(open.reply.content).toEqual({ status: "incomplete", indent: "  " });
    const wrong = await client.ask("is_complete_request", { code: "let a = )" });
    expect(wrong.reply.content).toEqual({ status: "invalid" });
  });
  test("history", async () => {
    const { reply } = await client.ask("history_request", {
      hist_access_type: "tail",
      n: 1,
      output: false,
      raw: true,
    });
    expect(reply.content["history"]).toEqual([[expect.any(Number), expect.any(Number), "let wanted = 1"]]);
  });
  test("comm_info", async () => {
    const { reply } = await client.ask("comm_info_request", {});
    expect(reply.content).toEqual({ status: "ok", comms: {} });
  });
  test("an error is told twice: to all who listen, and in the reply", async () => {
    const answer = await client.execute("unknown_name");
    const told = { ename: "StruxTypeError", evalue: "E101 unknown name 'unknown_name'" };
    expect(answer.reply.content).toMatchObject({ status: "error", ...told });
    expect(only(answer, "error")).toMatchObject(told);
    expect(types(answer)).toEqual(["status", "execute_input", "error", "status"]);
  });
});

describe("tier 3: rich outputs", () => {
  test("display_data", async () => {
    expect(only(await client.execute("show 40 + 2"), "display_data")).toEqual({
      data: { "text/plain": "42" },
      metadata: {},
      transient: {},
    });
  });
  test("update_display_data: the same display_id", async () => {
    const answer = await client.execute(
      '%%ts --no-check\nimport * as tslab from "tslab"\nconst at = tslab.newDisplay()\nat.text("a")\nat.text("b")',
    );
    const first = only(answer, "display_data");
    expect(first["data"]).toEqual({ "text/plain": "a" });
    expect(only(answer, "update_display_data")).toMatchObject({
      data: { "text/plain": "b" },
      transient: first["transient"],
    });
  });
  test("execute_result", async () => {
    const answer = await client.execute("40 + 2");
    expect(only(answer, "execute_result")).toEqual({
      data: { "text/plain": "42" },
      metadata: {},
      execution_count: answer.reply.content["execution_count"],
    });
  });
  test("execute_result of several forms", async () => {
    const answer = await client.execute('table([{ id: "a", n: 1 }])');
    const { data } = only(answer, "execute_result") as { data: { [mime: string]: string } };
    expect(data["text/plain"]).toContain("1 row");
    expect(data["text/html"]).toContain("<table");
  });
});

describe("tier 4: conversations", () => {
  test("stdin", async () => {
    const asked = client.next(({ header }) => header.msg_type === "input_request", "input_request");
    const answered = client.execute('%%ts\nconsole.log("you are " + (await input("who? ")))');
    const { header, content } = await asked;
    expect(content).toEqual({ prompt: "who? ", password: false });
    await client.send("input_reply", { status: "ok", value: "Ada" }, { channel: "stdin", parent: header });
    expect(printed(await answered, "stdout")).toBe("you are Ada\n");
  });
  test("comms: open, message, close; an unknown target is closed at once", async () => {
    await client.execute("let panel = 1");
    const comm_id = "a comm";
    const open = await client.tell("comm_open", { comm_id, target_name: "strux.names", data: {} });
    expect(only(open, "comm_msg")["comm_id"]).toBe(comm_id);
    const message = await client.tell("comm_msg", { comm_id, data: {} });
    expect(only(message, "comm_msg")["data"]).toMatchObject({
      names: expect.arrayContaining([expect.objectContaining({ name: "panel", kind: "value", type: "Int" })]),
    });
    expect((await client.ask("comm_info_request", {})).reply.content["comms"]).toEqual({
      [comm_id]: { target_name: "strux.names" },
    });
    await client.tell("comm_close", { comm_id, data: {} });
    expect((await client.ask("comm_info_request", {})).reply.content["comms"]).toEqual({});
    const closed = await client.tell("comm_open", { comm_id, target_name: "nobody", data: {} });
    expect(only(closed, "comm_close")["comm_id"]).toBe(comm_id);
  });
  test("interrupt_reply", async () => {
    const { reply } = await client.ask("interrupt_request", {}, { channel: "control" });
    expect(reply.content).toEqual({ status: "ok" });
  });
  test("execution_count goes up by one, and not for what is not stored", async () => {
    const count = async (more: object = {}): Promise<unknown> =>
      (await client.execute("1", { ...more })).reply.content["execution_count"];
    const first = Number(await count());
    expect(await count()).toBe(first + 1);
    expect(await count({ store_history: false })).toBe(first + 1);
    expect(await count({ silent: true })).toBe(first + 1);
    expect(await count()).toBe(first + 2);
  });
  test("every output names the request it belongs to", async () => {
    const { reply, outputs } = await client.execute("40 + 2");
    expect(new Set(outputs.map(({ parent }) => parent.msg_id)).size).toBe(1);
    expect(outputs[0]?.parent).toEqual(reply.parent);
  });
});
