// One file of a repository into the cache: gone on with where an earlier try ended, compared with the digest that the hub lists,
// and under its name only then.
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Location } from "../../dsl/types/location.ts";
import { makeFolder } from "../folder.ts";
import { arriving, heed, NetFault, reasonOf, rest, type Sending, stallLimit } from "../net.ts";
import type { Meter } from "../progress.ts";
import { endpointOf, type Entry, reached } from "./listing.ts";
import { noRoom, otherBytes, unreached } from "./words.ts";

export interface Work extends Sending {
  readonly meter: Meter;
}

/** Broken connections in a row that brought nothing. */
const TRIES = 5;
/** Ms between two looks at what another process fetches. */
const WAIT = 500;

/**
 * The blob of a file, fetched unless it is there.
 * Errors: E141 to E143, E144 (another digest), E145 (no room), E130 (interrupted; what came is kept).
 */
export async function fetchBlob(
  location: Location,
  commit: string,
  entry: Entry,
  repository: string,
  work: Work,
): Promise<string> {
  const blob = join(repository, "blobs", entry.digest.hex);
  await makeFolder(join(repository, "blobs"));
  const free = await claimed(`${blob}.incomplete.lock`, work);
  try {
    if ((await sizeOf(blob)) === entry.size) await work.meter.add({ done: entry.size, cached: 0 });
    else await fetched(location, commit, entry, blob, work);
    return blob;
  } finally {
    await free();
  }
}

/** Two times at most: what an earlier try left may be what is wrong. */
async function fetched(
  location: Location,
  commit: string,
  entry: Entry,
  blob: string,
  work: Work,
): Promise<void> {
  const part = `${blob}.incomplete`;
  const url = addressOf(location, commit, entry, work);
  for (const last of [false, true]) {
    const got = await pulled({ ...location, file: entry.path }, url, entry, part, work);
    if (got === entry.digest.hex) return rename(part, blob);
    await rm(part, { force: true });
    if (last) throw otherBytes(entry.path, got, entry.digest.hex);
    await work.meter.add({ done: -entry.size, cached: 0 });
  }
}

function addressOf({ type, repository }: Location, commit: string, { path }: Entry, { net }: Work): string {
  const file = path.split("/").map(encodeURIComponent).join("/");
  return `${endpointOf(net.env)}/${type === "dataset" ? "datasets/" : ""}${repository}/resolve/${commit}/${file}`;
}

/** Bytes until there are as many as listed, over as many connections as it takes; gives their digest. */
async function pulled(
  location: Location,
  url: string,
  entry: Entry,
  part: string,
  work: Work,
): Promise<string> {
  let hash = await resumed(part, entry, work);
  for (let [have, idle] = [await sizeOf(part), 0]; have < entry.size;) {
    const range = have > 0 ? { range: `bytes=${have}-` } : {};
    // as they are: what counts are the bytes that the digest is of
    const response = await reached(location, url, work, { ...range, "accept-encoding": "identity" });
    if (have > 0 && !continues(response, have)) {
      await truncate(part);
      await work.meter.add({ done: -have, cached: 0 });
      [hash, have] = [begun(entry), 0];
      if (response.status !== 200) {
        await response.body?.cancel();
        if (++idle === TRIES) throw broken(location, `it answers ${response.status}`, work);
        continue;
      }
    }
    const fault = await written(response, part, hash, have, entry, work);
    const now = await sizeOf(part);
    idle = now > have ? 0 : idle + 1;
    have = now;
    if (idle === TRIES) throw broken(location, fault ?? "it sends nothing", work);
    if (idle > 0) await rest(WAIT * 2 ** idle, work);
  }
  return hash.digest("hex");
}

const broken = ({ repository, file }: Location, cause: string, { net }: Work) =>
  unreached(`${file ?? ""} of ${repository}`, cause, endpointOf(net.env));

/** Whether an answer goes on where the file ends. */
const continues = ({ status, headers }: Response, have: number): boolean =>
  status === 206 && (headers.get("content-range") ?? "").startsWith(`bytes ${have}-`);

const begun = ({ digest, size }: Entry): Hash =>
  digest.kind === "sha256" ? createHash("sha256") : createHash("sha1").update(`blob ${size}\0`);

/** The digest of what an earlier try left; more than there should be is thrown away. */
async function resumed(part: string, entry: Entry, { meter, signal }: Work): Promise<Hash> {
  const hash = begun(entry);
  await writeFile(part, "", { flag: "a" });
  const have = await sizeOf(part);
  if (have > entry.size) {
    await truncate(part);
    return hash;
  }
  if (have > 0)
    for await (const chunk of createReadStream(part, { highWaterMark: 1 << 20 })) {
      heed(signal);
      hash.update(chunk as Buffer);
    }
  await meter.add({ done: have, cached: 0 });
  return hash;
}

/** Appends what comes. Gives why it ended before its end; errors: E130, E145. */
async function written(
  response: Response,
  part: string,
  hash: Hash,
  have: number,
  { size }: Entry,
  { meter, signal, net }: Work,
): Promise<string | null> {
  const file = await open(part, "a");
  let left = size - have;
  try {
    for await (const bytes of arriving(response, stallLimit(net.env), signal)) {
      // more than listed is other bytes than listed: the digest will tell
      await file.write(bytes).catch((error: unknown) => {
        throw full(error, left, part);
      });
      hash.update(bytes);
      left -= bytes.length;
      await meter.add({ done: bytes.length });
      if (left < 0) break;
    }
    return left > 0 ? "the connection ends too early" : null;
  } catch (error) {
    heed(signal);
    if (error instanceof NetFault) return error.cause;
    if (error instanceof TypeError || (error as { name?: unknown }).name === "AbortError")
      return reasonOf(error);
    throw error;
  } finally {
    await file.close();
  }
}

function full(error: unknown, left: number, part: string): unknown {
  return (error as { code?: unknown }).code === "ENOSPC" ? noRoom(left, null, part) : error;
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** Claims of this process. */
const mine = new Set<string>();

/** Nobody else writes a file meanwhile: the later one waits. Gives what ends the claim. */
async function claimed(lock: string, work: Work): Promise<() => Promise<void>> {
  for (;;) {
    const made = await writeFile(lock, String(process.pid), { flag: "wx" }).then(
      () => true,
      (error: unknown) => {
        if ((error as { code?: unknown }).code === "EEXIST") return false;
        throw error;
      },
    );
    if (made) {
      mine.add(lock);
      return async () => {
        mine.delete(lock);
        await rm(lock, { force: true });
      };
    }
    if (await isLeft(lock)) await rm(lock, { force: true });
    else await rest(WAIT, work);
  }
}

/** Whether who made a claim is gone: no such process, or this one before it was started again, or nothing came for long. */
async function isLeft(lock: string): Promise<boolean> {
  const pid = Number(await readFile(lock, "utf8").catch(() => ""));
  if (pid === process.pid) return !mine.has(lock);
  const touched = await stat(lock.replace(/\.lock$/, "")).catch(() => stat(lock).catch(() => null));
  return (pid > 0 && !isAlive(pid)) || (touched !== null && Date.now() - touched.mtimeMs > STALE);
}

/** Ms without a byte after which a claim counts for nothing: a number of a process may be given again. */
const STALE = 600_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === "EPERM";
  }
}
