// What a run leaves behind, as its users see it: `strux log`, and `strux replay` of runs that finished and of one that was killed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Notebook } from "../../kernel/notebook.ts";
import { root } from "../../bin/build.mjs";
import { peer } from "../runtime/server/peer.ts";
import { environment, notebook, project, strux } from "./help.ts";

const book = notebook(
  "show 1\nshow zz",
  "%%ts\nconsole.log('a'); console.log('b'); console.error('c');\nexport const n: number = 3;",
  'data t = table([{ arm: "a", n: 1 }, { arm: "b", n: 2 }])\nchart t |> bar(x: arm, y: n)\nshow [1][4]',
  `model m = onnx("${join(root, "models/strux-nano")}") on cpu { max_tokens: 2 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
run r over table([{ id: "x", text: "one" }, { id: "y", text: "two" }]) { ask p(.text) with m }
show "${"long ".repeat(6000)}"`,
  'check n == 4 as "four"',
);

/** The lines of `strux log --json`, newest first. */
async function runs(folder: string): Promise<{ run: string; state: string; [name: string]: unknown }[]> {
  const { stdout } = await strux(folder, "log", "--json");
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { run: string; state: string });
}
const outputsOf = (path: string) =>
  (JSON.parse(readFileSync(path, "utf8")) as Notebook).cells.map((cell) => cell.outputs ?? []);

test("a finished run: the replayed notebook is the one it wrote, byte for byte, though file, model and data are out of reach; printed as it was printed", async () => {
  const folder = project({ "in.ipynb": book });
  const done = await strux(folder, "run", "in.ipynb", "-o", "out.ipynb", "--keep-going");
  expect(done.status).toBe(2);
  const [info] = await runs(folder);
  expect(info).toMatchObject({
    state: "finished",
    status: 2,
    items: { made: 2, store: 0, failed: 0 },
    lost: 0,
  });
  rmSync(join(folder, "in.ipynb"));
  const again = await strux(folder, "replay", info!.run.slice(0, 8), "-o", "again.ipynb");
  expect(again).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(readFileSync(join(folder, "again.ipynb"), "utf8")).toBe(
    readFileSync(join(folder, "out.ipynb"), "utf8"),
  );
  expect(outputsOf(join(folder, "out.ipynb")).map((outputs) => outputs.length)).toEqual([2, 2, 3, 3, 1]);
  const printed = await strux(folder, "replay", info!.run);
  // how far the run was is not shown again
  const told = done.stderr.split("\n").filter((line) => !/rows\/s|loading|tokens\/s/.test(line));
  expect([printed.status, printed.stdout, printed.stderr]).toEqual([0, done.stdout, told.join("\n")]);
});

test("-p and a .strux file: its cells are a notebook of their own; the log names parameters and what is allowed", async () => {
  const folder = project({ "x.strux": "param n = 1\nshow n * 2\n" });
  await strux(folder, "run", "x.strux", "-p", "n=21", "--no-host", "--json");
  const [info] = await runs(folder);
  expect(info).toMatchObject({
    file: "PROJECT/x.strux",
    parameters: ["n = 21"],
    args: ["run", "x.strux", "-p", "n=21", "--no-host", "--json"],
    powers: { typescript: false, network: false, read: [] },
  });
  expect((await strux(folder, "replay", info!.run)).stdout).toBe("42\n");
  await strux(folder, "replay", info!.run, "-o", "x.ipynb");
  const { cells } = JSON.parse(readFileSync(join(folder, "x.ipynb"), "utf8")) as Notebook;
  expect(cells.map(({ source }) => source)).toEqual(["param n = 1\nshow n * 2\n", "n = 21"]);
  const shown = await strux(folder, "log", info!.run);
  expect(shown.stdout).toMatch(/^ {2}powers {5}TypeScript not allowed, network not allowed$/m);
  expect(shown.stdout).toMatch(/^ {2}parameter {2}n = 21$/m);
});

