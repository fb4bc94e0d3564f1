// Notebooks run without Jupyter: outputs embedded, saved whole after each cell, the same bytes the second time.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { headless, type Outcome } from "../../kernel/headless.ts";
import type { Notebook, StoredCell } from "../../kernel/notebook.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import type { Runner } from "../../runtime/model/index.ts";
import { operators } from "../../runtime/registry.ts";
import { openStore } from "../../runtime/store/open.ts";
import { type CellText, environment, notebook, unfinished } from "../cli/help.ts";
import { encoderDir } from "../runtime/model/encoder.ts";
import { makeRunner, withoutGpu } from "../runtime/model/help.ts";

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

let runner: Runner;
let generated = 0;
beforeAll(async () => {
  const real = await makeRunner();
  const generate: Runner["generate"] = (model, prompts, ...rest) => {
    generated += prompts.length;
    return real.generate(model, prompts, ...rest);
  };
  runner = { ...real, generate };
});

const folderOf = (files: { readonly [name: string]: string }): string => {
  const folder = mkdtempSync(join(tmpdir(), "strux-headless-"));
  made.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
};

interface Done extends Outcome {
  readonly folder: string;
  readonly codes: readonly StoredCell[];
  readonly book: Notebook;
  readonly bytes: string;
  readonly printed: readonly string[];
  readonly told: readonly string[];
}

interface Options {
  readonly parameters?: readonly string[];
  readonly keepGoing?: boolean;
  readonly out?: string;
  readonly signal?: AbortSignal;
  /** The one of the tests otherwise. */
  readonly by?: Runner;
}

/** Runs `book.ipynb` of a folder; the executed notebook is read back. */
async function execute(folder: string, options: Options = {}): Promise<Done> {
  const {
    parameters = [],
    keepGoing = false,
    out = "out.ipynb",
    signal = new AbortController().signal,
    by = runner,
  } = options;
  const printed: string[] = [];
  const told: string[] = [];
  const files = nodeFiles({ folder, env: {} });
  const job = {
    path: join(folder, "book.ipynb"),
    out: join(folder, out),
    parameters,
    keepGoing,
    version: "0.0.0",
  };
  const deps = {
    operators: new Map(operators.map((one) => [one.signature.name, one])),
    files,
    runner: by,
    store: openStore(join(folder, "store")),
    signal,
    clock: () => performance.now(),
  };
  const outcome = await headless(job, deps, files, {
    print: (text) => void printed.push(text),
    tell: (text) => void told.push(text),
    progress: () => undefined,
    stream: () => undefined,
  });
  const bytes = existsSync(job.out) ? readFileSync(job.out, "utf8") : "{}";
  const book = JSON.parse(bytes) as Notebook;
  return { ...outcome, folder, book, bytes, codes: book.cells ?? [], printed, told };
}
const run = (...cells: readonly CellText[]): Promise<Done> =>
  execute(folderOf({ "book.ipynb": notebook(...cells) }));

const plain = (cell: StoredCell | undefined): unknown[] =>
  (cell?.outputs ?? []).map((output) =>
    output.output_type === "display_data" ? output.data["text/plain"] : output.output_type,
  );

const model = `model m = onnx("models/strux-nano") on cpu { max_tokens: 3 }
prompt p(text: Text) -> Text { user """{{ text }}""" }`;
const asking = `run r over table([{ id: 1, text: "one" }, { id: 2, text: "two" }]) { ask p(.text) with m }`;

test("outputs stand in their cells, with execution counts, in notebook format 4.5", async () => {
  const { status, book, codes } = await run("let a = 1\nshow a + 1", "a * 10");
  expect(status).toBe(0);
  expect(book).toMatchObject({ nbformat: 4, nbformat_minor: 5 });
  expect(codes.map(plain)).toEqual([["2"], ["10"]]);
  expect(codes.map(({ execution_count }) => execution_count)).toEqual([1, 2]);
  expect(book.metadata).toMatchObject({ kernelspec: { name: "strux" }, language_info: { name: "strux" } });
});

