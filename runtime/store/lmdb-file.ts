// A look at LMDB's file before LMDB maps it: a page that is missing, or that is none, would end the process instead of failing.
import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";

/** At the beginning of both first pages, behind their header: see `MDB_meta` in lmdb's mdb.c. */
const MAGIC = 0xbeefc0de;
const [MAGIC_AT, VERSION_AT, PAGE_AT, ROOTS, TURN_AT] = [24, 28, 48, [88, 136], 152] as const;
const META = 160;
/** Of the layout below; what another one looks like is LMDB's to say. */
const VERSION = 2;
/** A root of a tree that has no page yet. */
const NONE = 0xffff_ffff_ffff_ffffn;

/** A file that is not there, or empty, is one to come. Errors: where it is none of LMDB's, or cut off. */
export async function checkFile(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (!there) return;
  if (!there.isFile()) throw new Error(`${path} is no plain file`);
  // another process may just be making it, or making it longer: what is broken stays so
  for (let nth = 1; ; nth++) {
    const why = await broken(path);
    if (why === null) return;
    if (nth === LOOKS) throw new Error(`${path} ${why}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
const [LOOKS, LOOK_MS] = [10, 50];

async function broken(path: string): Promise<string | null> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    return (await file.stat()).size > 0 ? await check(file) : null;
  } finally {
    await file.close();
  }
}

/** What is wrong with it; null where nothing is that can be seen. */
async function check(file: FileHandle): Promise<string | null> {
  const first = await metaAt(file, 0);
  if (first?.readUInt32LE(MAGIC_AT) !== MAGIC) return "is no file of LMDB";
  if (first.readUInt32LE(VERSION_AT) !== VERSION) return null;
  const page = first.readUInt32LE(PAGE_AT);
  const second = await metaAt(file, page);
  if (second?.readUInt32LE(MAGIC_AT) !== MAGIC) return "is cut off or damaged";
  const now = second.readBigUInt64LE(TURN_AT) > first.readBigUInt64LE(TURN_AT) ? second : first;
  // a commit makes the file longer before it says so
  const { size } = await file.stat();
  const roots = ROOTS.map((at) => now.readBigUInt64LE(at));
  return roots.some((root) => root !== NONE && (root + 1n) * BigInt(page) > BigInt(size))
    ? "is cut off"
    : null;
}

async function metaAt(file: FileHandle, at: number): Promise<Buffer | null> {
  const bytes = Buffer.alloc(META);
  const { bytesRead } = await file.read(bytes, 0, META, at);
  return bytesRead === META ? bytes : null;
}
