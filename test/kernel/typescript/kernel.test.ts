// TypeScript cells through the protocol: a kernel in a process of its own, and what a front end sees of it.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import { type Answer, type Client, connect, type Kernel, launch, ready } from "../jupyter/client.ts";

let kernel: Kernel;
let client: Client;
beforeAll(async () => {
  const command = [process.execPath, join(root, "bin/strux.mjs"), "kernel", "start", "{connection_file}"];
  kernel = await launch(command, { STRUX_STORE: mkdtempSync(join(tmpdir(), "strux-store-")) });
  client = await connect(kernel.connection);
  await ready(client);
}, 60_000);
afterAll(() => {
  client.close();
  kernel.child.kill("SIGKILL");
});

const interrupt = (): Promise<Answer> => client.ask("interrupt_request", {}, { channel: "control" });
/** `type: what`, of those that show something. */
const shown = ({ outputs }: Pick<Answer, "outputs">): string[] =>
  outputs.flatMap(({ header, content }) => {
    const plain = (content["data"] as { readonly [mime: string]: string } | undefined)?.["text/plain"];
    const what = content["text"] ?? plain ?? content["evalue"];
    return what === undefined ? [] : [`${header.msg_type}: ${String(what)}`];
  });

test("output, display, result and names of a cell", async () => {
  const cell = `%%ts
import * as tslab from "tslab";
export const twice = (x: number): number => x * 2;
console.log("printed");
const shown = tslab.newDisplay();
shown.text("first"); shown.text("second");
twice(4)`;
  const own = [
    "stream: printed\n",
    "display_data: first",
    "update_display_data: second",
    "execute_result: 8",
  ];
  const first = await client.execute(cell);
  expect(shown(first)).toEqual(["display_data: preparing TypeScript ...", ...own]);
  const types = first.outputs.map(({ header }) => header.msg_type);
  expect(types.indexOf("clear_output")).toBe(types.indexOf("display_data") + 1);
  expect(shown(await client.execute(cell))).toEqual(own);
  expect(shown(await client.execute("twice(21)"))).toEqual(["execute_result: 42"]);
}, 60_000);

test("a loop that never ends, and an await that never comes, are stopped; names stay, and the heart beats", async () => {
  const looping = client.execute(
    "%%ts\nlet turns = 0;\nawait new Promise((done) => setTimeout(done, 10));\nfor (;;) turns++;",
  );
  await sleep(3000);
  await client.beat();
  await interrupt();
  expect((await looping).reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
  const waiting = client.execute("%%ts\nconst before = 1; await new Promise(() => undefined);");
  await sleep(1500);
  await interrupt();
  expect((await waiting).reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
  expect(shown(await client.execute("%%ts\n[turns > 0, before]"))).toEqual(["execute_result: [ true, 1 ]"]);
}, 60_000);

test("what comes late goes to the cell that started it, and an error of it ends nothing", async () => {
  const { reply } = await client.execute(
    "%%ts\nsetTimeout(() => { console.log('late'); throw new Error('oops') }, 300)",
  );
  const own = reply.parent["msg_id"];
  expect(shown(await client.execute("1 + 1"))).toEqual(["execute_result: 2"]);
  const late = await client.next(
    ({ header, content }) => header.msg_type === "stream" && String(content["text"]).includes("oops"),
    "the late error",
  );
  expect(late.parent["msg_id"]).toBe(own);
  expect(shown(await client.execute("2 + 2"))).toEqual(["execute_result: 4"]);
}, 60_000);

test("completion, inspection and completeness inside a cell", async () => {
  await client.execute('let words = ["a", "b"]');
  const code = "%%ts\nwords.ma";
  const { reply } = await client.ask("complete_request", { code, cursor_pos: code.length });
  expect(reply.content).toMatchObject({ cursor_start: code.length - 2, cursor_end: code.length });
  expect(reply.content["matches"]).toContain("map");
  const hover = await client.ask("inspect_request", { code: "%%ts\nwords", cursor_pos: 10, detail_level: 0 });
  expect(hover.reply.content).toMatchObject({
    found: true,
    data: { "text/plain": 'const words: readonly ("a" | "b")[]' },
  });
  const whole = async (text: string) =>
    (await client.ask("is_complete_request", { code: text })).reply.content;
  expect(await whole("%%ts\nfunction f() {")).toMatchObject({ status: "incomplete", indent: "  " });
  expect(await whole("%%ts\n1 + 1")).toMatchObject({ status: "complete" });
}, 60_000);
