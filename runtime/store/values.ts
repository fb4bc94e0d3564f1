// Values too large for a record: files named by the digest of what is in them, compressed.
import { constants } from "node:buffer";
import { lutimes, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { digest } from "../digest.ts";
import { writeWhole } from "../folder.ts";
import { readPlain, staysIn } from "./plain.ts";

const [pack, unpack] = [promisify(gzip), promisify(gunzip)];
/** Bytes that a value may come to, packed and unpacked: of more there is no text. */
const MOST = constants.MAX_STRING_LENGTH;

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
  /** The same over whatever is there. */
  rewrite(text: string): Promise<void>;
  list(): AsyncIterable<ValueFile>;
  /** Unless it was written, or taken for a new record, since then (ms since 1970). */
  remove(name: string, since: number): Promise<boolean>;
}

export function valueFiles(place: string): ValueFiles {
  const folder = join(place, "values");
  const stays = staysIn(place);
  const file = (name: string): string => join(folder, name.slice(0, 2), `${name}.json.gz`);
  return {
    async write(text) {
      const name = digest(text);
      await stays(dirname(file(name)));
      // one that is there says that it is wanted again, so that no collector takes it before the record names it
      const now = new Date();
      const there = await lutimes(file(name), now, now).then(
        () => true,
        () => false,
      );
      if (!there) await writeWhole(file(name), await pack(text));
      return name;
    },
    rewrite: async (text) => writeWhole(file(digest(text)), await pack(text)),
    async read(name) {
      if (!/^[0-9a-f]{64}$/.test(name)) return undefined;
      try {
        await stays(dirname(file(name)));
        const packed = await readPlain(file(name), MOST);
        if (!packed) return undefined;
        const text = (await unpack(packed, { maxOutputLength: MOST })).toString();
        return digest(text) === name ? text : undefined;
      } catch {
        return undefined;
      }
    },
    async *list() {
      for (const two of await readdir(folder, { withFileTypes: true }).catch(() => []))
        // what a link leads to is none of ours
        for (const one of two.isDirectory() ? await readdir(join(folder, two.name)).catch(() => []) : []) {
          const name = one.replace(/\.json\.gz$/, "");
          const ours = name !== one && name.startsWith(two.name);
          const known = ours ? await stat(join(folder, two.name, one)).catch(() => undefined) : undefined;
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
