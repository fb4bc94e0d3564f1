// A hub's files brought into its cache, against a mirror in the hub's own layout: fetched once, gone on with, compared, refused.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bring } from "../../../runtime/hub/bring.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { type Net, nodeNet } from "../../../runtime/net.ts";
import { meter, type Progress } from "../../../runtime/progress.ts";
import { failure, reach } from "../call.ts";
import { nano } from "../model/help.ts";
import { COMMIT, contents, digestOf, LATER, type Mirror, mirror } from "./mirror.ts";

const model = contents(nano);
const rows = Buffer.from("id,text\n1,one\n2,two\n");
const graph = model["onnx/model.onnx"] ?? Buffer.alloc(0);
const NEEDED = [
  "config.json",
  "generation_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "onnx/model.onnx",
];

let hub: Mirror;
let home: string;
/** How long it was waited before each new try. */
let waits: number[];

beforeAll(async () => {
  hub = await mirror({
    "lab/nano": {
      type: "model",
      refs: { main: COMMIT, "refs/pr/1": COMMIT },
      commits: { [COMMIT]: { ...model, "onnx/model_q4.onnx": graph, "weights.bin": Buffer.alloc(50_000) } },
    },
    "lab/pair": {
      type: "model",
      refs: { main: COMMIT },
      commits: {
        [COMMIT]: {
          "tokenizer.json": model["tokenizer.json"]!,
          "onnx/encoder_model.onnx": graph,
          "onnx/encoder_model_q4.onnx": graph,
          "onnx/decoder_model.onnx": graph,
          "onnx/decoder_with_past_model.onnx": graph,
        },
      },
    },
    "lab/rows": { type: "dataset", refs: { main: COMMIT }, commits: { [COMMIT]: { "data/rows.csv": rows } } },
    "lab/huge": {
      type: "dataset",
      refs: { main: COMMIT },
      commits: { [COMMIT]: { "rows.csv": rows, "../../out.csv": rows } },
      claims: { "rows.csv": 9e15 },
    },
    "lab/closed": { type: "model", refs: { main: COMMIT }, commits: { [COMMIT]: model }, token: "hf_secret" },
  });
});
afterAll(() => hub.close());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "strux-hub-"));
  [waits, hub.requests.length, hub.faults.length] = [[], 0, 0];
  return () => rmSync(home, { recursive: true, force: true });
});

const net = (more: Record<string, string> = {}, allowed = true): Net => ({
  ...nodeNet({ HF_HOME: join(home, "hf"), XDG_CACHE_HOME: home, HF_ENDPOINT: hub.url, ...more }, allowed),
  pause: async (ms) => void waits.push(ms),
});
const files = () => nodeFiles({ folder: home, env: net().env });
const cache = (...parts: string[]): string => join(home, "hf", "hub", ...parts);
const same = (path: string, bytes: Buffer | undefined): boolean => bytes?.equals(readFileSync(path)) === true;
const startOf = (range: string | null): number => Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
const sent = (): string[] => hub.requests.map(({ line }) => line.replace(/[0-9a-f]{40,}/, "…"));

test("an encoder-decoder: all graphs of its decoder's precision", async () => {
  await bring("hf://lab/pair", "model", reach({ net: net() }));
  const folder = cache("models--lab--pair", "snapshots", COMMIT, "onnx");
  expect(readdirSync(folder).toSorted()).toEqual([
    "decoder_model.onnx",
    "decoder_with_past_model.onnx",
    "encoder_model.onnx",
  ]);
});

test("a model: the files it needs and no others, in the layout that the hub's own tools read", async () => {
  const at = reach({ net: net() });
  await bring("hf://lab/nano", "model", at);
  const snapshot = cache("models--lab--nano", "snapshots", COMMIT);
  for (const name of NEEDED) expect(same(join(snapshot, name), model[name])).toBe(true);
  expect(existsSync(join(snapshot, "README.md"))).toBe(false);
  expect(existsSync(join(snapshot, "onnx/model_q4.onnx"))).toBe(false);
  expect(lstatSync(join(snapshot, "onnx/model.onnx")).isSymbolicLink()).toBe(true);
  expect(same(cache("models--lab--nano", "blobs", digestOf(graph)), graph)).toBe(true);
  expect(readFileSync(cache("models--lab--nano", "refs", "main"), "utf8")).toBe(COMMIT);
  expect([...at.notes.keys()]).toEqual([
    `hf://lab/nano is at commit ${COMMIT}, which the cache keeps; revision: "${COMMIT}" is the same everywhere`,
  ]);
  expect(at.net.pinned).toEqual(new Map([["hf://lab/nano", COMMIT]]));
});

