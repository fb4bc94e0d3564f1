// The driver for a disk of this machine: LMDB. The door of lmdb.
import { randomBytes } from "node:crypto";
import { existsSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { Database, RootDatabase } from "lmdb";
import { makeFolder } from "../folder.ts";
import { fileDriver } from "./files.ts";
import type { Driver, Table } from "./driver.ts";
import { checkFile } from "./lmdb-file.ts";
import { staysIn } from "./plain.ts";

type Bytes = Database<Buffer, Buffer>;
interface Opened {
  readonly root: RootDatabase<Buffer, Buffer>;
  readonly tables: { readonly [N in "records" | "bytes"]: Bytes };
}

/** Pages of four times the usual size: records of some kilobytes lie side by side in one, where they would take one or two each. */
const PAGE = 16_384;
/** Bytes of a place. */
const PLACE = 12;
/** Of a record whose place has none. */
const NOTHING = Buffer.alloc(0);
const FOLDER = "results";
const FILE = "data.mdb";

/** The folder appears with the first record; until then nothing is there, and nothing is opened. */
export function lmdbDriver(place: string): Driver {
  const folder = join(place, FOLDER);
  let [opened, ready]: [Promise<Opened> | undefined, Opened | undefined] = [undefined, undefined];
  const there = async (): Promise<Opened> => (ready ??= await (opened ??= open(place, folder)));
  const writable = async (): Promise<Opened> => {
    const made = await there();
    withRoom(folder);
    return made;
  };
  const { told, failed } = writes();
  const ways: Ways = {
    there,
    writable,
    told,
    looked: () => ready ?? (opened || existsSync(join(folder, FILE)) ? there() : undefined),
  };
  const [records, files] = [ordered(ways), fileDriver(place)];
  return {
    name: "lmdb",
    // what many records have in common lies in files: there is little of it, and without it all of them would be lost
    table: (name) => (name === "records" ? records : files.table(name)),
    // and so does what is swapped under the eyes of others: a process that is killed in a transaction of LMDB whose steps are taken here,
    // and not in its own thread, can leave the file broken for them
    claims: files.claims,
    async close() {
      const last = await opened?.catch(() => undefined);
      [opened, ready] = [undefined, undefined];
      // what has failed once may never end
      if (!failed()) await last?.root.close();
    },
  };
}

/** Bytes that stay free on its disk: a write of lmdb that finds no room can break the memory of its process. */
const ROOM = 1 << 19;

/** Errors: as of a write that finds no room. */
function withRoom(place: string): void {
  const { bavail, bsize } = statfsSync(place);
  if (bavail * bsize >= ROOM) return;
  throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
}

interface Ways {
  readonly there: () => Promise<Opened>;
  /** The same, with room for more. */
  readonly writable: () => Promise<Opened>;
  readonly told: <T>(write: Promise<T>) => Promise<T>;
  /** Undefined where nothing was written yet. */
  readonly looked: () => Promise<Opened> | Opened | undefined;
}

async function open(place: string, folder: string): Promise<Opened> {
  await staysIn(place)(folder);
  await makeFolder(folder);
  await checkFile(join(folder, FILE));
  // native code: only who has results to read or to write loads it
  const lmdb = await import("lmdb");
  const encoding = { encoding: "binary", keyEncoding: "binary" } as const;
  const root = lmdb.open<Buffer, Buffer>({
    path: folder,
    maxDbs: 4,
    pageSize: PAGE,
    // a commit that fails would otherwise reject a promise of lmdb's own too, which nobody can hear
    eventTurnBatching: false,
    ...encoding,
  });
  // readers that were killed would keep old pages alive
  root.readerCheck();
  const table = (name: string): Bytes => root.openDB<Buffer, Buffer>({ name, ...encoding });
  return {
    root,
    tables: {
      records: table("records"),
      bytes: table("bytes"),
    },
  };
}

const once = <T>(
  opened: Promise<Opened> | Opened | undefined,
  act: (opened: Opened) => T | undefined,
): Promise<T | undefined> | T | undefined =>
  opened instanceof Promise ? opened.then(act) : opened && act(opened);
const idOf = (key: string): Buffer => Buffer.from(key, "hex");
/** A view of its own: what comes out fast is a buffer of many megabytes that only says how long it is. */
const view = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length);

