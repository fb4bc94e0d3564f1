// The driver for shared folders: one file per record, written under another name and renamed, so that a kill leaves no half of one.
import { randomBytes } from "node:crypto";
import { link, lstat, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../folder.ts";
import type { ClaimTable, Driver, Stamp } from "./driver.ts";
import { readPlain, staysIn } from "./plain.ts";

export function fileDriver(place: string): Driver {
  const stays = staysIn(place);
  return {
    name: "files",
    table: (name) => folder(join(place, name), stays),
    claims: folder(join(place, "claims"), stays),
    close: async () => undefined,
  };
}

/** Bytes that one file may come to: what is larger is none of ours. */
const MOST = 1 << 26;

function folder(place: string, stays: (folder: string) => Promise<void>): ClaimTable {
  const file = (key: string): string => join(place, key.slice(0, 2), key);
  const get = async <T>(key: string, read: (bytes: Buffer) => T): Promise<T | undefined> => {
    await stays(dirname(file(key)));
    // no such file, or no store yet; an error is told instead of computing everything again
    const bytes = await readPlain(file(key), MOST);
    return bytes === undefined ? undefined : read(bytes ?? Buffer.alloc(0));
  };
  const written = async (key: string, bytes: Buffer, ending = PART): Promise<string> => {
    const part = `${file(key)}.${randomBytes(6).toString("hex")}${ending}`;
    await stays(dirname(part));
    await makeFolder(dirname(part));
    try {
      await writeFile(part, bytes);
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      throw error;
    }
    return part;
  };
  const add = async (key: string, bytes: Buffer): Promise<boolean> => {
    const part = await written(key, bytes);
    try {
      // a link fails where the name is taken, a rename does not
      await link(part, file(key));
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      if (!LINKLESS.has(codeOf(error))) throw error;
      if (await get(key, () => true)) return false;
      await rename(part, file(key));
      return true;
    } finally {
      await rm(part, { force: true }).catch(() => undefined);
    }
  };
  /** Removes what is looked at. Whoever moves it away has it; what came in its place meanwhile goes back. */
  const taken = async (key: string, looked: (aside: string) => Promise<boolean>): Promise<boolean> => {
    const aside = `${file(key)}.${randomBytes(6).toString("hex")}${PART}`;
    try {
      await rename(file(key), aside);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return false;
      throw error;
    }
    const same = await looked(aside);
    if (!same) await link(aside, file(key)).catch(() => undefined);
    await rm(aside, { force: true });
    return same;
  };
  const holds = (bytes: Buffer) => async (path: string) =>
    ((await readPlain(path, MOST)) ?? Buffer.alloc(0)).equals(bytes);
  return {
    get,
    add,
    async put(key, bytes) {
      await rename(await written(key, bytes), file(key));
    },
    async swap(key, before, next) {
      if (before === undefined) return next === null ? true : add(key, next);
      if (!(await taken(key, holds(before)))) return false;
      return next === null ? true : add(key, next);
    },
    stamp(bytes): Stamp {
      // every key is a link to one file
      let one: Promise<Stamped> | undefined;
      const made = async (key: string): Promise<Stamped> => {
        const path = await written(key, bytes, MARK);
        return { path, inode: (await lstat(path, { bigint: true })).ino };
      };
      return {
        async add(key) {
          await stays(dirname(file(key)));
          const current = (one ??= made(key));
          const { path } = await current;
          for (let first = true; ; first = false)
            try {
              await link(path, file(key));
              return true;
            } catch (error) {
              const code = codeOf(error);
              if (code === "EEXIST") return false;
              if (code !== "ENOENT" && !LINKLESS.has(code)) throw error;
              if (code === "ENOENT" && first) {
                await makeFolder(dirname(file(key)));
                continue;
              }
              // it was taken for one that was left behind, or has all the links that a file can have
              if (one === current) one = undefined;
              await rm(path, { force: true });
              return add(key, bytes);
            }
        },
        async remove(key) {
          const inode = (await one)?.inode;
          const same = holds(bytes);
          return taken(
            key,
            async (aside) => (await lstat(aside, { bigint: true })).ino === inode || same(aside),
          );
        },
        async close() {
          if (one) await rm((await one).path, { force: true });
          one = undefined;
        },
      };
    },
    async *keys(beginning) {
      for (const two of await listed(place)) {
        if (!two.startsWith(beginning.slice(0, 2))) continue;
        for (const name of await listed(join(place, two)))
          if (KEY.test(name) && name.startsWith(two) && name.startsWith(beginning)) yield name;
      }
    },
  };
}

const listed = async (folder: string): Promise<string[]> =>
  readdir(folder)
    .then((names) => names.sort())
    .catch(() => []);

/** A file that others are links to. */
interface Stamped {
  readonly path: string;
  readonly inode: bigint;
}

const PART = ".part";
/** What claims are links to, as long as its process is at the store. */
const MARK = ".mark";
const KEY = /^[0-9a-f]+$/;
/** Where hard links are not to be had, a rename takes their place: two that add the same at once then write the same. */
const LINKLESS: ReadonlySet<unknown> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;
