// Files that remember what was looked at, so that an answer holds exactly as long as they stay as they were.
import type { Files } from "./files.ts";

export interface Watched extends Files {
  /** Whether everything looked at so far, present or absent, is as it was. */
  readonly unchanged: () => Promise<boolean>;
}

export function watched(files: Files): Watched {
  const seen = new Map<string, readonly [Parameters<Files["stamp"]>, Promise<string>]>();
  /** Before the file is read: a change while it is read counts as one. */
  const look = (...what: Parameters<Files["stamp"]>): Promise<string> => {
    const key = what.join("\0");
    const stamp = seen.get(key)?.[1] ?? files.stamp(...what);
    seen.set(key, [what, stamp]);
    return stamp;
  };
  return {
    stamp: look,
    async read(path, head) {
      await look(path, "file");
      return files.read(path, head);
    },
    async locate(path) {
      await look(path, "file");
      return files.locate(path);
    },
    async dataset(name) {
      await look(name, "set");
      return files.dataset(name);
    },
    async unchanged() {
      const now = await Promise.all(
        [...seen.values()].map(async ([what, stamp]) => (await stamp) === (await files.stamp(...what))),
      );
      return now.every(Boolean);
    },
  };
}
