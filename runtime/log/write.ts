// The log of a run while it is written: many small entries gathered for a moment, all appended to one file, large ones beside it. What cannot be
// written is counted and told once, and never ends the run.
import { randomInt } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { digest } from "../digest.ts";
import { makeFolder } from "../folder.ts";
import { sizeText } from "../size-text.ts";
import { type Body, type Counts, counted, type Entry, type Head, none, VERSION } from "./entry.ts";
import { CHANCES, runId } from "./id.ts";
import { sealed } from "./line.ts";
import { ownProcess } from "./process.ts";

export interface RunLog {
  /** Null where there is no log. */
  readonly id: string | null;
  /** What is shown is written at once, and with it what was gathered before. */
  add(body: Body): void;
  /** Nothing is added after it. `status`: as the process ends with. */
  end(status: number): void;
}
/** What a run says of itself; the rest of the head is the log's own. */
export type About = Omit<Head, "kind" | "version" | "run" | "program" | "store" | "start" | "process">;

/** Folders and files of a place: `runs/ID/log.jsonl`, large entries and the program as `runs/ID/large/SHA256`. */
export const runsAt = (place: string): string => join(place, "runs");
export const LOG = "log.jsonl";
export const LARGE = "large";

/** Prints and calls are gathered for so long, which is less than a kernel gathers prints for; all else is written at once. */
const GATHER_MS = 20;
/** Characters from which on an entry is a file of its own, which equal ones share. */
const SPILL = 16_384;
/** Bytes of one entry, and of a whole log. */
export const MOST = { entry: 64 * 2 ** 20, log: 2 ** 30 };

interface State {
  readonly folder: string;
  readonly start: number;
  readonly tell: (text: string) => void;
  readonly most: typeof MOST;
  pending: Entry[];
  timer: NodeJS.Timeout | undefined;
  /** When it was last written. */
  wrote: number;
  bytes: number;
  counts: Counts;
  /** Entries that were not written: since it last could be, and of the whole run. */
  lost: number;
  allLost: number;
  why: string | null;
  ended: boolean;
}

/**
 * Begins the log of a run. Where there can be none, `tell` hears of it and the run goes on without.
 * @param program the notebook that is run, without outputs
 */
export async function openLog(
  place: string,
  about: About,
  program: string | null,
  tell: (text: string) => void,
  most = MOST,
): Promise<RunLog> {
  const now = Date.now();
  try {
    const { id, folder } = await folderFor(place, now);
    const head: Head = {
      kind: "head",
      version: VERSION,
      run: id,
      ...about,
      program: program === null ? null : beside(folder, program),
      store: place,
      start: now,
      process: ownProcess(),
    };
    writeFileSync(join(folder, LOG), sealed(JSON.stringify(head)), { mode: 0o600, flag: "wx" });
    return written(id, {
      folder,
      start: performance.now(),
      tell,
      most,
      pending: [],
      timer: undefined,
      wrote: 0,
      bytes: 0,
      counts: none,
      lost: 0,
      allLost: 0,
      why: null,
      ended: false,
    });
  } catch (error) {
    tell(`this run has no log: ${(error as Error).message}`);
    return unlogged;
  }
}

/** No log: for runs that nobody wants one of. */
export const unlogged: RunLog = {
  id: null,
  add: () => undefined,
  end: () => undefined,
};

