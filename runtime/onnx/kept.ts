// Patched graphs as files: each lies under the digest of what it is made of, so that the same patch is the same file.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { digest } from "../digest.ts";
import { makeFolder } from "../folder.ts";
import { type Model, modelParts, readModel } from "./graph.ts";
import { misfit } from "./patch.ts";

/** Bytes that a protobuf file can have. */
const MOST = 2 ** 31 - 1;

/** Opens a graph; its external data stay where they are. @throws ModelError E513 where it is none. */
export const openModel = (file: string): Model => readModel(readFileSync(file));

/**
 * Keeps a patched graph below `place`; external data stay where they are. `made` names all that it is made of, the digests of the
 * graph and its data and the patch: it is its address, and where there is a file already, nothing is patched.
 * @returns the ONNX file: `place`/ADDRESS/model.onnx
 * @throws ModelError E519 where it is too large for one file
 */
export function keptModel(made: readonly string[], place: string, patch: () => Model): Promise<string> {
  return published(join(place, digest(made.join("\n"))), "model.onnx", async (part) => {
    const pieces = modelParts(patch());
    const bytes = lengths(pieces);
    if (bytes > MOST)
      throw misfit(
        `the graph has ${bytes} bytes, a file can have ${MOST}`,
        "keep its weights in another file",
      );
    await written(join(part, "model.onnx"), pieces);
  });
}

/** Pieces that are written at once. */
const TOGETHER = 512;

const lengths = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, { length }) => sum + length, 0);

async function written(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, "w");
  try {
    for (let at = 0; at < pieces.length; at += TOGETHER) {
      const some = pieces.slice(at, at + TOGETHER);
      const { bytesWritten } = await file.writev(some);
      // a system takes two gigabytes at once
      if (bytesWritten < lengths(some)) await file.writeFile(Buffer.concat(some).subarray(bytesWritten));
    }
  } finally {
    await file.close();
  }
}

/**
 * A folder that appears as a whole or not at all, and is never written twice; whoever comes second takes the first one's.
 * @returns the path of `name` in it
 */
export async function published(
  folder: string,
  name: string,
  fill: (part: string) => Promise<void>,
): Promise<string> {
  const [file, part] = [join(folder, name), `${folder}.${randomBytes(6).toString("hex")}.part`];
  if (existsSync(file)) return file;
  await makeFolder(part);
  try {
    await fill(part);
    await rename(part, folder).catch(async (error: unknown) => {
      if (!existsSync(file)) throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return file;
}
