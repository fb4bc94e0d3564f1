// The log of a notebook's session: what was shown can be had again after the kernel was killed, and after its browser was closed.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import type { Notebook } from "../../../kernel/notebook.ts";
import { redrawn, reprinted } from "../../../kernel/replay.ts";
import { noFlaws } from "../../../runtime/log/read.ts";
import { listRuns } from "../../../runtime/log/runs.ts";
import { connect, launch, ready } from "./client.ts";

const STRUX = [process.execPath, join(root, "bin/strux.mjs"), "kernel", "start", "{connection_file}"];

/** Texts of a cell's outputs, by what they are. */
const shown = ({ cells }: Notebook): unknown[] =>
  cells.map(({ source, execution_count, outputs = [] }) => [
    execution_count,
    source,
    ...outputs.map((output) =>
      output.output_type === "stream"
        ? `${output.name}: ${output.text}`
        : output.output_type === "error"
          ? output.ename
          : output.data["text/plain"],
    ),
  ]);

test("a kernel that is killed in a cell: its cells with their counts, what they showed, and what the last one had shown", async () => {
  const store = mkdtempSync(join(tmpdir(), "strux-store-"));
  const kernel = await launch(STRUX, { STRUX_STORE: store, JPY_SESSION_NAME: "/home/me/book.ipynb" });
  const client = await connect(kernel.connection);
  await ready(client);
  expect(await listRuns(store)).toEqual([]);
  await client.execute("let n = 2\nshow n + 1", {}, { cellId: "first" });
  await client.execute("n * 10", {}, { cellId: "second" });
  await client.execute("zz", {}, { cellId: "bad id" });
  await client.execute("let hidden = 1\nshow hidden", { silent: true });
  await client.execute("n * 100", {}, { cellId: "second" });
  await client.execute("show names", { store_history: false });
  await client.send("execute_request", {
    code: '%%ts --no-check\nconsole.log("printed"); console.log("again");\nawait new Promise((go) => setTimeout(go, 600_000));',
    silent: false,
    store_history: true,
  });
  await client.next(({ header }) => header.msg_type === "stream", "the print");
  expect((await listRuns(store))[0]).toMatchObject({ state: "running", head: { what: "kernel" } });
  kernel.child.kill("SIGKILL");
  await kernel.exited;
  client.close();
  const [run, ...more] = await listRuns(store);
  expect(more).toEqual([]);
  expect(run).toMatchObject({ state: "died", status: null, head: { file: "/home/me/book.ipynb" } });
  const flaws = noFlaws();
  const of = { folder: run!.folder, head: run!.head! };
  const notebook = await redrawn(of, flaws);
  expect(flaws).toEqual(noFlaws());
  const [first, second, wrong, again, names, last] = shown(notebook) as unknown[][];
  expect([first, second, again, last]).toEqual([
    [1, "let n = 2\nshow n + 1", "3"],
    [2, "n * 10", "20"],
    [4, "n * 100", "200"],
    [5, expect.stringContaining("%%ts"), "stdout: printed\nagain\n"],
  ]);
  expect(wrong).toEqual([3, "zz", "StruxTypeError"]);
  expect(names).toEqual([4, "show names", expect.stringContaining("hidden")]);
  expect(notebook.cells.map(({ id }) => id)).toEqual([
    "first",
    "second",
    "executed-3",
    "executed-4",
    "executed-5",
    "executed-6",
  ]);
  expect(notebook.metadata).toMatchObject({ kernelspec: { name: "strux" }, strux: { language: 1 } });
  const lines: string[] = [];
  await reprinted(
    of,
    {
      print: (text) => void lines.push(text.split("\n")[0]!),
      tell: (text) => void lines.push(`! ${text.split("\n")[0]}`),
      stream: (name, text) => void lines.push(`${name}: ${text}`),
    },
    noFlaws(),
  );
  expect(lines.slice(0, 5)).toEqual([
    "3",
    "20",
    "! StruxTypeError: E101  unknown name 'zz'",
    "200",
    "2 names",
  ]);
  expect(lines.slice(5).join("").replaceAll("stdout: ", "")).toBe("printed\nagain\n");
}, 120_000);

test("a kernel that is shut down has an end in its log; what a run asked is in it, how far it was is not", async () => {
  const store = mkdtempSync(join(tmpdir(), "strux-store-"));
  const kernel = await launch(STRUX, { STRUX_STORE: store });
  const client = await connect(kernel.connection);
  await ready(client);
  const { reply, outputs } =
    await client.execute(`model m = onnx("${join(root, "models/strux-nano")}") on cpu { max_tokens: 2 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
run r over table([{ id: "x", text: "one" }, { id: "y", text: "two" }]) { ask p(.text) with m }`);
  expect(reply.content["status"]).toBe("ok");
  const took = outputs.findLast(({ header }) => header.msg_type === "update_display_data");
  await client.send("shutdown_request", { restart: false }, { channel: "control" });
  await kernel.exited;
  client.close();
  const [run] = await listRuns(store);
  expect(run).toMatchObject({ state: "finished", status: 0, items: { made: 2, failed: 0 }, lost: 0 });
  const text = readFileSync(join(run!.folder, "log.jsonl"), "utf8");
  expect(text).not.toContain('"progress"');
  const notebook = await redrawn({ folder: run!.folder, head: run!.head! }, noFlaws());
  const bundles = notebook.cells[0]!.outputs!.flatMap((output) => ("data" in output ? [output.data] : []));
  // what stands in the front end in the place of the progress, and the table behind it
  expect(bundles).toContainEqual(took?.content["data"]);
  expect(bundles.map((data) => String(data["text/plain"]).split("\n")[0])).toEqual([
    expect.stringMatching(/^r: 2 calls made/),
    "r: 2 rows, 6 columns",
  ]);
}, 120_000);
