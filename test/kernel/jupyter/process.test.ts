// The kernel as a process: what happens to it when front ends, parents and cells behave badly.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import { readConnection } from "../../../kernel/jupyter/connection.ts";
import { encode } from "../../../kernel/jupyter/wire.ts";
import { alive, type Client, connect, type Kernel, launch, launchBelow, place, ready } from "./client.ts";

const STRUX = [process.execPath, join(root, "bin/strux.mjs"), "kernel", "start", "{connection_file}"];
/** A store of its own, so that every call is made. */
const fresh = (): NodeJS.ProcessEnv => ({ STRUX_STORE: mkdtempSync(join(tmpdir(), "strux-store-")) });

const opened: (readonly [Kernel, Client])[] = [];
async function open(env = fresh(), more = {}): Promise<readonly [Kernel, Client]> {
  const kernel = await launch(STRUX, env, more);
  const client = await connect(kernel.connection);
  await ready(client);
  opened.push([kernel, client]);
  return [kernel, client];
}
afterAll(() => {
  for (const [{ child }, client] of opened) {
    client.close();
    child.kill("SIGKILL");
  }
});

describe("one kernel", () => {
  let kernel: Kernel;
  let client: Client;
  beforeAll(async () => {
    [kernel, client] = await open();
  }, 60_000);

  test("a message with a wrong signature is dropped, and so is what is no message; the kernel lives", async () => {
    const header = {
      msg_id: "x",
      session: "x",
      username: "x",
      date: "",
      msg_type: "execute_request",
      version: "5.5",
    };
    const message = {
      identities: [],
      header,
      parent: {},
      metadata: {},
      content: { code: "let forged = 1" },
      buffers: [],
    };
    await client.raw(encode(message, { hash: "sha256", key: "guessed" }));
    for (const frames of [["x"], ["<IDS|MSG>"], ["<IDS|MSG>", "", "{}", "{}", "{}", "{}"]])
      await client.raw(frames.map((frame) => Buffer.from(frame)));
    const { reply } = await client.execute("forged");
    expect(reply.content["evalue"]).toBe("E101 unknown name 'forged'");
    // what the thread of the sockets says reaches the log by way of the main thread
    await expect.poll(() => kernel.log()).toContain("a message on shell was dropped: the signature is wrong");
  });

  test("cursors are counted in code points, as the protocol has it", async () => {
    const code = "let 𝒇 = 1".replace("𝒇", "f") + ' // 😀😀\nshow "😀" ++ trunc';
    const { reply } = await client.ask("complete_request", { code, cursor_pos: [...code].length });
    expect(reply.content).toMatchObject({ cursor_start: [...code].length - 5, cursor_end: [...code].length });
    expect(reply.content["matches"]).toContain("truncate");
  });

  test("two front ends at once: each has its replies, both hear all outputs", async () => {
    const other = await connect(kernel.connection);
    await ready(other);
    const [mine, its] = await Promise.all([client.execute("1 + 1"), other.execute("2 + 2")]);
    const result = ({ outputs }: typeof mine): unknown =>
      outputs.find(({ header }) => header.msg_type === "execute_result")?.content["data"];
    expect([result(mine), result(its)]).toEqual([{ "text/plain": "2" }, { "text/plain": "4" }]);
    const heard = (front: Client, of: typeof mine): boolean =>
      front.heard.some(
        (each) => each.header.msg_type === "execute_result" && each.parent.msg_id === of.reply.parent.msg_id,
      );
    await expect.poll(() => heard(client, its) && heard(other, mine)).toBe(true);
    other.close();
  });

  test("cells that wait behind a failure are aborted; with stop_on_error false they go on", async () => {
    const ask = (code: string, stop_on_error: boolean): Promise<unknown> =>
      client.execute(code, { stop_on_error }).then(({ reply }) => reply.content["status"]);
    expect(await Promise.all([ask("nothing_here", true), ask("1", true), ask("2", true)])).toEqual([
      "error",
      "aborted",
      "aborted",
    ]);
    expect(await Promise.all([ask("nothing_here", false), ask("1", true)])).toEqual(["error", "ok"]);
  });

  test("expressions of the user: each has its value or its error, and leaves nothing behind", async () => {
    const { reply } = await client.execute("let base = 20", {
      user_expressions: { good: "base * 2", bad: "base +" },
    });
    expect(reply.content["user_expressions"]).toMatchObject({
      good: { status: "ok", data: { "text/plain": "40" } },
      bad: { status: "error", ename: "StruxSyntaxError" },
    });
    expect((await client.execute("show names")).outputs.length).toBeGreaterThan(0);
  });

  test("help about a name comes as a page", async () => {
    const { reply } = await client.execute("truncate?");
    expect(reply.content["payload"]).toEqual([
      {
        source: "page",
        start: 0,
        data: expect.objectContaining({ "text/plain": expect.stringContaining("truncate(") }),
      },
    ]);
  });

  test("a silent cell says nothing, and what it defines stays", async () => {
    const { outputs } = await client.execute("let quiet = 5\nshow quiet", { silent: true });
    expect(outputs.map(({ header }) => header.msg_type)).toEqual(["status", "status"]);
    const shown = await client.execute("quiet");
    expect(shown.outputs.find(({ header }) => header.msg_type === "execute_result")?.content["data"]).toEqual(
      {
        "text/plain": "5",
      },
    );
  });

  test("history: a range of lines with their results, a search that forgets doubles", async () => {
    await client.execute("100 + 1");
    const { reply } = await client.execute("100 + 1");
    const at = Number(reply.content["execution_count"]);
    const ask = async (content: object): Promise<unknown> =>
      (await client.ask("history_request", { raw: true, output: false, ...content })).reply.content[
        "history"
      ];
    expect(
      await ask({ hist_access_type: "range", session: 0, start: at, stop: at + 1, output: true }),
    ).toEqual([[1, at, ["100 + 1", "101"]]]);
    expect(await ask({ hist_access_type: "search", pattern: "100*", n: 5, unique: true })).toEqual([
      [1, at, "100 + 1"],
    ]);
    expect(await ask({ hist_access_type: "search", pattern: "100*", n: 5, unique: false })).toHaveLength(2);
  });

  test("what is not supported is said to be so, on either channel", async () => {
    const { reply } = await client.ask("debug_request", {}, { channel: "control" });
    expect(reply.content).toMatchObject({ status: "error", ename: "NotSupported" });
    expect((await client.ask("usage_request")).reply.content).toMatchObject({ status: "error" });
  });
});

