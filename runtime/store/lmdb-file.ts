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
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { size } = await file.stat();
    if (size > 0) await check(path, file, size);
  } finally {
    await file.close();
  }
}

async function check(path: string, file: FileHandle, size: number): Promise<void> {
  const first = await metaAt(file, 0);
  if (first?.readUInt32LE(MAGIC_AT) !== MAGIC) throw new Error(`${path} is no file of LMDB`);
  if (first.readUInt32LE(VERSION_AT) !== VERSION) return;
  const page = first.readUInt32LE(PAGE_AT);
  const second = await metaAt(file, page);
  if (second?.readUInt32LE(MAGIC_AT) !== MAGIC) throw new Error(`${path} is cut off or damaged`);
  const now = second.readBigUInt64LE(TURN_AT) > first.readBigUInt64LE(TURN_AT) ? second : first;
  for (const at of ROOTS) {
    const root = now.readBigUInt64LE(at);
    if (root !== NONE && (root + 1n) * BigInt(page) > BigInt(size)) throw new Error(`${path} is cut off`);
  }
}

async function metaAt(file: FileHandle, at: number): Promise<Buffer | null> {
  const bytes = Buffer.alloc(META);
  const { bytesRead } = await file.read(bytes, 0, META, at);
  return bytesRead === META ? bytes : null;
}
