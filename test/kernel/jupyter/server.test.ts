// The server without sockets: one request after the other over the loopback, a real session behind it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Session } from "../../../kernel/session.ts";
import { script } from "../script.ts";
import { front } from "./front.ts";

test("busy, what a cell shows, the reply, idle", async () => {
  const { ask } = await front();
  expect(await ask("execute_request", { code: "20 + 1" })).toEqual([
    "status busy",
    "execute_input",
    "execute_result 21",
    "shell execute_reply ok",
    "status idle",
  ]);
});

test("requests sent at once are answered one after the other, in their order", async () => {
  const { ask } = await front();
  const codes = ["let a = 1", "let b = a + 1", "b"];
  const all = await Promise.all(codes.map((code) => ask("execute_request", { code })));
  expect(all.map((said) => said[2])).toEqual([
    "shell execute_reply ok",
    "shell execute_reply ok",
    "execute_result 2",
  ]);
});

describe("completion", () => {
  const offered = async (code: string, session?: Session): Promise<string> => {
    const said = await (await front(session)).ask("complete_request", { code, cursor_pos: code.length });
    return said.find((line) => line.startsWith("complete_reply: "))?.slice("complete_reply: ".length) ?? "";
  };

  test("the words about the notebook, the other language and its option", async () => {
    expect(await offered("show nam")).toBe("names");
    expect(await offered("%%")).toBe("%%ts");
    expect(await offered("%%ts --")).toBe("--no-check");
  });

  test("paths in the strings of readers: from the notebook's folder, hidden files where asked for, nothing beyond the rule", async () => {
    const { session, folder } = script({ "train.csv": "a\n1\n", "test.jsonl": "{}\n", ".hidden": "" });
    mkdirSync(join(folder, "texts", "old"), { recursive: true });
    writeFileSync(join(folder, "texts", "one.txt"), "");
    const at = (code: string): Promise<string> => offered(code, session);
    expect(await at('data t = csv("')).toBe("test.jsonl texts/ train.csv");
    expect(await at('data t = csv("te')).toBe("test.jsonl texts/");
    expect(await at('data t = jsonl("texts/')).toBe("texts/old/ texts/one.txt");
    expect(await at('data t = csv("./tr')).toBe("./train.csv");
    expect(await at('data t = csv(".h')).toBe(".hidden");
    expect(await at('use "t')).toBe("test.jsonl texts/ train.csv");
    expect(await at('model m = onnx("te')).toBe("texts");
    expect(await at('data t = csv("/etc/')).toBe("");
    expect(await at('let x = "te')).toBe("");
  });
});

test("what is asked on the control channel does not wait for the cell that runs", async () => {
  const { ask } = await front(endless());
  void ask("execute_request", { code: "anything" });
  expect(await ask("kernel_info_request", {}, "control")).toEqual([
    "status busy",
    "control kernel_info_reply ok",
    "status idle",
  ]);
});

test("an interrupt asks the cell to stop; a second one within 2 s ends what does not, and says what is lost", async () => {
  const stubborn = endless();
  const { ask, interrupt } = await front(stubborn);
  const cell = ask("execute_request", { code: "anything" });
  await expect.poll(() => stubborn.asked).toBe(0);
  interrupt();
  expect(stubborn.asked).toBe(1);
  interrupt();
  await new Promise((resolve) => setImmediate(resolve));
  stubborn.end();
  expect(await cell).toContain("stream the model's process was ended");
});

test("a request of a type nobody knows is answered with an error; another message is left alone", async () => {
  const { ask, warned } = await front();
  expect(await ask("usage_request")).toEqual(["status busy", "shell usage_reply error", "status idle"]);
  expect(await ask("constructor")).toEqual(["status busy", "status idle"]);
  expect(warned).toEqual([
    'a message of an unknown type was left alone: "usage_request"',
    'a message of an unknown type was left alone: "constructor"',
  ]);
});

test("a shutdown is answered, on the shell channel too, and ends the server", async () => {
  const { ask, ended } = await front();
  expect(await ask("shutdown_request", { restart: true })).toContain("shell shutdown_reply ok");
  await ended;
});

/** A session whose cell does not stop when it is asked to: what a call into native code is like. */
function endless(): Session & { asked: number; end(): void } {
  let end: () => void = () => undefined;
  const session = {
    ...script().session,
    asked: NaN,
    end: () => end(),
    execute: ({ signal }: { signal?: AbortSignal }) => {
      session.asked = 0;
      signal?.addEventListener("abort", () => session.asked++);
      return new Promise<{ status: "ok"; count: number; failure: null }>((resolve) => {
        end = () => resolve({ status: "ok", count: 1, failure: null });
      });
    },
  };
  return session;
}
