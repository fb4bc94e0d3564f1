// sha256 of model files, remembered by path, size and times: of large ones on disk, as half a gigabyte takes half a second.
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { digest } from "../digest.ts";
import { makeFolder } from "../folder.ts";
import { storePlace } from "../store-files.ts";

export interface NamedFile {
  /** Path relative to the model directory: part of the digest, so that a renamed file counts as a change. */
  readonly name: string;
  readonly path: string;
}

/** Bytes from which on a digest is kept on disk. */
const LARGE = 16 * 2 ** 20;

const known = new Map<string, string>();

/** Hex sha256 of one file's bytes. */
export async function fileDigest(path: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
  // whoever changes a file changes one of these: the last time cannot be set by hand
  const key = [resolve(path), size, mtimeNs, ctimeNs, ino].join("\0");
  const note = size >= LARGE ? join(storePlace(process.env), "digests", digest(key)) : undefined;
  const found = known.get(key) ?? (note && (await noted(note)));
  if (found !== undefined) return found;
  const hash = createHash("sha256");
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  const sum = hash.digest("hex");
  known.set(key, sum);
  if (note !== undefined) await keep(note, sum);
  return sum;
}

const noted = (note: string): Promise<string | undefined> =>
  readFile(note, "utf8").then(
    (text) => /^[0-9a-f]{64}$/.exec(text)?.[0],
    () => undefined,
  );

/** Where the store cannot be written the next process takes the digest again. */
async function keep(note: string, sum: string): Promise<void> {
  const part = `${note}.${randomBytes(6).toString("hex")}.part`;
  try {
    await makeFolder(dirname(note));
    await writeFile(part, sum);
    await rename(part, note);
  } catch {
    await rm(part, { force: true }).catch(() => undefined);
  }
}

/** Hex sha256 over names and contents; the order in which the files are given has no effect. */
export async function filesDigest(files: readonly NamedFile[]): Promise<string> {
  const lines: string[] = [];
  for (const { name, path } of files) lines.push(`${name}\0${await fileDigest(path)}\n`);
  return createHash("sha256").update(lines.sort().join("")).digest("hex");
}
