// Files that a writer gave another name until they were whole, or that its claims were links to, and left there when it was killed.
import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";

export interface PartFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was last written or renamed, in ms since 1970. */
  readonly at: number;
}

/** Folders of a store. Nothing else is looked at: whoever names a folder of their own as the store keeps what lies there. */
const FOLDERS = ["records", "shared", "claims", "values", "notes", "runs"];
/** Files of a store beside them. */
const TOP = /^(?:format|rates)\.json\.[0-9a-f]+\.part$/;

export async function* partFiles(place: string): AsyncGenerator<PartFile> {
  for await (const path of files(place, (name) => TOP.test(name), false)) yield* known(path);
  for (const folder of FOLDERS)
    for await (const path of files(join(place, folder), (name) => /\.(?:part|mark)$/.test(name), true))
      yield* known(path);
}

async function* known(path: string): AsyncGenerator<PartFile> {
  const found = await stat(path).catch(() => undefined);
  // a rename does not change when it was written
  if (found) yield { path, bytes: found.size, at: Math.max(found.mtimeMs, found.ctimeMs) };
}

/** Links are not followed. */
async function* files(
  folder: string,
  wanted: (name: string) => boolean,
  deep: boolean,
): AsyncGenerator<string> {
  const listing = await opendir(folder).catch(() => undefined);
  for await (const entry of listing ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && deep) yield* files(path, wanted, deep);
    else if (entry.isFile() && wanted(entry.name)) yield path;
  }
}
