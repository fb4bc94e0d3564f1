// The runs that left a log: which there are, how each ended, how large it is; one by the beginning of its name; one taken away.
import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { dataError } from "../problem.ts";
import { type Counts, counted, type Entry, type Head, none } from "./entry.ts";
import { isRunId, typed } from "./id.ts";
import { opened } from "./line.ts";
import { lives } from "./process.ts";
import { entries, type Flaws, headOf, noFlaws } from "./read.ts";
import { LOG, runsAt } from "./write.ts";

/** `died`: its process is gone and its log has no end. `unknown`: neither, and it ran on another machine. */
export type State = "running" | "finished" | "interrupted" | "died" | "unknown";

export interface RunInfo {
  readonly id: string;
  readonly folder: string;
  /** Null where it cannot be read. */
  readonly head: Head | null;
  readonly state: State;
  /** As its process ended with; null where its log has no end. */
  readonly status: number | null;
  /** From its start to the last that is known of it. */
  readonly ms: number;
  readonly items: Counts;
  /** Entries that could not be written. */
  readonly lost: number;
  readonly flaws: Flaws;
}

/** Names of the runs at a place, newest first. */
export async function runIds(place: string): Promise<readonly string[]> {
  const names = await readdir(runsAt(place)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names.filter(isRunId).toSorted().toReversed();
}

/** The run whose name begins so. Errors: E119 where there is none, or several. */
export async function findRun(place: string, text: string): Promise<string> {
  const begin = typed(text);
  const found = (await runIds(place)).filter((id) => id.startsWith(begin));
  const [first, ...more] = found;
  if (first === undefined || text === "")
    throw dataError("E119", `no run begins with '${text}'`, "strux log lists them");
  if (more.length === 0) return first;
  const some = found.slice(0, SOME).join(", ");
  throw dataError(
    "E119",
    `${found.length} runs begin with '${text}'`,
    `the newest: ${some}; write more of one`,
  );
}
const SOME = 3;

/** What is known of a run without drawing it. Of one that has an end, only its first and last lines are read. */
export async function runInfo(place: string, id: string): Promise<RunInfo> {
  const folder = join(runsAt(place), id);
  const head = await headOf(folder).catch(() => null);
  const known = { id, folder, head };
  const end = await endOf(join(folder, LOG)).catch(() => null);
  if (end) {
    const { status, items, ms, lost } = end;
    const state = status === INTERRUPTED ? "interrupted" : status === DIED ? "died" : "finished";
    return { ...known, state, status, ms, items, lost, flaws: noFlaws() };
  }
  const flaws = noFlaws();
  let [items, ms, lost] = [none, 0, 0];
  try {
    for await (const entry of entries(folder, flaws)) {
      if (entry.kind === "head") continue;
      ms = entry.ms;
      if (entry.kind === "item") items = counted(items, entry);
      if (entry.kind === "lost") lost += entry.entries;
    }
  } catch {
    flaws.damaged++;
  }
  const alive = head ? lives(head.process) : null;
  const state = alive === null ? "unknown" : alive ? "running" : "died";
  return {
    ...known,
    state,
    status: null,
    ms: state === "running" && head ? Date.now() - head.start : ms,
    items,
    lost,
    // what is being written now is no fault
    flaws: state === "running" ? { ...flaws, torn: false } : flaws,
  };
}
/** Statuses of a run that was interrupted, and of one whose runtime died. */
const INTERRUPTED = 130;
const DIED = 138;

/** Bytes at the end of a log in which its last line is. */
const TAIL = 4096;

async function endOf(path: string): Promise<Extract<Entry, { readonly kind: "end" }> | null> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL), 0, TAIL, Math.max(0, size - TAIL));
    const last = buffer.toString("utf8", 0, bytesRead).split("\n").at(-2) ?? "";
    const json = opened(last);
    const entry = json === null ? null : (JSON.parse(json) as Entry);
    return entry?.kind === "end" ? entry : null;
  } finally {
    await file.close();
  }
}

/** All of them, newest first. */
export async function listRuns(place: string): Promise<readonly RunInfo[]> {
  const found: RunInfo[] = [];
  for (const id of await runIds(place)) found.push(await runInfo(place, id));
  return found;
}

/** Bytes that a run takes on disk, and ms since it was last written: for whoever decides which to keep. */
export async function weighRun(
  place: string,
  id: string,
): Promise<{ readonly bytes: number; readonly age: number }> {
  const folder = join(runsAt(place), id);
  let bytes = 0;
  for (const one of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (one.isFile()) bytes += (await stat(join(one.parentPath, one.name))).size;
  const { mtimeMs } = await stat(join(folder, LOG)).catch(() => stat(folder));
  return { bytes, age: Date.now() - mtimeMs };
}

/** Takes a run away, its log and all beside it. Errors: E119 where it is still running. */
export async function removeRun(place: string, id: string): Promise<void> {
  const { state, folder } = await runInfo(place, id);
  if (state === "running") throw dataError("E119", `run '${id}' is still running`, "stop it first");
  await rm(folder, { recursive: true, force: true });
}
