// sha256 of model files, remembered by path, size and modification time.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

export interface NamedFile {
  /** Path relative to the model directory: part of the digest, so that a renamed file counts as a change. */
  readonly name: string;
  readonly path: string;
}

const known = new Map<string, string>();

/** Hex sha256 of one file's bytes. */
export async function fileDigest(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  const key = `${path}\0${size}\0${mtimeMs}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const hash = createHash("sha256");
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  const digest = hash.digest("hex");
  known.set(key, digest);
  return digest;
}

/** Hex sha256 over names and contents; the order in which the files are given has no effect. */
export async function filesDigest(files: readonly NamedFile[]): Promise<string> {
  const lines: string[] = [];
  for (const { name, path } of files) lines.push(`${name}\0${await fileDigest(path)}\n`);
  return createHash("sha256").update(lines.sort().join("")).digest("hex");
}
