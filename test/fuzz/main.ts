// Many broken cells, watched: what went wrong is written to a folder, what was reached is counted.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { Grammar } from "../../dsl/syntax/grammar.ts";
import { catalogue } from "../../dsl/tell/messages.ts";
import { mutant } from "./mutate.ts";
import type { Found, Message, Work } from "./worker.ts";

export interface Job {
  readonly n: number;
  readonly seed: number;
  /** The cell to begin with: a part of a long run, again. */
  readonly from: number;
  /** Where inputs that fail are written. */
  readonly out: string;
  readonly worker: URL;
}
interface Tally {
  readonly found: (Omit<Found, "kind"> & { readonly kind: Found["kind"] | "hang" })[];
  readonly rules: Set<string>;
  readonly codes: Set<string>;
  slowest: number;
  slow: number;
}

/** Processor time on one cell that counts as a hang. */
const HANG_MS = 1000;
const LOOK_MS = 100;
const TELL_MS = 60_000;
/** Enough to see what is wrong. */
const MOST = 50;

/** Runs to the end and prints the report; the exit status. */
export async function fuzz(job: Job): Promise<number> {
  const tally: Tally = { found: [], rules: new Set(), codes: new Set(), slowest: 0, slow: -1 };
  const start = performance.now();
  console.log(`seed ${job.seed}`);
  let from = job.from;
  while (from < job.n && tally.found.length < MOST) from = await run(job, from, tally);
  const seconds = (performance.now() - start) / 1000;
  const tried = Math.min(from, job.n) - job.from;
  write(job, tally);
  console.log(report(tried, seconds, tally));
  return tally.found.length > 0 ? 1 : 0;
}

/** One thread from a cell on, to the end or to a hang; the cell to go on with. */
function run({ seed, n, worker: url }: Job, from: number, tally: Tally): Promise<number> {
  const at = new Int32Array(new SharedArrayBuffer(4));
  Atomics.store(at, 0, -1);
  const work: Work = { seed, from, to: n, at };
  const worker = new Worker(url, { workerData: work });
  return new Promise((resolve, reject) => {
    let [index, spent] = [-1, process.cpuUsage()];
    const stop = (next: number): void => {
      clearInterval(timer);
      void worker.terminate();
      resolve(next);
    };
    let told = performance.now();
    const timer = setInterval(() => {
      const now = Atomics.load(at, 0);
      if (performance.now() - told > TELL_MS) {
        told = performance.now();
        process.stderr.write(`${now} of ${n}, ${tally.found.length} faults\n`);
      }
      const { user, system } = process.cpuUsage(spent);
      if (now !== index || now < 0) [index, spent] = [now, process.cpuUsage()];
      else if ((user + system) / 1000 > HANG_MS) {
        const { text } = mutant(seed, index);
        tally.found.push({ kind: "hang", what: `over ${HANG_MS} ms`, index, text, small: text });
        stop(index + 1);
      }
    }, LOOK_MS);
    worker.on("message", (message: Message) => {
      if (message.kind === "found") {
        tally.found.push(message.found);
        process.stderr.write(`${message.found.kind} in cell ${message.found.index}\n`);
      } else if (message.kind === "done") {
        if (message.slowest > tally.slowest)
          Object.assign(tally, { slowest: message.slowest, slow: message.slow });
        stop(n);
      } else for (const name of message.names) tally[message.kind].add(name);
      if (tally.found.length >= MOST) stop(index + 1);
    });
    worker.on("error", reject);
  });
}

function write({ out, seed }: Job, { found }: Tally): void {
  for (const { kind, index, text, small, what } of found) {
    mkdirSync(out, { recursive: true });
    const path = join(out, `${kind}-${seed}-${index}`);
    writeFileSync(`${path}.strux`, text);
    writeFileSync(`${path}.min.strux`, small);
    console.log(
      `${kind} in cell ${index}: ${what}\n  ${path}.strux, as short as it goes:\n  ${JSON.stringify(small.slice(0, 400))}`,
    );
  }
}

const kinds = {
  exception: "exceptions",
  hang: "hangs over 1 s",
  span: "places outside of their cell",
  crowd: "statements with more than 5 problems",
  layout: "formattings that change a program, or change again",
} as const;

function report(tried: number, seconds: number, { found, rules, codes, slowest, slow }: Tally): string {
  const all = Object.keys(new Grammar().getGAstProductions());
  const known = Object.keys(catalogue);
  const missing = all.filter((name) => !rules.has(name));
  const untold = known.filter((code) => !codes.has(code));
  return [
    `cells tried: ${tried} in ${seconds.toFixed(0)} s, ${Math.round(tried / seconds)} per second`,
    ...Object.entries(kinds).map(
      ([kind, words]) => `${words}: ${found.filter((one) => one.kind === kind).length}`,
    ),
    `slowest cell: ${slowest.toFixed(0)} ms (number ${slow})`,
    `grammar rules reached: ${rules.size} of ${all.length}${missing.length > 0 ? `; not: ${missing.join(" ")}` : ""}`,
    `codes reached: ${codes.size} of ${known.length}; not: ${untold.join(" ")}`,
  ].join("\n");
}
