// Files of a store: plain ones, below its folder. What was put there instead, a link, a pipe or a folder, is not opened.
import { lstat, readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** The bytes of a file. Null where there is something else, or more than `most` bytes; undefined where there is nothing. */
export async function readPlain(file: string, most: number): Promise<Buffer | null | undefined> {
  try {
    const there = await lstat(file);
    return there.isFile() && there.size <= most ? await readFile(file) : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * A look at the way from a store's folder down to one of its folders, each looked at once. The store's own may be a link.
 * Errors: where the way leads elsewhere.
 */
export function staysIn(place: string): (folder: string) => Promise<void> {
  const seen = new Set([resolve(place)]);
  async function look(folder: string): Promise<void> {
    if (seen.has(folder)) return;
    await look(dirname(folder));
    const there = await lstat(folder).catch(() => undefined);
    if (there?.isSymbolicLink()) throw new Error(`${folder} is a link, and may lead out of the store`);
    if (there) seen.add(folder);
  }
  return (folder) => look(resolve(folder));
}
