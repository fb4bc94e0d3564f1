// Values too large for a record: files named by the digest of what is in them, compressed.
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { digest } from "../digest.ts";
import { writeWhole } from "../folder.ts";

const [pack, unpack] = [promisify(gzip), promisify(gunzip)];
/** Bytes that a file may come to: what is longer is not one of ours. */
const MOST = 1 << 30;

export interface ValueFiles {
  /** The name of the file. */
  write(text: string): Promise<string>;
  /** Undefined where it is gone, or not what was written. */
  read(name: string): Promise<string | undefined>;
  list(): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  remove(name: string): Promise<void>;
}

export function valueFiles(place: string): ValueFiles {
  const folder = join(place, "values");
  const file = (name: string): string => join(folder, name.slice(0, 2), `${name}.json.gz`);
  return {
    async write(text) {
      const name = digest(text);
      const there = await stat(file(name)).catch(() => undefined);
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
    async list() {
      const found: { name: string; bytes: number }[] = [];
      for (const two of await readdir(folder).catch(() => []))
        for (const one of await readdir(join(folder, two)).catch(() => [])) {
          const { size } = await stat(join(folder, two, one)).catch(() => ({ size: 0 }));
          found.push({ name: one.replace(/\.json\.gz$/, ""), bytes: size });
        }
      return found;
    },
    remove: (name) => rm(file(name), { force: true }),
  };
}
