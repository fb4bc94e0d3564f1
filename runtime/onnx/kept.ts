// Patched graphs as files: each lies under the digest of what it is made of, so that the same patch is the same file.
import { randomBytes } from "node:crypto";
import { constants, existsSync, readFileSync } from "node:fs";
import {
  copyFile,
  link,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { digest } from "../digest.ts";
import { makeFolder } from "../folder.ts";
import { type Model, modelParts, readModel, tensors } from "./graph.ts";
import { misfit } from "./patch.ts";

/** Bytes that a protobuf file can have. */
const MOST = 2 ** 31 - 1;

/** Opens a graph; its external data stay where they are. @throws ModelError E513 where it is none. */
export const openModel = (file: string): Model => readModel(readFileSync(file));

/**
 * Keeps a patched graph below `place`, with the external data of `folder` beside it, linked where the disk can.
 * `made` names all that it is made of, the digests of the graph and its data and the patch: it is its address, and where there
 * is a file already, nothing is patched.
 * @returns the ONNX file: `place`/ADDRESS/model.onnx
 * @throws ModelError E519 where it is too large for one file, or names data outside of the folder
 */
export async function keptModel(
  made: readonly string[],
  folder: string,
  place: string,
  patch: () => Model,
): Promise<string> {
  const address = join(place, digest(made.join("\n")));
  if (await isOther(address)) await rm(address, { recursive: true });
  return published(address, "model.onnx", async (part) => {
    const model = patch();
    const pieces = modelParts(model);
    const bytes = lengths(pieces);
    if (bytes > MOST)
      throw misfit(
        `the graph has ${bytes} bytes, a file can have ${MOST}`,
        "keep its weights in another file",
      );
    const stamps: { [name: string]: string } = {};
    const names = new Set(tensors(model.graph).flatMap(({ external }) => external?.location ?? []));
    for (const name of names) {
      const path = inside(folder, name);
      await mkdir(dirname(join(part, name)), { recursive: true });
      await linked(path, join(part, name));
      stamps[name] = await stampOf(join(part, name));
    }
    await writeFile(join(part, STAMPS), JSON.stringify(stamps));
    await written(join(part, "model.onnx"), pieces);
  });
}

/** Which data a kept graph has, and as of when. */
const STAMPS = "data.json";
const stampOf = async (path: string): Promise<string> => {
  const { size, mtimeMs } = await stat(path);
  return `${size} ${mtimeMs}`;
};

/** Whether data of a kept graph is not what it was: what is written into a file that is linked is written here too. */
async function isOther(address: string): Promise<boolean> {
  if (!existsSync(address)) return false;
  try {
    const stamps = JSON.parse(await readFile(join(address, STAMPS), "utf8")) as { [name: string]: string };
    for (const [name, stamp] of Object.entries(stamps))
      if ((await stampOf(join(address, name))) !== stamp) return true;
    return false;
  } catch {
    return true;
  }
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

function inside(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (path.startsWith(resolve(folder) + sep)) return path;
  throw misfit(
    `the graph names data outside of its folder: '${name}'`,
    "use a model whose files lie in its own folder",
  );
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

/** One file under two names; a copy where the disk has no links between the two places. */
async function linked(from: string, to: string): Promise<void> {
  const file = await realpath(from); // a link to a link would lead nowhere
  await link(file, to).catch(() => copyFile(file, to, constants.COPYFILE_FICLONE));
}
