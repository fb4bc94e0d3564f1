// Graphs as ONNX Runtime optimised them, weights laid out for this CPU: half a gigabyte is mapped instead of read and packed.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { type FileHandle, open, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { digest } from "../digest.ts";
import { makeFolder } from "../folder.ts";
import { BRANCH_BIAS } from "../onnx/branches.ts";
import { published } from "../onnx/kept.ts";
import { storePlace } from "../store/open.ts";
import { optimizeGraph } from "./backend/binding.ts";
import { size, type Value, zeros } from "./backend/graph.ts";
import { openGraph, runtimeName } from "./backend/open.ts";
import { reason } from "./error.ts";
import type { Port } from "./layout.ts";

/** What an optimised graph was made from. */
export interface Source {
  /** The ONNX file. */
  readonly file: string;
  /** The folder of its external data, where that is another one. */
  readonly data?: string;
  /** sha256 over it and its data, and their bytes. */
  readonly digest: string;
  readonly bytes: number;
}

/** Of the way they are made: those of another one are not used. */
const VERSION = 1;
const GRAPH = "model.onnx";
const DATA = "model.onnx_data";
/** In the place of a graph that computes something else than what it was made from. */
const UNFIT = "unfit.txt";
/** Bytes of graph and weights: written last, so that what it stands by is whole. */
const SIZES = "sizes.txt";
/** Bytes that all of them take together; beyond, those go that were not used for longest. */
const MOST = 20e9;
/** Milliseconds after which what is unfinished was left by a process that is gone; one that makes a graph ends itself then. */
export const LONGEST = 600_000;

/** Where graphs are kept that were made of others. */
export const graphsPlace = (): string => join(storePlace(process.env), "graphs");

/** Its folder: named by all that an optimised graph depends on. */
export const folderOf = (source: Source): string =>
  join(graphsPlace(), digest([VERSION, runtimeName(), processor(), "cpu", source.digest].join("\n")));

/** The processor with what it can do, since machines of one name differ in that. */
function processor(): string {
  const flags = existsSync("/proc/cpuinfo")
    ? /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1]
    : undefined;
  return `${process.arch} ${cpus()[0]?.model ?? ""} ${flags ?? ""}`;
}

/** The optimised graph of a source; undefined where there is no whole one, and null where it is known to be of no use. */
export function optimized(source: Source): string | null | undefined {
  const folder = folderOf(source);
  if (existsSync(join(folder, UNFIT))) return null;
  // a file that ends early would end the process that maps it
  if (!existsSync(join(folder, SIZES)) || sizes(folder) !== readFileSync(join(folder, SIZES), "utf8"))
    return undefined;
  // used now: those that are not used go first
  void utimes(folder, new Date(), new Date()).catch(() => undefined);
  return join(folder, GRAPH);
}

const sizes = (folder: string): string =>
  [GRAPH, DATA]
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? "none")
    .join(" ");

/**
 * Makes the optimised graph of a source, tries it against the source itself, and keeps it, or a note why not. One process at a
 * time makes it. Weights packed for the processor load fastest; where they compute something else (ONNX Runtime 1.30 writes
 * those of four bits wrongly), the source is loaded as it is.
 */
export async function makeOptimized(source: Source): Promise<void> {
  const folder = folderOf(source);
  await makeFolder(graphsPlace());
  const lock = await locked(`${folder}.lock`);
  if (lock === undefined) return;
  try {
    if (optimized(source) !== undefined) return;
    await rm(folder, { recursive: true, force: true });
    await trim(graphsPlace(), MOST - 2 * source.bytes);
    await published(folder, SIZES, (part) => fill(part, source));
  } finally {
    await lock.close();
    await rm(`${folder}.lock`, { force: true });
  }
}

/** Undefined where another process has it; one that is gone has it no more. */
async function locked(file: string): Promise<FileHandle | undefined> {
  const since = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  if (Date.now() - since > LONGEST) await rm(file, { force: true });
  return open(file, "wx").catch(() => undefined);
}

async function fill(part: string, source: Source): Promise<void> {
  const made = join(part, GRAPH);
  const why = await optimizeGraph(source, made, DATA)
    .then(() => differs(source, made))
    .catch((thrown: unknown) => reason(thrown));
  if (why === undefined) return writeFile(join(part, SIZES), sizes(part));
  await Promise.all([made, join(part, DATA)].map((file) => rm(file, { force: true })));
  await writeFile(join(part, UNFIT), `${why}\n`);
}

/** What the two say about four tokens, where it is not the same. */
async function differs(source: Source, made: string): Promise<string | undefined> {
  const [expected, found] = [await sum(source.file, source.data), await sum(made)];
  return expected === found ? undefined : `its logits are ${found} and not ${expected}`;
}

/** The digest of the logits that follow four tokens, as one word with the last of them. */
async function sum(file: string, data?: string): Promise<string> {
  const opening = { file, ...(data !== undefined && { data }), device: { kind: "cpu" }, threads: 1 } as const;
  const { graph } = await openGraph(opening, { backend: "binding" });
  try {
    const feeds = Object.fromEntries(graph.inputs.map((port) => [port.name, fed(port)]));
    const { logits } = await graph.run(feeds, { logits: null });
    const data = logits!.data as Float32Array | Uint16Array;
    if (data.some((value) => Number.isNaN(value))) return "NaN";
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  } finally {
    await graph.release();
  }
}

/** Ids 0 to 3, seen all, at places 0 to 3; a cache without tokens, states of zeros. */
function fed({ name, type, shape }: Port): Value {
  if (name === BRANCH_BIAS)
    return { type: type as Value["type"], data: zeros(type as Value["type"], 16), dims: [1, 1, 4, 4] };
  const state = name.startsWith("past");
  const rows = shape.findIndex((dim) => typeof dim === "string");
  const dims = state
    ? shape.map((dim, at) => (typeof dim === "number" ? dim : at === rows ? 1 : 0))
    : [1, 4].slice(0, shape.length);
  const values = zeros(type as Value["type"], size(dims));
  if (!state)
    values.forEach((_: unknown, at: number) => {
      const number = name === "attention_mask" ? 1 : at;
      values[at] = type === "int64" ? (BigInt(number) as never) : (number as never);
    });
  return { type: type as Value["type"], data: values, dims };
}

/** Takes away what killed processes left, and what was not used for longest, until all take at most so many bytes. */
async function trim(folder: string, most: number): Promise<void> {
  const names = await readdir(folder);
  const all = names.map((name) => ({ path: join(folder, name), used: statSync(join(folder, name)).mtimeMs }));
  let total = 0;
  for (const { path, used } of all.toSorted((a, b) => b.used - a.used)) {
    const unfinished = /\.(part|lock)$/.test(path);
    if (!unfinished) for (const name of await readdir(path)) total += statSync(join(path, name)).size;
    if (unfinished ? Date.now() - used > LONGEST : total > most)
      await rm(path, { recursive: true, force: true });
  }
}
