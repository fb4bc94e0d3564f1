// Notebooks with TypeScript cells run by the command itself: outputs, status, what is recorded, what is refused, interrupts.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import type { Notebook, Output } from "../../../kernel/notebook.ts";
import { environment, notebook, project, strux } from "../../cli/help.ts";

const book = notebook(
  "data t = table([{ id: 1, v: 2 }, { id: 2, v: 4 }])\nshow early(1)",
  `%%ts
import * as tslab from "tslab";
export const early = (x: number): number => x + total;
const total = t.reduce((sum, row) => sum + row.v, 0);
console.log("one"); console.log("two"); console.error("three");
const shown = tslab.newDisplay(); shown.text("a"); shown.text("b");
total`,
  "%%ts\nconst rows: readonly { v: number }[] = t; rows.length",
  "%%ts\nthrow new Error('no')",
);
const outputs = (path: string): readonly (readonly Output[])[] =>
  (JSON.parse(readFileSync(path, "utf8")) as Notebook).cells.map((cell) => cell.outputs ?? []);

test("outputs stand in the cells they come from, also of a cell that was wanted before its turn", async () => {
  const folder = project({ "book.ipynb": book });
  const { status, stdout, stderr } = await strux(folder, "run", "book.ipynb", "-o", "out.ipynb");
  expect(status).toBe(1);
  expect(stdout).toContain("one\ntwo\n");
  expect(stderr).toContain("runs TypeScript from cell 2");
  expect(stderr).toMatch(/^E129 {2}Error: no\n {2}--> cell 4:2:7$/m);
  const [first, second, third, fourth] = outputs(join(folder, "out.ipynb"));
  expect(first?.map((one) => ("data" in one ? one.data["text/plain"] : one.output_type))).toEqual([
    "t: 2 rows (id, v)",
    "7",
  ]);
  expect(second).toEqual([
    { output_type: "stream", name: "stdout", text: "one\ntwo\n" },
    { output_type: "stream", name: "stderr", text: "three\n" },
    { output_type: "display_data", data: { "text/plain": "b" }, metadata: {} },
    { output_type: "execute_result", execution_count: 2, data: { "text/plain": "6" }, metadata: {} },
  ]);
  expect(third?.at(-1)).toMatchObject({ output_type: "execute_result", data: { "text/plain": "2" } });
  expect(fourth).toMatchObject([{ output_type: "error", ename: "HostError" }]);
  const { metadata } = JSON.parse(readFileSync(join(folder, "out.ipynb"), "utf8")) as Notebook;
  expect(metadata["strux"]).toMatchObject({
    typescript: { "cell 2": expect.stringMatching(/^[0-9a-f]{64}$/), "cell 3": expect.any(String) },
  });
  const again = await strux(folder, "run", "book.ipynb", "-o", "again.ipynb");
  expect(again.status).toBe(1);
  expect(outputs(join(folder, "again.ipynb"))).toEqual(outputs(join(folder, "out.ipynb")));
}, 60_000);

test("looking runs nothing, and --no-host refuses, before anything runs", async () => {
  const folder = project({
    "book.ipynb": notebook("%%ts\nconsole.log('ran'); export const f = () => 1", "show f()"),
  });
  for (const word of ["check", "explain"]) {
    const { stdout, stderr } = await strux(folder, word, "book.ipynb");
    expect(stdout + stderr).not.toContain("ran");
  }
  const { status, stdout, stderr } = await strux(folder, "run", "book.ipynb", "--no-host");
  expect(status).toBe(2);
  expect(stderr).toContain("E126  cell 1 is TypeScript, and --no-host refuses to run it");
  expect(stdout).not.toContain("ran");
}, 60_000);

test("type errors are told by check, and give a run its status", async () => {
  const folder = project({ "book.ipynb": notebook("%%ts\nconst s: string = 1", "show 1") });
  const { status, stdout, stderr } = await strux(folder, "check", "book.ipynb");
  expect(status).toBe(2);
  expect(stdout + stderr).toContain("E131  Type 'number' is not assignable to type 'string'");
  expect((await strux(folder, "run", "book.ipynb")).status).toBe(2);
});

test("a loop that never ends is ended by a signal, and so is the run", async () => {
  const folder = project({
    "book.ipynb": notebook("%%ts --no-check\nconsole.log('in'); for (;;);", "show 1"),
  });
  const child = spawn(process.execPath, [join(root, "bin/strux.mjs"), "run", "book.ipynb"], {
    cwd: folder,
    env: environment(folder),
  });
  let printed = "";
  child.stdout.on("data", (text: Buffer) => {
    if (!printed.includes("in") && text.includes("in")) child.kill("SIGINT");
    printed += text.toString();
  });
  const status = await new Promise((resolve) => child.on("close", resolve));
  expect(status).toBe(130);
  expect(printed).toBe("in\n");
}, 60_000);
