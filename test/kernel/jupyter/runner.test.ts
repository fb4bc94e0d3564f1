// A run in a real kernel, whose models' process is killed in the middle: the run goes on by itself.
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import { type Client, connect, type Kernel, launch, ready } from "./client.ts";

const STRUX = [process.execPath, join(root, "bin/strux.mjs"), "kernel", "start", "{connection_file}"];
const opened: (readonly [Kernel, Client])[] = [];
afterAll(() => {
  for (const [{ child }, client] of opened) {
    client.close();
    child.kill("SIGKILL");
  }
});

const DECLARED = `
data docs = world(60, facts: 16, draws: [1, 2, 3], split: "test", seed: 7)
model reader = onnx("${join(root, "models/strux-nano")}") on cpu { max_tokens: 8 }
prompt answer(context: Text, question: Text) -> Text { user """{{ context }} Question: {{ question }} Answer:""" }`;

/** The processes that a process started, by what they run. */
const children = (parent: number): (readonly [pid: number, program: string])[] =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, pid, ppid, program] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return Number(ppid) === parent ? [[Number(pid), program ?? ""] as const] : [];
    });

test.skipIf(process.platform === "win32")(
  "kill -9 of the runner: every row has its answer, and what the run took says that it was started again",
  async () => {
    const kernel = await launch(STRUX, { STRUX_STORE: mkdtempSync(join(tmpdir(), "strux-store-")) });
    const client = await connect(kernel.connection);
    opened.push([kernel, client]);
    await ready(client);
    await client.execute(DECLARED);
    const running = client.execute(
      "run answers over docs { ask answer(context: .prose, question: .question) with reader }",
    );
    await client.next(
      ({ header, content }) =>
        /display_data/.test(header.msg_type) && /[1-9]\d* made/.test(JSON.stringify(content["data"])),
      "answers that were made",
    );
    const [runner] =
      children(kernel.child.pid ?? -1).find(([, program]) => program.includes("runner.mjs")) ?? [];
    process.kill(runner!, "SIGKILL");
    const { reply, outputs } = await running;
    expect(reply.content["status"]).toBe("ok");
    const texts = outputs.map(({ content }) => JSON.stringify(content["data"] ?? ""));
    expect(texts.join("\n")).toContain("answers: 180 calls made, 0 from the store");
    expect(texts.join("\n")).toContain("the runner process died and was started again 1 time");
    expect(texts.join("\n")).toContain("failed: 0");
  },
  60_000,
);