const ENDLESS = 60_000;
test("a run that is killed in the middle: all that it had shown, all answers it had, and that it died", async () => {
  const other = await peer();
  other.faults.set("stall", [{ stall: true }]);
  const folder = project({
    "in.ipynb": notebook(
      "show 1",
      `model m = http("${other.url}", name: "tiny", parallel: 1, timeout: 300) { max_tokens: 4 }
prompt p(text: Text) -> Text { user """Say {{ text }}""" }
show "in the same cell"
run r over table([{ id: 1, text: "one" }, { id: 2, text: "two" }, { id: 3, text: "stall" }]) { ask p(.text) with m }`,
      "show 3",
    ),
  });
  const child = spawn(
    process.execPath,
    [join(root, "bin/strux.mjs"), "run", "in.ipynb", "-o", "out.ipynb", "--allow-net"],
    { cwd: folder, env: environment(folder), stdio: "ignore" },
  );
  const ended = once(child, "exit");
  const at = join(folder, ".store", "runs");
  const log = (): string =>
    existsSync(at) ? readFileSync(join(at, readdirSync(at)[0] ?? "", "log.jsonl"), "utf8") : "";
  await expect.poll(() => log().match(/"kind":"item"/g)?.length, { timeout: ENDLESS, interval: 50 }).toBe(2);
  expect((await runs(folder))[0]).toMatchObject({ state: "running", items: { made: 2 } });
  child.kill("SIGKILL");
  await ended;
  await other.close();
  const [info] = await runs(folder);
  expect(info).toMatchObject({ state: "died", status: null, items: { made: 2, failed: 0 } });
  const again = await strux(folder, "replay", info!.run, "-o", "again.ipynb");
  expect(again).toEqual({
    status: 0,
    stdout: "",
    stderr: "strux: this run died: what it had shown is here\n",
  });
  // the notebook that it wrote itself ends with the cell before
  expect(outputsOf(join(folder, "out.ipynb")).map((outputs) => outputs.length)).toEqual([1, 0, 0]);
  const texts = outputsOf(join(folder, "again.ipynb")).map((outputs) =>
    outputs.map((output) => ("data" in output ? output.data["text/plain"] : null)),
  );
  expect(texts).toEqual([["1"], [expect.stringMatching(/^I201 /), "in the same cell"], []]);
  const items = await strux(folder, "log", info!.run, "--items");
  expect(items.stdout.match(/r\.output {2}item \d {2}made {2}[0-9a-f]{64}$/gm)).toHaveLength(2);
  expect(items.stdout).toContain("r.output: 2 calls: 2 made, 0 from the store\n");
  const path = join(at, info!.run, "log.jsonl");
  appendFileSync(path, '["12345678",{"kind":"shown","cell":1,"event":{"ki');
  const torn = await strux(folder, "replay", info!.run);
  expect(torn.stdout).toBe("1\nin the same cell\n");
  expect(torn.stderr).toContain("strux: the last line of the log broke off and is left out\n");
}, 120_000);

test("calls that operators make are listed and counted beside those of the run", async () => {
  const folder = project({
    "x.strux": `model m = scripted(p => "[2] > [1]")
prompt order(question: Text, list: Passage[]) -> Text { user """{{ question }}{{#each p in list}} {{ p.text }}{{#end}}""" }
prompt plain(question: Text) -> Text { user """{{ question }}""" }
let all = passages(table([{ id: "a", text: "one" }, { id: "b", text: "two" }]), id: .id, text: .text)
run r over table([{ id: 7, question: "x" }]) {
  step ranked = rank_list(all, prompt: w => order(.question, w), with: m)
  step output = ask plain(.question) with m
}
`,
  });
  expect((await strux(folder, "run", "x.strux")).status).toBe(0);
  const [info] = await runs(folder);
  expect(info).toMatchObject({ items: { made: 2, failed: 0 } });
  const { stdout } = await strux(folder, "log", info!.run, "--items");
  expect(stdout).toMatch(/r\.ranked, by its operators {2}item 7 {2}made {2}[0-9a-f]{64}\n/);
  expect(stdout).toMatch(/r\.output {2}item 7 {2}made {2}[0-9a-f]{64}\n/);
  expect(stdout).toContain("r.ranked, by its operators: 1 call: 1 made, 0 from the store\n");
}, 120_000);

test("a run is interrupted: its log says so", async () => {
  const other = await peer();
  other.faults.set("stall", [{ stall: true }]);
  const folder = project({
    "x.strux": `model m = http("${other.url}", name: "tiny", timeout: 300) { max_tokens: 4 }
prompt p(text: Text) -> Text { user """Say {{ text }}""" }
run r over table([{ id: 3, text: "stall" }]) { ask p(.text) with m }`,
  });
  const child = spawn(process.execPath, [join(root, "bin/strux.mjs"), "run", "x.strux", "--allow-net"], {
    cwd: folder,
    env: environment(folder),
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  await expect.poll(() => other.bodies.length, { timeout: ENDLESS, interval: 50 }).toBe(1);
  child.kill("SIGINT");
  expect(await ended).toEqual([130, null]);
  await other.close();
  expect((await runs(folder))[0]).toMatchObject({ state: "interrupted", status: 130 });
}, 120_000);

test("the table of runs, newest first; none yet; what is typed wrong", async () => {
  const folder = project({ "a.strux": "show 1\n", "b.strux": 'check 1 == 2 as "odd"\n' });
  expect(await strux(folder, "log")).toEqual({
    status: 0,
    stdout: "no run has left a log in PROJECT/.store\n",
    stderr: "",
  });
  await strux(folder, "run", "a.strux");
  await strux(folder, "run", "b.strux");
  const { stdout } = await strux(folder, "log");
  const [head, ...lines] = stdout.trimEnd().split("\n");
  expect(head!.split(/ {2,}/)).toEqual([
    "run",
    "file",
    "started",
    "took",
    "state",
    "made",
    "stored",
    "failed",
  ]);
  expect(lines.map((line) => line.split(/ {2,}/).toSpliced(2, 2).slice(1))).toEqual([
    ["b.strux", "finished, status 3", "0", "0", "0"],
    ["a.strux", "finished", "0", "0", "0"],
  ]);
  const wrong = async (...args: readonly string[]): Promise<string> => (await strux(folder, ...args)).stderr;
  expect(await wrong("replay", "zzz")).toBe(
    "strux: E119  no run begins with 'zzz'\n   = strux log lists them\n",
  );
  expect(await wrong("replay", "0")).toContain("E119  2 runs begin with '0'\n   = the newest: ");
  expect(await wrong("log", "--items")).toBe("strux: --items needs a run: strux log RUN --items\n");
  expect(await wrong("replay")).toBe("strux: replay takes one run; strux log lists them\n");
});
