// The most memory that the runner may hold: stated, or what the machine has; a thread of its own looks, whatever computes meanwhile.
import { readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { Worker } from "node:worker_threads";
import { sizeText } from "../size-text.ts";
import { ModelError } from "./error.ts";

/** Of the machine's memory, or of what its container may take: beyond it the system would end some process, and not say why. */
const SHARE = 0.9;
/** Between two looks, in ms. */
const EVERY = 100;
/** From this share of the ceiling on, garbage is to go, at most once in so many looks. */
const [NEAR, PAUSE] = [0.8, 10];
/** How the last words of a process begin that has ended itself at its ceiling. */
const OVER = "over the memory ceiling: ";

/** Bytes. */
export const usualCeiling = (): number =>
  Math.floor(SHARE * Math.min(totalmem(), process.constrainedMemory?.() || Infinity));

/** $STRUX_MEMORY in bytes, undefined where it is not set. Errors, as a value: E511. */
export function statedCeiling(text: string | undefined): number | undefined | ModelError {
  if (text === undefined || text === "") return undefined;
  if (/^[1-9]\d*$/.test(text)) return Number(text) * 2 ** 20;
  return new ModelError("E511", `STRUX_MEMORY is '${text}'`, "write a whole number of MiB: 8192");
}

/** Bytes that this process holds and the system cannot take back: files that are only mapped are not among them where it tells. */
export function heldBytes(): number {
  if (process.platform !== "linux") return process.memoryUsage.rss();
  const parts = readFileSync("/proc/self/status", "utf8").match(/(?<=^Rss(Anon|Shmem):\s+)\d+/gm) ?? [];
  return parts.reduce((sum, kilobytes) => sum + Number(kilobytes), 0) * 1024;
}

/** The same as {@link heldBytes}, for a thread that has no modules, so that it comes in one file with the process. */
const HELD = String.raw`process.platform !== "linux" ? process.memoryUsage.rss()
  : (readFileSync("/proc/self/status", "utf8").match(/(?<=^Rss(Anon|Shmem):\s+)\d+/gm) ?? [])
      .reduce((sum, kilobytes) => sum + Number(kilobytes), 0) * 1024`;

/** What watches a process. */
export interface Watch {
  /** Said where the ceiling is hit from now on: what would fit. */
  readonly fits: (words: string) => void;
}

/**
 * Ends this process, which may be in native code or in a loop: where it holds more than `ceiling` bytes at two looks, and where its
 * parent has gone. Between the two, and near the ceiling, memory that nobody needs is given back.
 */
export function watch(parent: number, ceiling: number): Watch {
  const source = `
    const { readFileSync, writeSync } = require("node:fs");
    const { parentPort } = require("node:worker_threads");
    let fits = "";
    parentPort.on("message", (words) => (fits = words)).unref();
    const end = () => process.kill(process.pid, "SIGKILL");
    let [over, rest] = [false, 0];
    setInterval(() => {
      if (process.ppid !== ${parent}) end();
      const held = ${HELD};
      rest--;
      if (held > ${NEAR * ceiling} && (rest < 0 || (held > ${ceiling} && !over))) {
        rest = ${PAUSE};
        parentPort.postMessage("collect");
      }
      const before = over;
      over = held > ${ceiling};
      if (!over || !before) return;
      writeSync(2, "\\n${OVER}" + JSON.stringify({ held, ceiling: ${ceiling}, fits }) + "\\n");
      end();
    }, ${EVERY});`;
  const worker = new Worker(source, { eval: true });
  worker.on("message", () => globalThis.gc?.());
  worker.unref();
  return { fits: (words) => worker.postMessage(words) };
}

/** A process has ended itself at its ceiling; what it did may go in smaller parts. */
export class OverCeiling extends ModelError {
  /** @param during `count with DIR` */
  constructor(during: string, { held, ceiling, fits }: Over) {
    super(
      "E520",
      `the runner process was ended during ${during}: it held ${sizeText(held)}, its ceiling is ${sizeText(ceiling)}`,
      fits === "" ? RAISE : `${fits}, or ${RAISE}`,
    );
  }
}

export const RAISE = "raise it with STRUX_MEMORY (in MiB) where the machine has more";

interface Over {
  readonly held: number;
  readonly ceiling: number;
  readonly fits: string;
}

/** Last words on stderr -> what a process says that has ended itself at its ceiling. */
export function overCeiling(words: string): Over | undefined {
  const line = words.split("\n").find((one) => one.startsWith(OVER));
  return line === undefined ? undefined : (JSON.parse(line.slice(OVER.length)) as Over);
}
