// Rule: looking is safe. Every command that looks at a program, over one whose TypeScript would write a file and whose graph no runtime
// takes: nothing runs and nothing is loaded, until it is run.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { makeModel, makeNode, makeStated, writeModel } from "../../../runtime/onnx/graph.ts";
import { environment, notebook, project, strux } from "../../cli/help.ts";
import { words } from "../../runtime/model/help.ts";

const program = join(import.meta.dirname, "..", "..", "..", "bin", "strux.mjs");
const write = (name: string): string =>
  `import { writeFileSync } from "node:fs";\nwriteFileSync("${name}", "ran");\n`;
const cells: readonly [string, string, string] = [
  `%%ts\n${write("cell.txt")}export function twice(n: number): number { writeFileSync("call.txt", "ran"); return 2 * n; }`,
  'use { thrice } from "./module.ts"\nmodel m = onnx("model")\nprompt p(n: Int) -> Text { user """{{ twice(thrice(n)) }}""" }',
  "run r over table([{ n: 1 }]) { ask p(.n) with m { max_tokens: 2 } }",
];

const folder = project({
  "book.ipynb": notebook(...cells),
  "other.ipynb": notebook(cells[0], cells[1], cells[2].replace("n: 1", "n: 2")),
  "module.ts": `${write("module.txt")}export const thrice = (n: number): number => 3 * n;\n`,
  "model/config.json": '{"n_positions": 64}',
  "model/tokenizer.json": JSON.stringify(words(16)),
});
const past = (which: "input" | "output", name: string) =>
  makeStated(which, name, "float32", ["batch", 1, which === "input" ? "past" : "total", 4]);
writeFileSync(
  join(folder, "model", "model.onnx"),
  writeModel(
    makeModel(
      "m",
      [
        makeStated("input", "input_ids", "int64", ["batch", "sequence"]),
        past("input", "past_key_values.0.key"),
        past("input", "past_key_values.0.value"),
        makeNode("NoSuchOperator", ["input_ids"], ["logits", "present.0.key", "present.0.value"]),
        makeStated("output", "logits", "float32", ["batch", "sequence", 16]),
        past("output", "present.0.key"),
        past("output", "present.0.value"),
      ],
      { "": 17 },
    ),
  ),
);
const traces = (): string[] =>
  ["cell.txt", "call.txt", "module.txt"].filter((name) => existsSync(join(folder, name)));

test.each([
  ["check", "book.ipynb"],
  ["fmt", "--check", "book.ipynb"],
  ["explain", "book.ipynb"],
  ["explain", "book.ipynb", "--diff", "other.ipynb"],
  ["estimate", "book.ipynb"],
  ["preview", "book.ipynb", "r"],
  ["models", "inspect", "model"],
])("strux %s %s runs nothing and loads nothing", async (...args) => {
  const { stdout, stderr } = await strux(folder, ...args);
  expect(traces()).toEqual([]);
  // a graph that was tried would have failed
  expect(stdout + stderr).not.toMatch(/E513|NoSuchOperator|E999/);
});

test("the language server runs nothing and loads nothing, whatever it is asked", async () => {
  const server = spawn(process.execPath, [program, "lsp", "--stdio"], {
    cwd: folder,
    env: environment(folder),
  });
  onTestFinished(() => void server.kill());
  const uri = pathToFileURL(join(folder, "look.strux")).href;
  const text = `${cells[1].replace("twice(thrice(n))", "thrice(n)")}\n${cells[2]}\n`;
  const ask = client(server);
  await ask("initialize", { processId: null, rootUri: null, capabilities: {} });
  ask.tell("initialized", {});
  ask.tell("textDocument/didOpen", { textDocument: { uri, languageId: "strux", version: 1, text } });
  const at = { textDocument: { uri }, position: { line: 0, character: 7 } };
  const answers = [];
  for (const what of ["completion", "hover", "definition", "references"])
    answers.push(await ask(`textDocument/${what}`, { ...at, context: { includeDeclaration: true } }));
  answers.push(await ask("textDocument/formatting", { ...at, options: { tabSize: 2, insertSpaces: true } }));
  expect(JSON.stringify(answers[1])).toContain("thrice");
  expect(traces()).toEqual([]);
});

test("a run does both, which shows that the looks could have", async () => {
  const { status, stderr } = await strux(folder, "run", "book.ipynb", "-o", "out.ipynb");
  expect(status).toBe(1);
  expect(stderr).toMatch(/E513/);
  expect(traces()).toEqual(["cell.txt", "call.txt", "module.txt"]);
  expect(stderr).toMatch(/^used: ran TypeScript of 'module\.ts', cell 1$/m);
  const { volatile } = JSON.parse(readFileSync(join(folder, "out.ipynb"), "utf8")).metadata.strux;
  expect(volatile.powers).toEqual({ typescript: ["'module.ts'", "cell 1"] });
});

interface Client {
  (method: string, params: object): Promise<unknown>;
  readonly tell: (method: string, params: object) => void;
}

/** Requests and notifications, framed as the protocol has them. */
function client(server: ChildProcessWithoutNullStreams): Client {
  const waiting = new Map<number, (result: unknown) => void>();
  let [buffer, ids] = [Buffer.alloc(0), 0];
  server.stdout.on("data", (part: Buffer) => {
    buffer = Buffer.concat([buffer, part]);
    for (;;) {
      const head = /Content-Length: (\d+)\r\n\r\n/.exec(buffer.toString("latin1"));
      const from = head ? head.index + head[0].length : 0;
      const size = Number(head?.[1]);
      if (!head || buffer.length < from + size) return;
      const { id, result } = JSON.parse(buffer.subarray(from, from + size).toString()) as {
        id?: number;
        result?: unknown;
      };
      buffer = buffer.subarray(from + size);
      if (id !== undefined) waiting.get(id)?.(result);
    }
  });
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const ask = (method: string, params: object): Promise<unknown> =>
    new Promise((resolve) => {
      const id = ++ids;
      waiting.set(id, resolve);
      send({ id, method, params });
    });
  return Object.assign(ask, { tell: (method: string, params: object) => send({ method, params }) });
}
