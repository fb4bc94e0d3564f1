// Folders with those above them, and files that are there as a whole or not at all.
// Node's own recursive mkdir never returns below folders such as /proc, where none can be made.
import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** The folder of the user in which programs keep what they can make again. */
export const cacheHome = (env: { readonly [name: string]: string | undefined }): string =>
  env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");

/** Makes a folder unless it is there. Errors: those of mkdir, ENOENT where the folder above takes none. */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const made = await attempt(path, mode);
  if (made !== "ENOENT") return;
  const above = dirname(path);
  if (above !== path) await makeFolder(above, mode);
  const again = await attempt(path, mode);
  if (again === "ENOENT")
    throw Object.assign(new Error(`no folder can be made at '${path}'`), { code: again });
}

async function attempt(path: string, mode: number): Promise<"made" | "ENOENT"> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return code;
    if (code !== "EEXIST") throw error;
  }
  return "made";
}

/** Writes a file whole or not at all; what comes in pieces is not held. */
export async function writeWhole(
  path: string,
  text: string | Uint8Array | AsyncIterable<string>,
  mode = 0o666,
): Promise<void> {
  await makeFolder(dirname(path));
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    await writeFile(part, text, { mode });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
