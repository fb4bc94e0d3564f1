// Programs that name places on a hub: what a check says before anything is fetched and after, and a run from the command line.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import { answering } from "../../../runtime/facts.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { bring } from "../../../runtime/hub/bring.ts";
import type { Runner } from "../../../runtime/model/index.ts";
import { nodeNet } from "../../../runtime/net.ts";
import { prepare } from "../../../runtime/prepare.ts";
import { notebook } from "../../cli/help.ts";
import { reach } from "../call.ts";
import { makeRunner, nano } from "../model/help.ts";
import { COMMIT, contents, type Mirror, mirror } from "./mirror.ts";

const home = mkdtempSync(join(tmpdir(), "strux-hub-"));
let hub: Mirror;
let runner: Runner;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  const rows = Buffer.from("id,text\n1,The mill stands by the river.\n2,The inn is closed.\n");
  const refs = { main: COMMIT };
  const files = contents(nano);
  const graph = files["onnx/model.onnx"] ?? Buffer.alloc(0);
  hub = await mirror({
    "lab/nano": { type: "model", refs, commits: { [COMMIT]: files } },
    "lab/two": {
      type: "model",
      refs,
      commits: {
        [COMMIT]: { ...files, "onnx/model_q4.onnx": graph, "onnx/model.onnx": graph.subarray(0, 20_000) },
      },
    },
    "lab/rows": { type: "dataset", refs, commits: { [COMMIT]: { "rows.csv": rows } } },
  });
  runner = await makeRunner();
  env = { HF_HOME: join(home, "hf"), XDG_CACHE_HOME: home, HF_ENDPOINT: hub.url, HF_TOKEN: "hf_secret" };
});
afterAll(async () => {
  await hub.close();
  rmSync(home, { recursive: true, force: true });
});

const cells = [
  'let place = "lab/rows"\ndata docs = csv(hub(place, file: "rows.csv", type: "dataset"))',
  'model small = onnx(hub("lab/nano")) { max_tokens: 4 }',
  'prompt ask_it(text: Text) { user """{{ text }}""" }',
  "run answers over docs { ask ask_it(.text) with small }",
];

/** `CODE cell message` of what a check says. */
async function said(...texts: readonly string[]): Promise<string[]> {
  const source = { cells: texts.map((text, at) => ({ id: `c${at}`, label: `cell ${at}`, text })) };
  const { diagnostics } = await prepare(source, answering(nodeFiles({ folder: home, env }), runner));
  return diagnostics.map(({ code, span, message }) => `${code} ${span.cell} ${message}`);
}

const strux = (...args: string[]) => struxIn(env, ...args);
const struxIn = (own: NodeJS.ProcessEnv, ...args: string[]): Promise<{ status: number; out: string }> =>
  new Promise((done) => {
    const all = { ...process.env, ...own, STRUX_STORE: join(home, "store"), NO_COLOR: "1" };
    const options = { cwd: home, env: all };
    execFile(process.execPath, [join(root, "bin/strux.mjs"), ...args], options, (error, stdout, stderr) =>
      done({ status: error ? Number(error.code) : 0, out: stdout + stderr }),
    );
  });

test("a check fetches nothing: what is not in the cache is not checked, and that is told", async () => {
  expect(await said(...cells)).toEqual([
    "I140 0 hf://datasets/lab/rows/rows.csv is not in the hub's cache: its columns are not checked",
    "I201 1 the token budget of 'small' is not checked: hf://lab/nano is not in the hub's cache",
  ]);
  expect(hub.requests).toEqual([]);
});

test("a place that cannot be one is an error while checking", async () => {
  expect(await said('data docs = csv(hub("rows", file: "a.csv"))')).toEqual([
    "E203 0 'hub' takes a repository: owner/name, and a path inside of it, but got rows, a.csv",
  ]);
  expect(await said('data docs = csv(hub("lab/rows", file: "../a.csv"))')).toEqual([
    "E203 0 'hub' takes a repository: owner/name, and a path inside of it, but got lab/rows, ../a.csv",
  ]);
});

