// The kernel beside ipykernel and tslab, in one run, by one client: start, round trip, prints, heartbeat, interrupt, memory.
import type { Client } from "../test/kernel/jupyter/client.ts";
import {
  begin,
  type Candidate,
  candidates,
  cell,
  end,
  forget,
  type Live,
  memory,
  orphaned,
  printed,
  put,
  replies,
} from "./kernels.ts";

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: string;
}

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);
const at = (values: readonly number[], share: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;

export default {
  name: "kernel",
  async run(): Promise<Row[]> {
    const { all, without } = candidates();
    for (const reason of without) console.log(`not measured: ${reason}`);
    const rows: Row[] = [];
    for (const candidate of all) {
      for (const measure of measures) {
        const found = await measure(candidate).catch((error: unknown): Row[] => {
          console.log(`${candidate.name}: ${error instanceof Error ? error.message : String(error)}`);
          return [];
        });
        // hopes are for ours alone
        rows.push(
          ...found.map(({ what, value, unit, target }) => ({
            what: `${candidate.name}: ${what}`,
            value,
            unit,
            ...(candidate.name === "strux" && target !== undefined && { target }),
          })),
        );
      }
    }
    return [...rows, ...share(rows)];
  },
};

/** How long a start takes, beside the kernel that most people know. */
function share(rows: readonly Row[]): Row[] {
  const [own, peer] = ["strux", "ipykernel"].map(
    (name) => rows.find(({ what }) => what.startsWith(`${name}: ${ANSWERS}`))?.value,
  );
  if (own === undefined || peer === undefined) return [];
  return [{ what: `${ANSWERS}, of ipykernel's`, value: own / peer, unit: "", target: "<= 0.7" }];
}

type Measure = (candidate: Candidate) => Promise<Row[]>;
const measures: readonly Measure[] = [starts, trips, prints, busy, floods, lasts, orphans];

/** Something is done with a kernel of its own. */
async function withKernel<T>(candidate: Candidate, work: (live: Live) => Promise<T>): Promise<T> {
  const live = await begin(candidate);
  try {
    return await work(live);
  } finally {
    await end(live);
  }
}

const ANSWERS = "start to the first answer";

/** Files are in the cache after the first start. */
async function starts(candidate: Candidate): Promise<Row[]> {
  const [ready, first]: [number[], number[]] = [[], []];
  for (let n = 0; n < 8; n++)
    await withKernel(candidate, async ({ readyMs, firstMs }) => {
      ready.push(readyMs);
      first.push(firstMs);
    });
  return [
    {
      what: "start to the first cell done, warm, median of 7",
      value: at(first.slice(1), 0.5),
      unit: "ms",
    },
    {
      what: `${ANSWERS}, warm, median of 7`,
      value: at(ready.slice(1), 0.5),
      unit: "ms",
      target: "<= 800",
    },
  ];
}

async function trips(candidate: Candidate): Promise<Row[]> {
  return withKernel(candidate, async (live) => {
    const times: number[] = [];
    for (let n = 0; n < 220; n++) {
      times.push(await cell(live, candidate.sum));
      forget(live);
    }
    const warm = times.slice(20);
    return [
      { what: "a cell's round trip, median of 200", value: at(warm, 0.5), unit: "ms", target: "< 5" },
      { what: "a cell's round trip, p90", value: at(warm, 0.9), unit: "ms" },
    ];
  });
}

const LINES = 5000;

async function prints(candidate: Candidate): Promise<Row[]> {
  return withKernel(candidate, async (live) => {
    await cell(live, candidate.prints(1));
    forget(live);
    const ms = await cell(live, candidate.prints(LINES)).catch(() => null);
    const lines = printed(live)
      .split("\n")
      .filter((line) => line !== "");
    const inOrder = lines.findIndex((line, n) => line !== String(n));
    return [
      ...(ms === null ? [] : [{ what: `${LINES} prints`, value: ms, unit: "ms", target: "< 1500" }]),
      { what: `${LINES} prints, idle came`, value: ms === null ? 0 : 1, unit: "of 1", target: "1" },
      {
        what: `${LINES} prints, lines that came in order`,
        value: inOrder < 0 ? lines.length : inOrder,
        unit: "lines",
        target: String(LINES),
      },
    ];
  });
}

const LOOK_MS = 2000;

/** Heartbeats while a cell takes long, then an interrupt, until the next cell is answered. */
async function busy(candidate: Candidate): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [what, code] of Object.entries(candidate.long))
    rows.push(...(await withKernel(candidate, (live) => interrupted(live, what, code))));
  return rows;
}