const LONG = `
data docs = world(400, facts: 16, draws: [1, 2, 3], split: "test", seed: 7)
model reader = onnx("${join(root, "models/strux-nano")}") on cpu { temperature: 0, max_tokens: 8 }
prompt answer(context: Text, question: Text) -> Text {
  user """
    {{ context }}
    Question: {{ question }}
    Answer:
  """
}`;
const RUN = `run answers over docs { ask answer(context: .prose, question: .question) with reader }`;

describe("interrupts", () => {
  test.each([
    ["by message", (client: Client) => client.ask("interrupt_request", {}, { channel: "control" })],
    ["by signal", (_: Client, { child }: Kernel) => Promise.resolve(child.kill("SIGINT"))],
  ])(
    "%s: the run stops, what waits is aborted, names and answers stay",
    async (_, interrupt) => {
      const [kernel, client] = await open();
      expect((await client.execute(`let kept = 42${LONG}`)).reply.content["status"]).toBe("ok");
      const running = client.execute(RUN);
      const waiting = client.execute("let never = 1");
      await client.next(({ header }) => header.msg_type === "update_display_data", "progress");
      await client.beat();
      await interrupt(client, kernel);
      expect((await running).reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
      expect((await waiting).reply.content["status"]).toBe("aborted");
      const { outputs } = await client.execute("kept");
      expect(outputs.find(({ header }) => header.msg_type === "execute_result")?.content["data"]).toEqual({
        "text/plain": "42",
      });
    },
    60_000,
  );

  test("of TypeScript that loops, also while the types of the first cell are still looked at", async () => {
    const [kernel, client] = await open();
    const looping = client.execute("%%ts\nwhile (true) {}");
    // before its turn there would be nothing to interrupt
    await client.next(
      ({ header, content }) => header.msg_type === "execute_input" && /while/.test(String(content["code"])),
      "the turn of the cell",
    );
    kernel.child.kill("SIGINT");
    expect((await looping).reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
  }, 60_000);

  test("a cell that ends its process fails, and the kernel lives", async () => {
    const [, client] = await open();
    const { reply } = await client.execute("%%ts --no-check\nprocess.exit(3)");
    expect(reply.content["evalue"]).toContain("a cell cannot end the kernel");
    expect((await client.execute("1")).reply.content["status"]).toBe("ok");
  }, 60_000);

  test("a run shows one area that is written over, and what it did in the end", async () => {
    const [, client] = await open();
    await client.execute(LONG.replace("world(400", "world(30"));
    const { outputs } = await client.execute(RUN);
    const displays = outputs.filter(({ header }) => /display_data/.test(header.msg_type));
    const ids = new Set(
      displays.flatMap(({ content }) => (content["transient"] as { display_id?: string }).display_id ?? []),
    );
    expect(ids.size).toBe(1);
    const last = displays.findLast(({ header }) => header.msg_type === "update_display_data");
    expect(last?.content["data"]).toMatchObject({ "text/plain": expect.stringMatching(/90 calls/) });
  }, 60_000);
});

describe("the beginning", () => {
  test("an interrupt before the language is loaded does not end the kernel; what was asked meanwhile is answered", async () => {
    const kernel = await launch(STRUX, fresh());
    const client = await connect(kernel.connection);
    opened.push([kernel, client]);
    await client.send("interrupt_request", {}, { channel: "control" });
    const answer = client.execute("1 + 1");
    await client.next(({ header }) => header.msg_type === "interrupt_reply", "the reply to the interrupt");
    expect((await client.execute("2 + 2")).reply.content["status"]).toBe("ok");
    expect((await answer).reply.content["status"]).toBe("ok");
    expect(kernel.child.exitCode).toBeNull();
  }, 60_000);

  test("a port that is taken: the kernel ends with status 2 and says so", async () => {
    const { file, connection } = await place();
    const taken = createServer().listen(connection.ports.iopub, "127.0.0.1");
    await once(taken, "listening");
    const [program = "", ...args] = STRUX.map((word) => word.replace("{connection_file}", file));
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    let log = "";
    child.stderr.on("data", (text: Buffer) => (log += text.toString()));
    expect(await once(child, "exit")).toEqual([2, null]);
    expect(log).toContain("strux: the sockets cannot be opened: ");
    taken.close();
  }, 60_000);
});

describe("the end", () => {
  test("a kernel whose parent is killed ends", async () => {
    const { parent, pid, connection } = await launchBelow(STRUX);
    const client = await connect(connection);
    await ready(client);
    parent.kill("SIGKILL");
    await expect.poll(() => alive(pid), { timeout: 30_000, interval: 50 }).toBe(false);
    client.close();
  }, 60_000);

  test("over ipc", async () => {
    const [, client] = await open(fresh(), { transport: "ipc" });
    expect((await client.execute("1 + 1")).reply.content["status"]).toBe("ok");
  }, 60_000);

  test("a connection file that others may write is refused; one that they may read is told", async () => {
    const { file } = await place();
    const told: string[] = [];
    chmodSync(file, 0o644);
    await readConnection(file, (text) => told.push(text));
    expect(told).toEqual([expect.stringContaining("may be read by others")]);
    chmodSync(file, 0o666);
    await expect(readConnection(file, () => undefined)).rejects.toThrow("may be written by others");
  });
});
