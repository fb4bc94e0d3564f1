// Values too large for a record: files named by the digest of what is in them, compressed.
import { readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { digest } from "../digest.ts";
import { writeWhole } from "../folder.ts";

const [pack, unpack] = [promisify(gzip), promisify(gunzip)];
/** Bytes that a file may come to: what is longer is not one of ours. */
const MOST = 1 << 30;

export interface ValueFile {
  readonly name: string;
  readonly bytes: number;
  /** When it was written, or taken for a new record, in ms since 1970. */
  readonly at: number;
}
export interface ValueFiles {
  /** The name of the file. */
  write(text: string): Promise<string>;
  /** Undefined where it is gone, or not what was written. */
  read(name: string): Promise<string | undefined>;
  list(): AsyncIterable<ValueFile>;
  /** Unless it was written, or taken for a new record, since then (ms since 1970). */
  remove(name: string, since: number): Promise<boolean>;
}

export function valueFiles(place: string): ValueFiles {
  const folder = join(place, "values");
  const file = (name: string): string => join(folder, name.slice(0, 2), `${name}.json.gz`);
  return {
    async write(text) {
      const name = digest(text);
      // one that is there says that it is wanted again, so that no collector takes it before the record names it
      const now = new Date();
      const there = await utimes(file(name), now, now).then(
        () => true,
        () => false,
      );
      if (!there) await writeWhole(file(name), await pack(text));
      return name;
    },
    async read(name) {
      if (!/^[0-9a-f]{64}$/.test(name)) return undefined;
      try {
        const text = (await unpack(await readFile(file(name)), { maxOutputLength: MOST })).toString();
        return digest(text) === name ? text : undefined;
      } catch {
        return undefined;
      }
    },
    async *list() {
      for (const two of await readdir(folder).catch(() => []))
        for (const one of await readdir(join(folder, two)).catch(() => [])) {
          const name = one.replace(/\.json\.gz$/, "");
          const known = name === one ? undefined : await stat(join(folder, two, one)).catch(() => undefined);
          if (known) yield { name, bytes: known.size, at: known.mtimeMs };
        }
    },
    async remove(name, since) {
      const there = await stat(file(name)).catch(() => undefined);
      if (!there || there.mtimeMs >= since) return false;
      await rm(file(name), { force: true });
      return true;
    },
  };
}
