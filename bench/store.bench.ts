// The store beside what is asked of it: records of 2 KB put and got one by one by the same calls a run makes, their size on disk, and opening a store
// of many. --full: a million records.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../runtime/store/open.ts";
import { million, runs } from "./store/runs.ts";
import { type Entry, keyed, type Keyed, type Store } from "../runtime/store.ts";

const RECORDS = 50_000;
const MANY = 1_000_000;
const BYTES = 2048;
/** Puts under way at once: as many as a batch of a run's answers. */
const WAVE = 512;
/** Records whose text is made before the clock starts; the measured calls take them in turn. */
const TEXTS = 2000;

export default {
  name: "store",
  async run({ full }: { full: boolean }) {
    const folder = mkdtempSync(join(tmpdir(), "strux-bench-store-"));
    try {
      const rows = [];
      for (const driver of ["lmdb", "files"] as const)
        rows.push(
          ...(await measured(join(folder, driver), driver, driver === "lmdb" ? RECORDS : RECORDS / 5)),
        );
      mkdirSync(join(folder, "runs"));
      rows.push(...(await runs(join(folder, "runs"))));
      if (full) rows.push(...(await opening(join(folder, "many"))), ...(await million(join(folder, "runs"))));
      return rows;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const open = (place: string, driver: "lmdb" | "files"): Store =>
  openStore(place, driver === "lmdb" ? null : "nfs");

async function measured(place: string, driver: "lmdb" | "files", n: number) {
  const [all, texts] = [calls(n), words()];
  const entries = all.map(({ parts }, at) => entry(parts, texts[at % TEXTS] ?? ""));
  const payload = entries.reduce((sum, { value }) => sum + Buffer.byteLength(JSON.stringify(value)), 0);
  const store = open(place, driver);
  const puts = await rate(n, async () => {
    for (let from = 0; from < n; from += WAVE)
      await Promise.all(
        all.slice(from, from + WAVE).map(({ key }, at) => store.put(key, entries[from + at]!)),
      );
  });
  // the first of them are read by code that is not compiled yet
  for (const { key } of all.slice(0, n / 5)) await store.get(key);
  let found = 0;
  const gets = await rate(n, async () => {
    for (const { key } of all) if (await store.get(key)) found++;
  });
  if (found < n || store.damaged().length > 0) throw new Error(`${n - found} records were not found`);
  await store.close();
  const wanted = driver === "lmdb";
  const mean = Math.round(payload / n);
  return [
    {
      what: `${driver}: put, ${n} records of ${mean} bytes`,
      value: puts,
      unit: "records/s",
      ...(wanted && { target: ">= 15000" }),
    },
    {
      what: `${driver}: get, checksum and value read`,
      value: gets,
      unit: "records/s",
      ...(wanted && { target: ">= 80000" }),
    },
    {
      what: `${driver}: bytes on disk beside those of the values`,
      value: onDisk(place) / payload,
      unit: "x",
      ...(wanted && { target: "<= 1.6" }),
    },
  ];
}

/** A store of a million records, opened by a program that has just begun; memory of its own is what is not mapped from the file. */
async function opening(place: string) {
  const texts = words();
  let store = open(place, "lmdb");
  const puts = await rate(MANY, async () => {
    for (let from = 0; from < MANY; from += WAVE)
      await Promise.all(
        calls(Math.min(WAVE, MANY - from), from).map(({ key, parts }, at) =>
          store.put(key, entry(parts, texts[(from + at) % TEXTS] ?? "")),
        ),
      );
  });
  await store.close();
  const last = calls(1, MANY - 1)[0]!;
  const start = performance.now();
  store = open(place, "lmdb");
  const found = await store.get(last.key);
  const ms = performance.now() - start;
  if (!found) throw new Error("the last record was not found");
  for (const { key } of calls(100_000)) await store.get(key);
  const anonymous =
    Number(/RssAnon:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? NaN) / 1024;
  await store.close();
  return [
    { what: `lmdb: put, ${MANY} records`, value: puts, unit: "records/s" },
    { what: `lmdb: open ${MANY} records and get the first`, value: ms, unit: "ms", target: "< 100" },
    {
      what: "anonymous memory of the process after 100,000 gets",
      value: anonymous,
      unit: "MB",
      target: "< 300",
    },
  ];
}

async function rate(n: number, act: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await act();
  return (n / (performance.now() - start)) * 1000;
}

const OF = {
  generate: 1,
  model: "ab".repeat(32),
  tokenizer: "cd".repeat(32),
  provider: "cpu",
  options: { temperature: 0, maxTokens: 400 },
};
const calls = (n: number, from = 0): Keyed[] =>
  Array.from({ length: n }, (_, at) => keyed(OF, { prompt: `512 tokens ${from + at}`, seed: 0 }));

const entry = (parts: Entry["parts"], text: string): Entry => ({
  value: { text, promptTokens: 512, outputTokens: 400, finish: "eos", logprob: -31.25, provider: "cpu" },
  spent: { dtype: "fp32", known: 480, firstMs: 812.5, ms: 2048.25, memory: 123_456_789 },
  made: {
    model: "ab".repeat(32),
    tokenizer: "cd".repeat(32),
    provider: "cpu",
    dtype: "fp32",
    runtime: "1.30.0",
    threads: 2,
  },
  parts,
});

/** Answers of 2 KB: words of this house's own pages, each text another row of them. */
function words(): string[] {
  const all = readFileSync("docs/language.md", "utf8").split(/\s+/);
  return Array.from({ length: TEXTS }, (_, nth) => {
    let text = "";
    for (let at = nth * 7919; text.length < BYTES - 100; at = (at * 48_271 + 11) % 2_147_483_647)
      text += `${all[at % all.length]} `;
    return text;
  });
}

const onDisk = (place: string): number =>
  readdirSync(place, { recursive: true, encoding: "utf8" })
    .map((name) => statSync(join(place, name)))
    .reduce((sum, { blocks }) => sum + blocks * 512, 0);
