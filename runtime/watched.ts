// Files that remember what was looked at, so that an answer holds exactly as long as they stay as they were.
import type { Files } from "./files.ts";

export interface Watched extends Files {
  /** Whether everything looked at so far, present or absent, is as it was. */
  readonly unchanged: () => Promise<boolean>;
}

export function watched(files: Files): Watched {
  const seen = new Map<string, readonly [now: () => Promise<string>, stamp: Promise<string>]>();
  return {
    ...looking(files, "", seen),
    async unchanged() {
      const all = [...seen.values()].map(async ([now, stamp]) => (await stamp) === (await now()));
      return (await Promise.all(all)).every(Boolean);
    },
  };
}

/** `place`: whose relative paths these are. */
function looking(
  files: Files,
  place: string,
  seen: Map<string, readonly [now: () => Promise<string>, stamp: Promise<string>]>,
): Files {
  /** Before the file is read: a change while it is read counts as one. */
  const look = (...what: Parameters<Files["stamp"]>): Promise<string> => {
    const key = [place, ...what].join("\0");
    const now = (): Promise<string> => files.stamp(...what);
    const stamp = seen.get(key)?.[1] ?? now();
    seen.set(key, [now, stamp]);
    return stamp;
  };
  return {
    stamp: look,
    from: (name) => looking(files.from(name), name, seen),
    async read(path, head) {
      await look(path, "file");
      return files.read(path, head);
    },
    async locate(path) {
      await look(path, "file");
      return files.locate(path);
    },
    async name(path) {
      await look(path, "file");
      return files.name(path);
    },
    // for who writes a path: no value rests on it
    entries: (path) => files.entries(path),
    async dataset(name) {
      await look(name, "set");
      return files.dataset(name);
    },
  };
}
