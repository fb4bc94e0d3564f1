// Forged messages over the sockets of the kernel as it is started by Jupyter: it runs nothing of them, lives, and answers the next one.
import { createHmac } from "node:crypto";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import type { Message } from "../../../kernel/jupyter/message.ts";
import { encode } from "../../../kernel/jupyter/wire.ts";
import { alive, type Client, connect, type Kernel, launch, ready } from "../../kernel/jupyter/client.ts";

const place = mkdtempSync(join(tmpdir(), "strux-forged-"));
const trace = join(place, "ran.txt");
let kernel: Kernel;
let client: Client;
beforeAll(async () => {
  const argv = [process.execPath, join(root, "bin/strux.mjs"), "kernel", "start", "{connection_file}"];
  kernel = await launch(argv, { STRUX_STORE: join(place, "store") });
  client = await connect(kernel.connection);
  await ready(client);
}, 60_000);
afterAll(() => {
  client.close();
  kernel.child.kill("SIGKILL");
});

let count = 0;
/** A cell that would leave a file, and a name. */
const cell = (id = `forged${count++}`): Message => ({
  identities: [],
  header: { msg_id: id, session: "s", username: "u", date: "", msg_type: "execute_request", version: "5.5" },
  parent: {},
  metadata: {},
  content: {
    code: `%%ts\nimport { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(trace)}, "ran");`,
    silent: false,
    store_history: true,
  },
  buffers: [],
});
const signer = () => kernel.connection;
/** Parts as they are, signed as the front end signs. */
const signed = (...parts: readonly (string | Uint8Array)[]): readonly Uint8Array[] => {
  const frames = parts.map((part) => Buffer.from(part as Uint8Array));
  const hmac = createHmac("sha256", signer().key);
  for (const frame of frames) hmac.update(frame);
  return [Buffer.from("<IDS|MSG>"), Buffer.from(hmac.digest("hex")), ...frames];
};
const partsOf = (message: Message): readonly string[] =>
  [message.header, message.parent, message.metadata, message.content].map((part) => JSON.stringify(part));
const changed = (at: number, to: string | Uint8Array) => () => {
  const frames = [...encode(cell(), signer())];
  frames[at] = Buffer.from(to as Uint8Array);
  return frames;
};
const withContent = (content: string | Uint8Array) => () => signed(...partsOf(cell()).slice(0, 3), content);
const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;

/** On its standard error, which front ends hear too once a cell has run. */
const said = (): string =>
  kernel.log() +
  client.heard.map(({ content }) => (typeof content["text"] === "string" ? content["text"] : "")).join("");
/** The kernel answers, and has answered nothing else. */
async function answers(): Promise<Message> {
  const { reply } = await client.execute("1 + 1");
  expect(reply.content["status"]).toBe("ok");
  expect(client.heard.filter(({ parent }) => String(parent.msg_id).startsWith("forged"))).toEqual([]);
  expect(existsSync(trace)).toBe(false);
  expect(alive(kernel.child.pid!)).toBe(true);
  return reply;
}

const FIRST: readonly (readonly [string, () => readonly Uint8Array[], string])[] = [
  ["signed with another key", () => encode(cell(), { ...signer(), key: "guess" }), "the signature is wrong"],
  ["without its last frames", () => encode(cell(), signer()).slice(0, 4), "frames are missing"],
  ["without a delimiter", () => encode(cell(), signer()).slice(1), "no delimiter"],
  ["signed, that is no JSON", withContent('{"code": '), "a part is no JSON"],
  [
    "of 300 MB",
    () => [...encode(cell(), signer()), ...Array.from({ length: 5 }, () => Buffer.alloc(60 * 2 ** 20))],
    "a message of 314573",
  ],
];
test.each(FIRST)(
  "a message %s is dropped with its reason, and the next is answered",
  async (_, frames, why) => {
    await client.raw(frames());
    await answers();
    await expect.poll(said).toContain(`a message on shell was dropped: ${why}`);
  },
);

// of these the reasons are not told any more: test/hostile/wire.test.ts has them
const LATER: readonly (readonly [string, () => readonly Uint8Array[]])[] = [
  ["signed by nobody", changed(1, "")],
  ["with a signature cut short", changed(1, "0123")],
  ["whose content was exchanged under its signature", changed(5, JSON.stringify({ code: "show 1" }))],
  ["of one empty frame", () => [Buffer.alloc(0)]],
  ["signed, that is no UTF-8", withContent(Buffer.from([0x7b, 0xff, 0x7d]))],
  ["signed, that is a list", withContent("[]")],
  ["signed, that nests", withContent(deep)],
  ["signed, whose header names nothing", () => signed("{}", "{}", "{}", "{}")],
];
test.each(LATER)("a message %s is dropped, and the next is answered", async (_, frames) => {
  await client.raw(frames());
  expect((await answers()).content["status"]).toBe("ok");
});

test("a message that was answered is not answered again", async () => {
  const id = "once";
  const frames = encode({ ...cell(id), content: { ...cell().content, code: "show 1" } }, signer());
  const replies = (): number =>
    client.heard.filter(({ header, parent }) => parent.msg_id === id && header.msg_type === "execute_reply")
      .length;
  await client.raw(frames);
  await client.next(
    ({ parent, header }) => parent.msg_id === id && header.msg_type === "execute_reply",
    "a reply",
  );
  await client.raw(frames);
  await client.raw([Buffer.from("another"), ...frames]);
  await answers();
  expect(replies()).toBe(1);
});

test("the same cell in a message that is not forged runs: the cells above would have left a trace", async () => {
  const { reply } = await client.ask("execute_request", cell().content);
  expect(reply.content["status"]).toBe("ok");
  expect(existsSync(trace)).toBe(true);
});