test("what is in the cache is read there: no request, no power needed", async () => {
  await bring("hf://lab/nano", "model", reach({ net: net() }));
  hub.requests.length = 0;
  await bring("hf://lab/nano", "model", reach({ net: net({}, false) }));
  expect(hub.requests).toEqual([]);
  expect(await files().locate("hf://lab/nano")).toBe(
    await files().locate(cache("models--lab--nano", "snapshots", COMMIT)),
  );
});

test("a file of a data set; another revision; the ONNX file that is named", async () => {
  const at = reach({ net: net() });
  await bring("hf://datasets/lab/rows/data/rows.csv", "file", at);
  expect(Buffer.from((await files().read("hf://datasets/lab/rows/data/rows.csv")).bytes)).toEqual(rows);
  await bring("hf://lab/nano@refs%2Fpr%2F1/onnx/model_q4.onnx", "model", at);
  expect(existsSync(cache("models--lab--nano", "refs", "refs", "pr", "1"))).toBe(true);
  const snapshot = cache("models--lab--nano", "snapshots", COMMIT);
  expect(existsSync(join(snapshot, "onnx/model_q4.onnx"))).toBe(true);
  expect(existsSync(join(snapshot, "onnx/model.onnx"))).toBe(false);
});

test("a name stays at the commit that the cache has for it; a commit needs no name", async () => {
  const repository = hub.repositories["lab/rows"];
  await bring("hf://datasets/lab/rows/data/rows.csv", "file", reach({ net: net() }));
  if (repository) repository.refs["main"] = LATER;
  const at = reach({ net: net() });
  await bring("hf://datasets/lab/rows/data/rows.csv", "file", at);
  expect(at.net.pinned.get("hf://datasets/lab/rows")).toBe(COMMIT);
  const fixed = reach({ net: net() });
  await bring(`hf://datasets/lab/rows@${COMMIT}/data/rows.csv`, "file", fixed);
  expect([...fixed.notes]).toEqual([]);
  if (repository) repository.refs["main"] = COMMIT;
});

test("a connection that is cut is gone on with where it ended", async () => {
  hub.faults.push({ cut: 1_000_000 }, { cut: 100_000 });
  await bring("hf://lab/nano/onnx/model.onnx", "file", reach({ net: net() }));
  const starts = hub.requests.filter(({ line }) => line.startsWith("cdn")).map(({ range }) => startOf(range));
  expect(starts).toHaveLength(3);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  expect(starts[1]).toBeGreaterThan(0);
  expect(same(cache("models--lab--nano", "snapshots", COMMIT, "onnx/model.onnx"), graph)).toBe(true);
});

test("a connection on which nothing comes any more is given up, and gone on with where it ended", async () => {
  hub.faults.push({ stall: 1_000_000 });
  const env = { HF_HUB_DOWNLOAD_TIMEOUT: "1" };
  await bring("hf://lab/nano/onnx/model.onnx", "file", reach({ net: net(env) }));
  const starts = hub.requests.filter(({ line }) => line.startsWith("cdn")).map(({ range }) => startOf(range));
  expect(starts).toEqual([0, 1_000_000]);
  expect(same(cache("models--lab--nano", "snapshots", COMMIT, "onnx/model.onnx"), graph)).toBe(true);
});

test("a hub that only ever stalls is an error that says so", async () => {
  hub.faults.push(...Array.from({ length: 5 }, () => ({ stall: 0 })));
  const env = { HF_HUB_DOWNLOAD_TIMEOUT: "0.1" };
  expect(await failure(bring("hf://lab/nano/onnx/model.onnx", "file", reach({ net: net(env) })))).toMatch(
    /^E143: .*nothing came for 0\.1 s/,
  );
});

test("a listing that begins and does not go on is an error that says so", async () => {
  hub.faults.push({ quiet: true });
  const env = { HF_HUB_DOWNLOAD_TIMEOUT: "0.1" };
  expect(await failure(bring("hf://lab/nano", "model", reach({ net: net(env) })))).toMatch(
    /^E143: .*its answer breaks off \(nothing came for 0\.1 s\)/,
  );
});

