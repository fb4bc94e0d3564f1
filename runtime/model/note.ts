// Findings about large files that take long to come to, remembered below the store: one small file each.
import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { digest } from "../digest.ts";
import { makeFolder } from "../folder.ts";
import { storePlace } from "../store/open.ts";

const fileOf = (kind: string, of: readonly string[]): string =>
  join(storePlace(process.env), kind, digest(of.join("\0")));

/** What was found of that, `of` naming all it depends on; undefined where nobody looked. Whoever reads it checks its form. */
export const noted = (kind: string, of: readonly string[]): Promise<string | undefined> =>
  readFile(fileOf(kind, of), "utf8").catch(() => undefined);

/** Remembers a finding. Where the store cannot be written, the next process comes to it by itself. */
export async function note(kind: string, of: readonly string[], found: string): Promise<void> {
  const file = fileOf(kind, of);
  const part = `${file}.${randomBytes(6).toString("hex")}.part`;
  try {
    await makeFolder(dirname(file));
    await writeFile(part, found);
    await rename(part, file);
  } catch {
    await rm(part, { force: true }).catch(() => undefined);
  }
}
