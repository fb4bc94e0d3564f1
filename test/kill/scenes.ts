// What is run while it is killed: a command with its workers, a command with its runner, a kernel.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect, launch } from "../kernel/jupyter/client.ts";
import type { Message } from "../../kernel/jupyter/message.ts";
import { below, runs } from "./processes.ts";

/** One life of the program: from its start to its end, whoever brought it about. */
export interface Life {
  readonly pid: number;
  /** True where it came to its end by itself. */
  readonly ended: Promise<boolean>;
  /** What it said last, for whoever wonders. */
  readonly words: () => string;
}
export interface Scene {
  readonly name: string;
  /** Of all kills. */
  readonly share: number;
  readonly items: (all: number) => number;
  readonly source: string;
  /** Columns whose late digits depend on which prompts were computed together. */
  readonly loose: readonly string[];
  begin(folder: string, program: string): Promise<Life>;
  /** Whom to kill now: each by its role. */
  targets(life: Life): readonly (readonly [role: string, pid: number])[];
}

const STATED = `
model m = scripted(text => "the answer to " + text, ms: 25, parallel: 2)
prompt p(q: Text) -> Text { user """{{ q }}""" }
data t = csv("rows.csv")
run r over t { ask p(.text) with m }
`;
const READ = `
model m = onnx("strux-nano") on cpu { temperature: 0, max_tokens: 6 }
prompt p(q: Text) -> Text { user """{{ q }}""" }
data t = csv("rows.csv")
run r over t { ask p(.text) with m }
`;
export const FILE = "program.strux";
export const TABLE = "out.jsonl";

/** The folder of a scene: its program, its rows, its store. */
export function furnish(folder: string, source: string, items: number): void {
  const rows = Array.from({ length: items }, (_, at) =>
    `${at},question ${at} of "these"`.replaceAll('"', '""'),
  );
  writeFileSync(
    join(folder, "rows.csv"),
    `id,text\n${rows.map((row) => row.replace(/,(.*)$/, ',"$1"')).join("\n")}\n`,
  );
  writeFileSync(join(folder, FILE), source);
}

export const environment = (folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  STRUX_STORE: join(folder, "store"),
});

/** `strux run`, with a table of all rows at its end. */
export function command(folder: string, program: string, more: readonly string[] = []): Promise<Life> {
  const child = spawn(process.execPath, [program, "run", FILE, "--table", `r=${TABLE}`, ...more], {
    cwd: folder,
    env: environment(folder),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  child.stderr.on("data", (text: Buffer) => (words = (words + text.toString()).slice(-4000)));
  const ended = once(child, "close").then(([code]) => code === 0);
  return Promise.resolve({ pid: child.pid ?? 0, ended, words: () => words });
}

/** Those below a process that run a program of ours, by role. */
const helpers = (pid: number, role: string): (readonly [string, number])[] =>
  below(pid)
    .filter((one) => runs(one, `${role}.mjs`))
    .map((one) => [role, one] as const);

export const scenes: readonly Scene[] = [
  {
    name: "a command with 4 workers",
    share: 0.6,
    items: (all) => all,
    source: STATED,
    loose: [],
    begin: (folder, program) => command(folder, program, ["--workers", "4"]),
    targets: ({ pid }) => [["command", pid], ...helpers(pid, "worker")],
  },
  {
    name: "a kernel",
    share: 0.2,
    items: (all) => all,
    source: STATED,
    loose: [],
    async begin(folder, program) {
      const start = ["kernel", "start", "{connection_file}", "--allow-read", folder];
      const kernel = await launch([process.execPath, program, ...start], environment(folder));
      const code = STATED.replace("rows.csv", join(folder, "rows.csv"));
      const pid = kernel.child.pid ?? 0;
      const executed = async (): Promise<boolean> => {
        const client = await connect(kernel.connection);
        try {
          const sent = await client.send("execute_request", { code, silent: false, store_history: false });
          const isReply = ({ header, parent }: Message): boolean =>
            parent.msg_id === sent && header.msg_type === "execute_reply";
          const { content } = await client.next(isReply, "the reply", IN_TIME);
          return content["status"] === "ok";
        } finally {
          client.close();
          kernel.child.kill("SIGKILL");
        }
      };
      const ended = Promise.race([executed().catch(() => false), kernel.exited.then(() => false)]);
      return { pid, ended, words: kernel.log };
    },
    targets: ({ pid }) => [["kernel", pid]],
  },
  {
    name: "a command with its runner",
    share: 0.2,
    items: (all) => Math.ceil(all / 10),
    source: READ,
    loose: ["logprob"],
    begin: (folder, program) => command(folder, program),
    targets: ({ pid }) => {
      const runners = helpers(pid, "runner");
      return runners.length > 0 ? [["command", pid], ...runners, ...runners] : [["command", pid]];
    },
  },
];
/** Ms that a cell may take. */
const IN_TIME = 600_000;