test("what an interrupt left is used the next time, large files over their redirect too", async () => {
  const stop = new AbortController();
  const seen: Progress[] = [];
  let clock = 0;
  const interrupting = meter(
    "m",
    () => (clock += 1000),
    (progress) => {
      seen.push(progress);
      if (progress.done > 100_000) stop.abort();
    },
  );
  const first = reach({ net: net(), signal: stop.signal, meter: interrupting });
  expect(await failure(bring("hf://lab/nano", "model", first))).toBe("E130: interrupted");
  expect(seen.at(-1)).toMatchObject({
    phase: "fetching",
    column: "onnx/model.onnx of lab/nano",
    total: graph.length,
  });
  const part = cache("models--lab--nano", "blobs", `${digestOf(graph)}.incomplete`);
  const have = readFileSync(part).length;
  expect(have).toBeGreaterThan(0);
  expect(have).toBeLessThan(graph.length);
  hub.requests.length = 0;
  await bring("hf://lab/nano", "model", reach({ net: net() }));
  expect(sent()).toEqual([
    "hub /api/models/lab/nano/revision/main",
    "hub /lab/nano/resolve/…/onnx/model.onnx",
    "cdn /…",
  ]);
  expect(hub.requests.at(-1)?.range).toBe(`bytes=${have}-`);
  expect(existsSync(part)).toBe(false);
  expect(existsSync(`${part}.lock`)).toBe(false);
});

test("a host that knows no ranges sends all of it again", async () => {
  hub.faults.push({ cut: 3 }, { whole: true });
  await bring("hf://datasets/lab/rows/data/rows.csv", "file", reach({ net: net() }));
  expect(Buffer.from((await files().read("hf://datasets/lab/rows/data/rows.csv")).bytes)).toEqual(rows);
});

test("other bytes than listed are fetched once more, and then refused; nothing is left", async () => {
  hub.faults.push({ wrong: true });
  await bring("hf://datasets/lab/rows/data/rows.csv", "file", reach({ net: net() }));
  rmSync(cache(), { recursive: true });
  hub.faults.push({ wrong: true }, { wrong: true });
  expect(await failure(bring("hf://datasets/lab/rows/data/rows.csv", "file", reach({ net: net() })))).toMatch(
    /^E144: data\/rows.csv came with the digest [0-9a-f]{12}…, but the hub lists [0-9a-f]{12}…$/,
  );
  expect(existsSync(cache("datasets--lab--rows", "blobs", `${digestOf(rows)}.incomplete`))).toBe(false);
  expect(existsSync(cache("datasets--lab--rows", "blobs", digestOf(rows)))).toBe(false);
});

test("a hub that is busy is asked again, when it says", async () => {
  hub.faults.push({ status: 429, headers: { "retry-after": "7" } }, { status: 503 });
  await bring("hf://datasets/lab/rows/data/rows.csv", "file", reach({ net: net() }));
  expect(waits).toEqual([7000, 1000]);
  rmSync(home, { recursive: true });
  hub.faults.push({ status: 429, headers: { "retry-after": "3600" } });
  expect(await failure(bring("hf://datasets/lab/rows/data/rows.csv", "file", reach({ net: net() })))).toBe(
    `E143: hf://datasets/lab/rows/data/rows.csv could not be fetched from ${hub.url}: it answers 429 and asks to wait 3600 s`,
  );
});

test("a closed repository wants a token; it goes to the hub alone, and into no message", async () => {
  expect(await failure(bring("hf://lab/closed", "model", reach({ net: net() })))).toBe(
    "E142: the hub does not show lab/closed without a token: it is private or gated, or not there",
  );
  const wrong = await failure(
    bring("hf://lab/closed", "model", reach({ net: net({ HF_TOKEN: "hf_wrong" }) })),
  );
  expect(wrong).toBe(
    "E142: the hub does not let this token read lab/closed, which is private or gated, or not there",
  );
  mkdirSync(join(home, "hf"), { recursive: true });
  writeFileSync(join(home, "hf", "token"), "hf_secret\n");
  hub.requests.length = 0;
  await bring("hf://lab/closed", "model", reach({ net: net() }));
  const tokens = (where: string) =>
    new Set(hub.requests.filter(({ line }) => line.startsWith(where)).map(({ token }) => token));
  expect(tokens("hub")).toEqual(new Set(["Bearer hf_secret"]));
  expect(tokens("cdn")).toEqual(new Set([null]));
});