test("text cells stay, in place and unchanged; unknown members too", async () => {
  const book = JSON.parse(notebook("show 1", "show 2")) as Notebook & { extra?: string };
  const markdown: StoredCell = {
    cell_type: "markdown",
    id: "m1",
    metadata: { mine: [1] },
    source: ["# Title\n", "text"],
  };
  book.cells.splice(1, 0, markdown);
  book.metadata = { authors: [{ name: "A" }] };
  const done = await execute(folderOf({ "book.ipynb": JSON.stringify(book) }));
  expect(done.codes[1]).toEqual(markdown);
  expect(done.book.metadata["authors"]).toEqual([{ name: "A" }]);
  expect([plain(done.codes[0]), plain(done.codes[2])]).toEqual([["1"], ["2"]]);
});

test("a chart cell holds the specification, a picture and text", async () => {
  const done = await run(
    `data t = table([{ arm: "a", n: 1 }, { arm: "b", n: 2 }])\nchart t |> bar(x: arm, y: n)`,
  );
  expect(done.told).toEqual([]);
  const [output] = (done.codes[0]?.outputs ?? []).slice(-1);
  expect(output?.output_type === "display_data" ? Object.keys(output.data).toSorted() : []).toEqual([
    "application/vnd.vegalite.v5+json",
    "image/svg+xml",
    "text/plain",
  ]);
});

test("exit status 1: a statement failed; the others of its cell, and later cells, still ran", async () => {
  const done = await run("show 1\nshow [1][9]\nshow 3", "show 4");
  expect(done.status).toBe(1);
  expect(done.codes.map(plain)).toEqual([["1", "error", "3"], ["4"]]);
  expect(done.failed).toMatchObject([{ cell: 1 }]);
});

test("exit status 2: an error known before running; healthy statements of the same cell still ran", async () => {
  const done = await run("show 1\nshow zz\nshw 2\nshow 3", "show 4");
  expect(done.status).toBe(2);
  expect(done.errors).toBe(2);
  expect(plain(done.codes[0])).toEqual(["error", "1", "3"]);
  expect(plain(done.codes[1])).toEqual(["4"]);
  const [error] = done.codes[0]?.outputs ?? [];
  expect(error).toMatchObject({ ename: "StruxTypeError", evalue: "E101 unknown name 'zz' (and 1 more)" });
  const lines = error?.output_type === "error" ? error.traceback : [];
  expect(lines[0]).toBe("\u001b[31mStruxTypeError\u001b[0m: \u001b[31mE101\u001b[0m  unknown name 'zz'");
  expect(lines.filter((line) => line.includes("-->"))).toEqual(["  --> cell 1:2:6", "  --> cell 1:3:1"]);
});

test("warnings are shown as HTML with the plain frame beside it, and do not make the cell fail", async () => {
  const done = await run('score s of table([{ id: "a", v: 1 }, { id: "b", v: 0 }]) { metric m = .v }');
  const [warning] = done.codes[0]?.outputs ?? [];
  expect(warning?.output_type).toBe("display_data");
  const data = warning?.output_type === "display_data" ? warning.data : {};
  expect(Object.keys(data)).toEqual(["text/plain", "text/html"]);
  expect(data["text/plain"]).toMatch(/^W303 {2}/);
  expect(data["text/html"]).toContain('<div class="strux-told warning"');
  expect(done.status).toBe(0);
});

test("in a batch run nothing is stale, and names are listed with what was computed so far", async () => {
  const done = await run("refresh", "let n = 2\nlet _m = 1", "show names", "let _m = 2");
  expect(plain(done.codes[0])).toEqual(["nothing is stale: each cell is computed once"]);
  expect(String(plain(done.codes[2])[0]).split("\n").slice(3)).toEqual([
    "n     value  Int          1 B  cell 2  fresh",
    "_m    value  Int          1 B  cell 2  fresh",
    "_m    value  Int               cell 4  not computed",
  ]);
});

