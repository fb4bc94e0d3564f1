// Runs of the real program over a model that the program states: workers beside one, what an item costs, finished items again, a million rows.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: string;
}

const MS = 50;
const ITEMS = 2400;
const AGAIN = 10_000;
const MILLION = 1_000_000;

const program = (ms: number, parallel: number): string => `
model m = scripted(text => "the answer to " + text, ms: ${ms}, parallel: ${parallel})
prompt p(q: Text) -> Text { user """{{ q }}""" }
data t = csv("rows.csv")
run r over t {
  ask p(.text) with m
  limit: ${2 * MILLION}
}
`;

interface Ran {
  /** Seconds that the run says it took, and those of the whole process. */
  readonly own: number;
  readonly all: number;
  readonly made: number;
  /** Peak of the memory that is not mapped from files, in MB. */
  readonly peak: number;
}

async function run(folder: string, store: string, ...more: readonly string[]): Promise<Ran> {
  const start = performance.now();
  const child = spawn(process.execPath, [join(process.cwd(), "bin/strux.mjs"), "run", "p.strux", ...more], {
    cwd: folder,
    env: { ...process.env, STRUX_STORE: join(folder, store) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [said, peak] = ["", 0];
  child.stdout.on("data", (text: Buffer) => (said = (said + text.toString()).slice(-100_000)));
  child.stderr.on("data", (text: Buffer) => (said = (said + text.toString()).slice(-100_000)));
  const watch = setInterval(() => (peak = Math.max(peak, anonymous(child.pid ?? 0))), 100);
  const [code] = await once(child, "close");
  clearInterval(watch);
  const told = /(\d+) calls made, \d+ from the store[^;]*; ([\d.]+) s/.exec(said);
  if (code !== 0 || !told) throw new Error(`a run failed: ${said.slice(-2000)}`);
  return { made: Number(told[1]), own: Number(told[2]), all: (performance.now() - start) / 1000, peak };
}

function anonymous(pid: number): number {
  try {
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function furnish(folder: string, rows: number, source: string): Promise<void> {
  writeFileSync(join(folder, "p.strux"), source);
  const file = createWriteStream(join(folder, "rows.csv"));
  file.write("id,text\n");
  for (let at = 0; at < rows; at++) if (!file.write(`${at},question ${at}\n`)) await once(file, "drain");
  file.end();
  await once(file, "close");
}

/** Workers beside one worker, at 50 ms an item; what an item costs besides; finished items again. */
export async function runs(folder: string): Promise<Row[]> {
  await furnish(folder, ITEMS, program(MS, 1));
  const one = await run(folder, "one", "--workers", "1");
  const four = await run(folder, "four", "--workers", "4");
  await furnish(folder, AGAIN, program(0, 64));
  const first = await run(folder, "again");
  const second = await run(folder, "again");
  return [
    {
      what: `4 workers beside 1, ${ITEMS} items of ${MS} ms`,
      value: one.own / four.own,
      unit: "x",
      target: ">= 3.8",
    },
    {
      what: "beside the item's own time, 1 worker",
      value: (one.own * 1000) / ITEMS - MS,
      unit: "ms/item",
      target: "< 2",
    },
    { what: `${AGAIN} items of 0 ms, made`, value: first.own, unit: "s" },
    { what: `${AGAIN} finished items again: calls made`, value: second.made, unit: "calls", target: "0" },
    { what: `${AGAIN} finished items again`, value: second.own, unit: "s", target: "< 1" },
    { what: "the same, the whole process", value: second.all, unit: "s" },
  ];
}

/** A million rows, written as Parquet. */
export async function million(folder: string): Promise<Row[]> {
  await furnish(folder, MILLION, program(0, 64));
  const ran = await run(folder, "million", "--table", "r=out.parquet");
  return [
    {
      what: `${MILLION} rows of a scripted run: anonymous memory at most`,
      value: ran.peak,
      unit: "MB",
      target: "< 1024",
    },
    { what: "the same, the whole process", value: ran.all, unit: "s" },
    {
      what: "the same, its table as Parquet",
      value: statSync(join(folder, "out.parquet")).size / 2 ** 20,
      unit: "MB",
    },
  ];
}