test.each([
  [
    "hf://lab/nothing",
    "model",
    "E142: the hub does not show lab/nothing without a token: it is private or gated, or not there",
  ],
  ["hf://lab/nano@v9", "model", "E141: lab/nano has no revision 'v9'"],
  ["hf://lab/nano/onnx/model_q5.onnx", "model", "E141: lab/nano has no file 'onnx/model_q5.onnx'"],
  ["hf://datasets/lab/rows/rows.csv", "file", "E141: lab/rows has no file 'rows.csv'"],
  [
    "hf://datasets/lab/rows",
    "file",
    "E141: hf://datasets/lab/rows is a repository, and one file of it is read here",
  ],
  ["hf://lab/../x", "file", "E141: 'hf://lab/../x' is no place on a hub"],
] as const)("%s as a %s: %s", async (place, want, words) => {
  expect(await failure(bring(place, want, reach({ net: net() })))).toBe(words);
});

test("nothing is fetched unless that is allowed; offline says what is missing", async () => {
  const place = "hf://datasets/lab/rows/data/rows.csv";
  expect(await failure(bring(place, "file", reach({ net: net({}, false) })))).toBe(
    `E140: ${place} is not in the hub's cache`,
  );
  expect(await failure(bring(place, "file", reach({ net: net({ HF_HUB_OFFLINE: "1" }) })))).toBe(
    `E140: ${place} is not in the hub's cache, and HF_HUB_OFFLINE is set`,
  );
  await bring("hf://lab/nano", "model", reach({ net: net() }));
  rmSync(cache("models--lab--nano", "snapshots", COMMIT, "tokenizer.json"));
  expect(await failure(bring("hf://lab/nano", "model", reach({ net: net({}, false) })))).toBe(
    "E140: tokenizer.json of hf://lab/nano is not in the hub's cache",
  );
  expect(hub.requests.filter(({ line }) => line.includes("rows"))).toEqual([]);
});

test("what other tools left in the cache is taken as it lies, and that is told", async () => {
  await bring("hf://lab/nano", "model", reach({ net: net() }));
  rmSync(join(home, "strux"), { recursive: true });
  const at = reach({ net: net({}, false) });
  await bring("hf://lab/nano", "model", at);
  expect([...at.notes.keys()][0]).toBe(
    "hf://lab/nano is taken as it lies in the cache: which files its repository holds is not known here",
  );
  rmSync(cache("models--lab--nano", "snapshots", COMMIT, "onnx"), { recursive: true });
  expect(await failure(bring("hf://lab/nano", "model", reach({ net: net({}, false) })))).toBe(
    "E140: onnx/model.onnx of hf://lab/nano is not in the hub's cache",
  );
});

test("what the disk has no room for is told before it is fetched", async () => {
  expect(await failure(bring("hf://datasets/lab/huge/rows.csv", "file", reach({ net: net() })))).toMatch(
    /^E145: .* are to be fetched, and .* are free at /,
  );
  expect(sent().filter((line) => line.includes("resolve"))).toEqual([]);
});

test("a listing leads nowhere outside", async () => {
  expect(await failure(bring("hf://datasets/lab/huge/out.csv", "file", reach({ net: net() })))).toBe(
    "E141: lab/huge has no file 'out.csv'",
  );
  expect(await failure(bring("hf://datasets/lab/huge", "file", reach({ net: net() })))).toMatch(/^E141/);
});

test("a hub that is not there", async () => {
  const away = net({ HF_ENDPOINT: "http://127.0.0.1:9" });
  expect(await failure(bring("hf://lab/nano", "model", reach({ net: away })))).toMatch(
    /^E143: hf:\/\/lab\/nano could not be fetched from http:\/\/127.0.0.1:9: .*, 5 times$/,
  );
  expect(waits).toEqual([500, 1000, 2000, 4000]);
});

test("two that want the same fetch it once", async () => {
  const places = ["hf://lab/nano", "hf://lab/nano"];
  await Promise.all(places.map((place) => bring(place, "model", reach({ net: nodeNet(net().env, true) }))));
  expect(sent().filter((line) => line.startsWith("cdn"))).toHaveLength(2);
});
