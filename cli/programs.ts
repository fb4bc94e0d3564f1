// The programs that a command line names: files as they are given, folders as all .strux and .ipynb below them.
import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { dataError } from "../runtime/problem.ts";

const kinds: readonly string[] = [".strux", ".ipynb"];
/** Never looked into: what tools put beside programs. */
const hidden = (name: string): boolean => name.startsWith(".") || name === "node_modules";

/** Paths of programs, in order of their names within a folder. Errors: E110 for a path that is not there, or a folder without one. */
export async function programs(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const isFolder = await stat(path).then(
        (at) => at.isDirectory(),
        () => false,
      );
      if (!isFolder) return [path];
      const below = await inside(path);
      if (below.length === 0) throw dataError("E110", `there is no .strux or .ipynb file below '${path}'`);
      return below;
    }),
  );
  return [...new Set(found.flat())];
}

async function inside(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true }))
    .filter(({ name }) => !hidden(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return inside(path);
      return entry.isFile() && kinds.includes(extname(entry.name)) ? [path] : [];
    }),
  );
  return lists.flat();
}
