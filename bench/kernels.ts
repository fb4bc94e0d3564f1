// The kernels that are measured beside each other, and one of them at work: all are driven by the same client.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Message } from "../kernel/jupyter/message.ts";
import {
  alive,
  type Client,
  connect,
  type Kernel,
  launch,
  launchBelow,
} from "../test/kernel/jupyter/client.ts";

export interface Candidate {
  readonly name: string;
  readonly argv: readonly string[];
  readonly interrupt: "message" | "signal";
  /** Adds one to one. */
  readonly sum: string;
  /** Prints the numbers below n, a line each. */
  readonly prints: (n: number) => string;
  /** Prints n megabytes, a line for every 100 bytes; in as many ways as there are. */
  readonly megabytes: { readonly [how: string]: (n: number) => string };
  /** Cells that take longer than anybody looks, by what they do: one never waits, one waits for a model. */
  readonly long: { readonly [what: string]: string };
}

const js = {
  prints: (n: number): string => `for (let i = 0; i < ${n}; i++) console.log(i)`,
  megabytes: {
    "": (n: number): string => `for (let i = 0; i < ${n} * 10000; i++) console.log("x".repeat(99))`,
  },
  long: { "a cell loops": "while (true) {}" },
};
const ts = (code: string, options = ""): string => `%%ts${options}\n${code}`;

const ASKING = `data docs = world(2000, facts: 16, draws: [1, 2, 3], split: "test", seed: 7)
model reader = onnx("models/strux-nano") on cpu { temperature: 0, max_tokens: 8 }
prompt answer(context: Text, question: Text) -> Text { user """{{ context }} {{ question }}""" }
run answers over docs { ask answer(context: .prose |> pack(256), question: .question) with reader }`;

/** Those that can be started here, and why others cannot. */
export function candidates(): { readonly all: readonly Candidate[]; readonly without: readonly string[] } {
  // a process of its own: a bench is bundled, and would look for its files beside the bundle
  const { status, stdout } = spawnSync(process.execPath, ["bin/venv.mjs"], { encoding: "utf8" });
  const strux: Candidate = {
    name: "strux",
    argv: [process.execPath, "bin/strux.mjs", "kernel", "start", "{connection_file}"],
    interrupt: "message",
    sum: "1 + 1",
    prints: (n) => ts(js.prints(n)),
    megabytes: {
      "": (n) => ts(js.megabytes[""](n)),
      ", without types": (n) => ts(js.megabytes[""](n), " --no-check"),
    },
    long: { "a cell loops": ts(js.long["a cell loops"]), "a model is asked": ASKING },
  };
  const tslab: Candidate = {
    name: "tslab",
    argv: [process.execPath, "node_modules/tslab/bin/tslab", "kernel", "--config-path", "{connection_file}"],
    interrupt: "signal",
    sum: "1 + 1",
    ...js,
  };
  if (status !== 0) return { all: [strux, tslab], without: [`ipykernel: ${stdout.trim()}`] };
  const ipykernel: Candidate = {
    name: "ipykernel",
    argv: [join(stdout.trim(), "python"), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    interrupt: "signal",
    sum: "1 + 1",
    prints: (n) => `for i in range(${n}): print(i)`,
    megabytes: { "": (n) => `for i in range(${n} * 10000): print("x" * 99)` },
    long: { "a cell loops": "while True: pass" },
  };
  return { all: [strux, ipykernel, tslab], without: [] };
}

/** A kernel that answers, and how long it took until it did, and until its first cell was done. */
export interface Live {
  readonly kernel: Kernel;
  readonly client: Client;
  readonly readyMs: number;
  readonly firstMs: number;
  readonly candidate: Candidate;
}

export async function begin(candidate: Candidate): Promise<Live> {
  const start = performance.now();
  // a store of its own: whatever is asked is computed
  const kernel = await launch(candidate.argv, { STRUX_STORE: mkdtempSync(join(tmpdir(), "strux-store-")) });
  const client = await connect(kernel.connection);
  const id = await client.send("kernel_info_request");
  await client.next((message) => replies(message, id), "kernel_info", 60_000);
  const live = { kernel, client, readyMs: performance.now() - start, firstMs: NaN, candidate };
  await settled(live);
  return { ...live, firstMs: performance.now() - start };
}

/** A client that has only just begun to listen misses what is published: the first cell is for that. */
async function settled(live: Live): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await cell(live, live.candidate.sum, 8000);
      return forget(live);
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}

export async function end({ kernel, client }: Live): Promise<void> {
  client.close();
  kernel.child.kill("SIGKILL");
  await kernel.exited;
}

/** Starts a kernel by a process that is then killed: how long the kernel outlives it, in ms. */
export async function orphaned(candidate: Candidate): Promise<number> {
  const { parent, pid, connection } = await launchBelow(candidate.argv);
  const client = await connect(connection);
  const id = await client.send("kernel_info_request");
  await client.next((message) => replies(message, id), "kernel_info", 60_000);
  parent.kill("SIGKILL");
  const killed = performance.now();
  while (alive(pid) && performance.now() - killed < 20_000)
    await new Promise((resolve) => setTimeout(resolve, 20));
  client.close();
  if (alive(pid)) process.kill(pid, "SIGKILL");
  return performance.now() - killed;
}

export const replies = ({ header, parent }: Message, id: string): boolean =>
  parent.msg_id === id && header.msg_type.endsWith("_reply");

/** Starts a cell without waiting for it. */
export const put = ({ client }: Live, code: string): Promise<string> =>
  client.send("execute_request", {
    code,
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  });

/** One cell, until the kernel is idle again: milliseconds. Not every kernel sends its replies whole, so idle is what is waited for. */
export async function cell(live: Live, code: string, patience = 15_000): Promise<number> {
  const start = performance.now();
  const id = await put(live, code);
  await Promise.all([
    live.client.next((message) => replies(message, id), "a reply", patience),
    live.client.next((message) => isIdle(message, id), "idle", patience),
  ]);
  return performance.now() - start;
}

const isIdle = ({ header, parent, content }: Message, id: string): boolean =>
  parent.msg_id === id && header.msg_type === "status" && content["execution_state"] === "idle";

/** What came so far is let go, so that this process's memory and time stay out of the figures. */
export const forget = ({ client }: Live): void => void ((client.heard as Message[]).length = 0);

/** What a kernel printed to its standard output, as far as it came. */
export const printed = ({ client }: Live): string =>
  client.heard
    .filter(({ header, content }) => header.msg_type === "stream" && content["name"] === "stdout")
    .map(({ content }) => String(content["text"]))
    .join("");

/** Anonymous memory of the kernel's process, in MB; NaN where the system does not tell. */
export function memory({ kernel }: Live): number {
  try {
    const status = readFileSync(`/proc/${kernel.child.pid}/status`, "utf8");
    return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024;
  } catch {
    return NaN;
  }
}