test("exit status 3: a check failed; all ran", async () => {
  const done = await run('check 1 == 2 as "odd"\nshow 5');
  expect(done.status).toBe(3);
  expect(done.checks).toEqual([{ pass: false, text: "fails: odd (1 == 2)" }]);
  expect(plain(done.codes[0])).toEqual(["✗ fails: odd (1 == 2)", "5"]);
});

test("exit status 130: interrupted before a cell, nothing of it ran", async () => {
  const stop = new AbortController();
  stop.abort();
  const earlier = await run("show 1", "show 2");
  const folder = folderOf({ "book.ipynb": earlier.bytes });
  const done = await execute(folder, { signal: stop.signal });
  expect(done.status).toBe(130);
  expect(done.printed).toEqual([]);
  // outputs of the earlier run are gone
  expect(done.codes.map(({ outputs, execution_count }) => [outputs, execution_count])).toEqual([
    [[], null],
    [[], null],
  ]);
});

test("with an error no model is asked, unless told to keep going", async () => {
  const folder = folderOf({ "book.ipynb": notebook(model, asking, "show zz") });
  const before = generated;
  const careful = await execute(folder);
  expect(careful).toMatchObject({ status: 2 });
  expect(careful.told.join("\n")).toContain("E308");
  expect(generated).toBe(before);
  const bold = await execute(folder, { keepGoing: true });
  expect(bold.status).toBe(2);
  expect(generated).toBe(before + 2);
});

test("parameters are injected below the cell tagged so, and replace its values", async () => {
  const book = notebook("show n * 2", ["parameters", 'n = 1  # default\nname = "a"'], "show name");
  const folder = folderOf({ "book.ipynb": book });
  const done = await execute(folder, { parameters: ["n = 21"] });
  expect(done.told).toEqual([]);
  expect(done.status).toBe(0);
  expect(done.codes.map(({ metadata }) => metadata["tags"] ?? [])).toEqual([
    [],
    ["parameters"],
    ["injected-parameters"],
    [],
  ]);
  expect(done.codes[2]?.source).toBe("n = 21");
  expect([plain(done.codes[0]), plain(done.codes[3])]).toEqual([["42"], ["a"]]);
  // an executed notebook can be run again with other values
  writeFileSync(join(folder, "book.ipynb"), done.bytes);
  const again = await execute(folder, { parameters: ["n = 4"] });
  expect(again.codes.filter(({ metadata }) => JSON.stringify(metadata).includes("injected"))).toHaveLength(1);
  expect(plain(again.codes[0])).toEqual(["8"]);
});

/** The notebook without what may differ between two runs. */
function steady(book: Notebook): string {
  const copy = JSON.parse(JSON.stringify(book)) as Notebook;
  for (const cell of copy.cells)
    cell.outputs = (cell.outputs ?? []).filter(
      (output) => output.output_type !== "display_data" || output.metadata["strux"] === undefined,
    );
  const strux = copy.metadata["strux"] as { volatile?: unknown } | undefined;
  if (strux) delete strux.volatile;
  return JSON.stringify(copy);
}

test("a device that did not take a model is told in the cell that uses it, and in the metadata", async () => {
  const folder = folderOf({
    "book.ipynb": notebook(
      'model w = onnx("e") on webgpu else cpu\nmodel c = onnx("e") on cpu',
      'let v = embed("the mill", with: w)',
      'let u = embed("the mill", with: c)',
    ),
  });
  encoderDir("states", { at: join(folder, "e") });
  const { status, codes, book } = await execute(folder, { by: withoutGpu(runner) });
  expect(status).toBe(0);
  expect(plain(codes[1])).toContain("note: W301 model 'w' runs on cpu: webgpu is not usable (no adapter)");
  expect(plain(codes[2]).join("\n")).not.toContain("W301");
  expect(book.metadata["strux"]).toMatchObject({
    models: { w: [{ provider: "cpu" }], c: [{ provider: "cpu" }] },
    missed: { w: [{ provider: "webgpu", reason: "no adapter" }] },
  });
});

