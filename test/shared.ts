// Where the real data lie that tests may read: a folder beside the project, or the one named by STRUX_SHARED.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The path of a shared file or folder; undefined, with the reason printed, where it is not at hand. */
export function shared(path: string): string | undefined {
  const base = resolve(root, process.env["STRUX_SHARED"] ?? "../shared");
  const found = join(base, path);
  if (existsSync(found)) return found;
  console.log(`skipped: ${path} is not in ${base} (set STRUX_SHARED)`);
  return undefined;
}