test("a run without --allow-net says what is missing; with it the results say which commit they are of", async () => {
  writeFileSync(join(home, "lab.ipynb"), notebook(...cells));
  const closed = await strux("run", "lab.ipynb");
  expect(closed.status).toBe(1);
  expect(closed.out).toContain("E140  hf://datasets/lab/rows/rows.csv is not in the hub's cache");
  expect(hub.requests).toEqual([]);
  const open = await strux("run", "lab.ipynb", "--allow-net", "-o", "out.ipynb");
  expect(open.out).toContain("may fetch from a hub\n");
  expect(open.out).toContain(`note: hf://lab/nano is at commit ${COMMIT}`);
  expect(open.status).toBe(0);
  const written = readFileSync(join(home, "out.ipynb"), "utf8");
  expect((JSON.parse(written) as { metadata: { strux: { hub: unknown } } }).metadata.strux.hub).toEqual({
    "hf://datasets/lab/rows": COMMIT,
    "hf://lab/nano": COMMIT,
  });
  expect(open.out + written).not.toContain("hf_secret");
  const explained = await strux("explain", "lab.ipynb");
  expect(explained.out).toContain(`hf://lab/nano at commit ${COMMIT}, window`);
  expect(explained.out).toContain(`hf://datasets/lab/rows at commit ${COMMIT}\n`);
  // the answers are those of the same files in a folder
  const again = await strux("run", "lab.ipynb");
  expect(again.out).toMatch(/answers: 0 calls made, 2 from the store/);
});

test("what is in the cache is checked: columns, windows, budgets", async () => {
  await bring("hf://lab/nano", "model", reach({ net: nodeNet(env, true) }));
  await bring("hf://datasets/lab/rows/rows.csv", "file", reach({ net: nodeNet(env, true) }));
  expect(await said(...cells)).toEqual([]);
  const [data, , ...rest] = cells as [string, string, string, string];
  expect(await said(data, 'model small = onnx(hub("lab/nano")) { max_tokens: 3000 }', ...rest)).toEqual([
    expect.stringMatching(/^E301 1 prompt 'ask_it' can need .* but 'small' has a window of [\d,]+$/),
  ]);
  expect((await said(...cells, "data more = docs |> select(.id, .txt)"))[0]).toBe(
    "E201 4 docs has no column 'txt'; did you mean 'text'?",
  );
  expect(await said('model small = onnx(hub("lab/nano")) { window: 100000 }')).toEqual([
    expect.stringMatching(/^E216 0 'window' is out of its range: 100000$/),
  ]);
});

test("the ONNX file that is named is the one that is loaded", async () => {
  const place = "hf://lab/two/onnx/model_q4.onnx";
  await bring(place, "model", reach({ net: nodeNet(env, true) }));
  // the other one is no ONNX file, which is told as soon as it is there
  await expect(bring("hf://lab/two", "model", reach({ net: nodeNet(env, true) }))).rejects.toMatchObject({
    code: "E513",
  });
  const dir = await nodeFiles({ folder: home, env }).locate("hf://lab/two");
  const providers = [{ kind: "cpu" }] as const;
  expect(await runner.load({ dir, providers, graph: "onnx/model_q4.onnx" })).toMatchObject({ dtype: "q4" });
  expect((await runner.describe(dir, "onnx/model_q4.onnx")).graph).toBe("onnx/model_q4.onnx");
  await expect(runner.load({ dir, providers })).rejects.toMatchObject({ code: "E513" });
});

test("strux hub get fetches before there is no network", async () => {
  const own = { ...env, HF_HUB_CACHE: join(home, "other") };
  const got = await struxIn(own, "hub", "get", "lab/rows", "--type", "dataset", "--file", "rows.csv");
  expect(got.status).toBe(0);
  expect(got.out).toContain(`hf://datasets/lab/rows is at commit ${COMMIT}`);
  expect(got.out).toMatch(
    /hf:\/\/datasets\/lab\/rows\/rows\.csv: .*other\/datasets--lab--rows\/snapshots\/1+\/rows\.csv$/m,
  );
  const offline = await struxIn({ ...own, HF_HUB_OFFLINE: "1" }, "hub", "get", "lab/nano");
  expect(offline.status).toBe(2);
  expect(offline.out).toContain("E140  hf://lab/nano is not in the hub's cache, and HF_HUB_OFFLINE is set");
  expect((await strux("hub", "get", "nano")).out).toContain("'nano' is no repository; write owner/name");
});