/**
 * Keys are digests, and what comes in their order is written all over the file. Records lie in the order in which they came
 * instead, page after page, and their keys name the place.
 */
function ordered({ there, writable, looked, told }: Ways): Table {
  const next = places();
  return {
    get: (key, read) =>
      once(looked(), ({ tables }) => {
        const place = tables.records.getBinary(idOf(key));
        if (!place) return undefined;
        const bytes = place.length === PLACE ? tables.bytes.getBinaryFast(place) : undefined;
        return read(bytes ? view(bytes) : NOTHING);
      }),
    async add(key, bytes) {
      const { tables } = await writable();
      const [id, place] = [idOf(key), next()];
      return told(
        tables.records.ifNoExists(id, () => {
          aside(tables.records.put(id, place));
          aside(tables.bytes.put(place, bytes));
        }),
      );
    },
    async put(key, bytes) {
      const { tables } = await writable();
      await told(put(tables, idOf(key), next(), bytes));
    },
    async swap(key, before, bytes) {
      const { tables } = await there();
      const id = idOf(key);
      const place = tables.records.getBinary(id);
      const found = place?.length === PLACE ? tables.bytes.getBinary(place) : undefined;
      if (!same(place && (found ?? NOTHING), before)) return false;
      if (bytes) await told(put(tables, id, found && place ? place : next(), bytes));
      else if (place) {
        await told(tables.records.remove(id));
        if (found) await told(tables.bytes.remove(place));
      }
      return true;
    },
    keys: (beginning) => keysOf(beginning, looked),
  };
}

/** The bytes before what names their place. */
async function put({ records, bytes: all }: Opened["tables"], id: Buffer, place: Buffer, bytes: Buffer) {
  await all.put(place, bytes);
  await records.put(id, place);
}

/** Part of a write whose whole is waited for: that says what went wrong. */
const aside = (part: Promise<unknown>): void => void part.catch(() => undefined);

/** How long the cause of a failed write is waited for: it comes at once, or not at all. */
const CAUSE_MS = 200;

/**
 * Writes with their causes, which lmdb hands out as promises of their own. After one that has failed others may never settle: they fail
 * with it.
 */
function writes(): { readonly told: Ways["told"]; readonly failed: () => boolean } {
  const under = new Set<(cause: unknown) => void>();
  let broken: { readonly cause: unknown } | null = null;
  const fail = async (error: unknown): Promise<void> => {
    const { commitError } = error as { readonly commitError?: unknown };
    let cause = error;
    if (commitError instanceof Promise) {
      const heard = commitError.catch((why: unknown) => (cause = why));
      await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, CAUSE_MS))]);
    }
    broken ??= { cause };
    for (const reject of under) reject(cause);
    under.clear();
  };
  const told = <T>(write: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      under.add(reject);
      if (broken) reject(broken.cause);
      const settled = (value: T): void => {
        under.delete(reject);
        resolve(value);
      };
      write.then(settled, (error: unknown) => void fail(error));
    });
  return { told, failed: () => broken !== null };
}

/** Places that grow with time, and that no other process comes to. */
function places(): () => Buffer {
  const mine = randomBytes(4);
  let last = 0n;
  return () => {
    const now = BigInt(Date.now()) << 16n;
    last = now > last ? now : last + 1n;
    const place = Buffer.alloc(PLACE);
    place.writeBigUInt64BE(last);
    mine.copy(place, 8);
    return place;
  };
}

const same = (a: Buffer | undefined, b: Buffer | undefined): boolean =>
  a === undefined || b === undefined ? a === b : a.equals(b);

/** Keys that are looked up at once. */
const KEYS = 256;

/** Some at a time, each from behind the last: who removes one on the way would make a cursor that stands there pass over the next. */
async function* keysOf(beginning: string, looked: Ways["looked"]): AsyncGenerator<string> {
  const { tables } = (await looked()) ?? {};
  if (!tables) return;
  let start = Buffer.from(beginning.padEnd(beginning.length + (beginning.length % 2), "0"), "hex");
  for (;;) {
    const ids = [...tables.records.getKeys({ start, limit: KEYS, snapshot: false })];
    for (const id of ids) {
      const key = id.toString("hex");
      if (!key.startsWith(beginning)) return;
      yield key;
    }
    const last = ids.at(-1);
    if (ids.length < KEYS || !last) return;
    start = Buffer.concat([last, Buffer.alloc(1)]);
  }
}