test("a second run makes no model call and gives the same bytes outside volatile outputs", async () => {
  const scored = `data t = table([{ id: 1, text: "one", answers: ["x"] }, { id: 2, text: "two", answers: ["y"] }])
run r over t vary n in [1, 2] { ask p(.text) with m step size = n }
score s of r by [n] { metric em = exact(.output, .answers) ci: bootstrap(200, paired: .id) }
chart s |> bar(x: n, y: em)
explain r`;
  const folder = folderOf({ "book.ipynb": notebook(model, scored) });
  const first = await execute(folder);
  expect(first.told.filter((line) => line.startsWith("E"))).toEqual([]);
  const before = generated;
  const second = await execute(folder, { out: "second.ipynb" });
  expect(generated).toBe(before);
  expect(steady(second.book)).toBe(steady(first.book));
  expect(second.bytes).not.toBe(first.bytes);
  expect(first.book.metadata["strux"]).toMatchObject({ models: { m: [{ provider: "cpu" }] } });
});

test("the file grows cell by cell and is whole at every moment", async () => {
  const folder = folderOf({ "book.ipynb": notebook("show 1", "show 2", model, asking) });
  await execute(folder);
  expect(unfinished(folder)).toEqual([]);
  expect(readdirSync(folder).toSorted()).toEqual(["book.ipynb", "out.ipynb", "store"]);
});

test("a killed run leaves the last whole notebook and no half file", async () => {
  const rows = `data t = table([${Array.from({ length: 400 }, (_, n) => `{ id: ${n}, text: "number ${n}" }`).join(", ")}])`;
  const folder = folderOf({
    "book.ipynb": notebook(
      "show 1",
      "show 2",
      model,
      `${rows}\nrun r over t { ask p(.text) with m { max_tokens: 12 } }`,
      "show 3",
    ),
  });
  const program = join(import.meta.dirname, "..", "..", "bin", "strux.mjs");
  const child = spawn(process.execPath, [program, "run", "book.ipynb", "-o", "out.ipynb"], {
    cwd: folder,
    env: environment(folder),
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const store = openStore(join(folder, ".store"), null);
  const entries = async (): Promise<number> => {
    let n = 0;
    for await (const _ of store.keys()) n++;
    return n;
  };
  await expect.poll(entries, { timeout: 15_000, interval: 20 }).toBeGreaterThan(3);
  child.kill("SIGKILL");
  await ended;
  await store.close();
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  const book = JSON.parse(readFileSync(join(folder, "out.ipynb"), "utf8")) as Notebook;
  expect(book.cells.slice(0, 2).map(plain)).toEqual([["1"], ["2"]]);
  expect(plain(book.cells[4])).toEqual([]);
}, 40_000);

test("two runs that write one notebook: the second is refused by name, and the first is not disturbed", async () => {
  const folder = folderOf({
    "book.ipynb": notebook(
      'model m = scripted(text => text, ms: 40)\nprompt p(text: Text) -> Text { user """{{ text }}""" }',
      `data t = table([${Array.from({ length: 100 }, (_, n) => `{ id: ${n}, text: "${n}" }`).join(", ")}])\nrun r over t { ask p(.text) with m }`,
    ),
  });
  const program = join(import.meta.dirname, "..", "..", "bin", "strux.mjs");
  const run = () => {
    const child = spawn(process.execPath, [program, "run", "book.ipynb", "-o", "out.ipynb"], {
      cwd: folder,
      env: environment(folder),
    });
    let said = "";
    child.stderr.on("data", (text: Buffer) => (said += text.toString()));
    return { said: () => said, ended: new Promise((resolve) => child.once("exit", resolve)) };
  };
  const first = run();
  await expect.poll(() => existsSync(join(folder, "out.ipynb")), { timeout: 15_000 }).toBe(true);
  const second = run();
  expect(await second.ended).toBe(2);
  expect(second.said()).toMatch(/E115 {2}out\.ipynb is being written by another run \(process \d+\)/);
  expect(await first.ended).toBe(0);
}, 60_000);
