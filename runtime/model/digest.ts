// sha256 of model files, remembered by path, size and times: of large ones on disk, as half a gigabyte takes half a second.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { note, noted } from "./note.ts";

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
  const of = [resolve(path), ...[size, mtimeNs, ctimeNs, ino].map(String)];
  const key = of.join("\0");
  const found = known.get(key) ?? (size >= LARGE ? readSum(await noted("digests", of)) : undefined);
  if (found !== undefined) return found;
  const hash = createHash("sha256");
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  const sum = hash.digest("hex");
  known.set(key, sum);
  if (size >= LARGE) await note("digests", of, sum);
  return sum;
}

const readSum = (text: string | undefined): string | undefined =>
  text !== undefined && /^[0-9a-f]{64}$/.test(text) ? text : undefined;

/** Hex sha256 over names and contents; the order in which the files are given has no effect. */
export async function filesDigest(files: readonly NamedFile[]): Promise<string> {
  const lines: string[] = [];
  for (const { name, path } of files) lines.push(`${name}\0${await fileDigest(path)}\n`);
  return createHash("sha256").update(lines.sort().join("")).digest("hex");
}
