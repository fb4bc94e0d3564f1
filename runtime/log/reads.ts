// Files that tell what is read of them, so that a run can be held against the data it had.
import type { FileBytes, Files } from "../files.ts";
import type { Read } from "./entry.ts";

/** The same files; `tell` hears of each file and named set once per digest. The first bytes of a file are not told. */
export const reading = (files: Files, tell: (read: Read) => void): Files => seen(files, "", tell, new Set());

function seen(files: Files, by: string, tell: (read: Read) => void, told: Set<string>): Files {
  const heard = (path: string, { digest }: FileBytes): void => {
    const key = JSON.stringify([by, path, digest]);
    if (told.has(key)) return;
    told.add(key);
    tell({ by, path, digest });
  };
  return {
    ...files,
    from: (name) => seen(files.from(name), name, tell, told),
    async read(path, head) {
      const file = await files.read(path, head);
      if (head === undefined) heard(path, file);
      return file;
    },
    async dataset(name) {
      const found = await files.dataset(name);
      if ("file" in found) heard(name, found.file);
      return found;
    },
  };
}