async function interrupted(live: Live, what: string, code: string): Promise<Row[]> {
  const { client, kernel, candidate } = live;
  await cell(live, candidate.prints(1));
  const id = await put(live, code);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const beats = await beating(client);
  if (client.heard.some((message) => replies(message, id))) throw new Error(`${what}, and is done too early`);
  const begun = performance.now();
  if (candidate.interrupt === "message") await client.send("interrupt_request", {}, { channel: "control" });
  else process.kill(kernel.child.pid ?? 0, "SIGINT");
  await client.next((message) => replies(message, id), "the reply of the interrupted cell", 30_000);
  await cell(live, candidate.sum);
  return [
    {
      what: `slowest heartbeat while ${what} (${LOOK_MS}: none)`,
      value: Math.max(...beats),
      unit: "ms",
      target: "< 100",
    },
    {
      what: `interrupt while ${what}, until the next cell is answered`,
      value: performance.now() - begun,
      unit: "ms",
      target: "< 300",
    },
  ];
}

async function beating(client: Client): Promise<readonly number[]> {
  const beats: number[] = [];
  const end = performance.now() + LOOK_MS;
  while (performance.now() < end) {
    const beat = await Promise.race([client.beat(), late(LOOK_MS)]);
    beats.push(beat);
    // a heart that stopped cannot be asked again
    if (beat >= LOOK_MS) break;
  }
  return beats;
}

const late = (ms: number): Promise<number> => new Promise((resolve) => setTimeout(() => resolve(ms), ms));

const [CELLS, EACH] = [20, 5];

/** Cells of a size that no bound cuts. */
async function floods(candidate: Candidate): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [how, megabytes] of Object.entries(candidate.megabytes))
    rows.push(...(await withKernel(candidate, (live) => flood(live, how, megabytes))));
  return rows;
}

async function flood(live: Live, how: string, megabytes: (n: number) => string): Promise<Row[]> {
  await cell(live, megabytes(0));
  const rest = memory(live);
  let [most, bytes] = [rest, 0];
  const timer = setInterval(() => (most = Math.max(most, memory(live))), 10);
  const begun = performance.now();
  for (let n = 0; n < CELLS; n++) {
    await cell(live, megabytes(EACH), 30_000);
    bytes += printed(live).length;
    forget(live);
  }
  clearInterval(timer);
  const what = `${CELLS * EACH} MB of output${how}`;
  return [
    { what: `${what}, bytes that came`, value: bytes, unit: "bytes", target: String(CELLS * EACH * 1e6) },
    { what: `${what}, time`, value: performance.now() - begun, unit: "ms" },
    { what: `${what}, anonymous memory before`, value: rest, unit: "MB" },
    { what: `${what}, most anonymous memory`, value: most, unit: "MB", target: "< 300" },
  ];
}

/** A front end that is killed takes its kernel with it. */
async function orphans(candidate: Candidate): Promise<Row[]> {
  const what = "its front end is killed, until it is gone";
  return [{ what, value: await orphaned(candidate), unit: "ms", target: "< 3000" }];
}

/** A thousand cells, after two thousand: neither memory nor time may grow with them. */
async function lasts(candidate: Candidate): Promise<Row[]> {
  return withKernel(candidate, async (live) => {
    const times: number[] = [];
    const sizes: number[] = [];
    for (let n = 0; n < 3000; n++) {
      times.push(await cell(live, candidate.sum));
      sizes.push(memory(live));
      forget(live);
    }
    const middle = (of: readonly number[], to: number): number => at(of.slice(to - 100, to), 0.5);
    return [
      { what: "anonymous memory behind 2000 cells", value: middle(sizes, 2000), unit: "MB" },
      { what: "anonymous memory behind 3000 cells", value: middle(sizes, 3000), unit: "MB", target: "flat" },
      { what: "a cell's round trip behind 2000 cells", value: middle(times, 2000), unit: "ms" },
      {
        what: "a cell's round trip behind 3000 cells",
        value: middle(times, 3000),
        unit: "ms",
        target: "flat",
      },
    ];
  });
}