/** A folder that no other run has: making it is what claims the name. */
async function folderFor(
  place: string,
  now: number,
): Promise<{ readonly id: string; readonly folder: string }> {
  await makeFolder(runsAt(place), 0o700);
  for (;;) {
    const id = runId(now, randomInt(CHANCES));
    const folder = join(runsAt(place), id);
    try {
      mkdirSync(folder, { mode: 0o700 });
      mkdirSync(join(folder, LARGE), { mode: 0o700 });
      return { id, folder };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function written(id: string, state: State): RunLog {
  const atExit = (): void => flush(state);
  process.once("exit", atExit);
  return {
    id,
    add(body) {
      if (state.ended) return;
      add(state, body);
      const wait = state.wrote + GATHER_MS - performance.now();
      // of these the first at once: what runs next may keep this thread from ever coming back
      if (wait <= 0 || !(isPrint(body) || body.kind === "item")) flush(state);
      else state.timer ??= setTimeout(() => flush(state), wait).unref();
    },
    end(status) {
      if (state.ended) return;
      process.off("exit", atExit);
      flush(state);
      add(state, { kind: "end", status, items: state.counts, lost: state.allLost });
      flush(state);
      state.ended = true;
    },
  };
}

function add(state: State, body: Body): void {
  if (body.kind === "item") state.counts = counted(state.counts, body);
  const { pending } = state;
  const last = pending.at(-1);
  if (last && follows(last, body)) pending[pending.length - 1] = joined(last, body);
  else pending.push({ ...body, ms: Math.round(performance.now() - state.start) });
}

type Print = Extract<Body, { kind: "shown" }> & { readonly event: { readonly kind: "stream" } };
const isPrint = (body: Body): body is Print => body.kind === "shown" && body.event.kind === "stream";
/** Neighbours of one stream are one entry. */
const follows = (last: Body, next: Body): boolean =>
  isPrint(last) && isPrint(next) && last.cell === next.cell && last.event.name === next.event.name;
const joined = (last: Entry, next: Body): Entry =>
  isPrint(last) && isPrint(next)
    ? { ...last, event: { ...last.event, text: last.event.text + next.event.text } }
    : last;

/** Appends what is pending. The file is opened each time, so that one that is gone is noticed, and never made anew. */
function flush(state: State): void {
  clearTimeout(state.timer);
  const { pending, lost } = state;
  Object.assign(state, { pending: [], timer: undefined, wrote: performance.now() });
  if (pending.length === 0) return;
  const again: Entry[] =
    lost > 0 ? [{ kind: "lost", entries: lost, why: state.why ?? "", ms: pending[0]!.ms }] : [];
  try {
    const lines = [...again, ...pending].map((entry) => lineOf(state, entry)).join("");
    if (state.bytes + lines.length > state.most.log && pending.at(-1)?.kind !== "end")
      throw new Error(`it would be larger than ${sizeText(state.most.log)}`);
    // a line that broke off is ended first, so that it spoils no other
    append(join(state.folder, LOG), lost > 0 ? `\n${lines}` : lines);
    state.bytes += lines.length;
    state.lost = 0;
  } catch (error) {
    state.lost += pending.length;
    incomplete(state, pending.length, (error as Error).message);
  }
}

function append(path: string, text: string): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_APPEND);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
  } finally {
    closeSync(file);
  }
}

function incomplete(state: State, entries: number, why: string): void {
  const first = state.why === null;
  state.allLost += entries;
  state.why ??= why;
  if (first) state.tell(`the log of this run is incomplete: ${why}`);
}

function lineOf(state: State, entry: Entry): string {
  const json = JSON.stringify(entry);
  if (json.length < SPILL) return sealed(json);
  const bytes = Buffer.byteLength(json);
  if (bytes > state.most.entry || state.bytes + bytes > state.most.log) {
    const why = `an output of ${sizeText(bytes)} is too large for it`;
    incomplete(state, 1, why);
    return sealed(JSON.stringify({ kind: "lost", entries: 1, why, ms: entry.ms } satisfies Entry));
  }
  const large = beside(state.folder, json);
  state.bytes += bytes;
  return sealed(JSON.stringify({ large }));
}

/** Keeps a text in a file that is called by its digest; gives the digest. */
function beside(folder: string, text: string): string {
  const name = digest(text);
  const path = join(folder, LARGE, name);
  if (existsSync(path)) return name;
  writeFileSync(`${path}.part`, text, { mode: 0o600 });
  renameSync(`${path}.part`, path);
  return name;
}
