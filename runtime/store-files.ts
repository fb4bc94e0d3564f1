// The store as plain files: one per key, written to a temporary name and renamed, so that a kill leaves no half entry.
import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { makeFolder } from "./folder.ts";
import { digest } from "./digest.ts";
import { dataError, type Problem } from "./problem.ts";
import { fileRates } from "./rates-file.ts";
import type { Entry, Store } from "./store.ts";

/** `$STRUX_STORE`, else the user's cache folder. */
export function storePlace(env: NodeJS.ProcessEnv): string {
  if (env.STRUX_STORE) return env.STRUX_STORE;
  const cache = env.XDG_CACHE_HOME ?? (process.platform === "win32" ? env.LOCALAPPDATA : undefined);
  return join(cache ?? join(homedir(), ".cache"), "strux", "store");
}

/** Opens the store at a folder; the folder appears with the first entry. Keys are lower-case hex. */
export function fileStore(place: string): Store {
  const damaged = new Set<string>();
  const file = (key: string): string => join(place, key.slice(0, 2), `${key}.json`);
  return {
    place,
    damaged: () => damaged.size,
    rates: fileRates(place),
    async get(key) {
      const text = await readFile(file(key), "utf8").catch((error: unknown) => {
        // no such entry, or no store yet; anything else is told instead of computing everything again
        if (codeOf(error) === "ENOENT") return undefined;
        throw unusable(place, error);
      });
      if (text === undefined) return undefined;
      const entry = opened(key, text);
      if (!entry) damaged.add(key);
      return entry;
    },
    async put(key, entry) {
      const target = file(key);
      const part = `${target}.${randomBytes(6).toString("hex")}.part`;
      try {
        await makeFolder(dirname(target));
        await writeFile(part, sealed(key, entry));
        await rename(part, target);
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        throw unusable(place, error);
      }
    },
  };
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;
const unusable = (place: string, error: unknown): Problem =>
  dataError(
    "E116",
    `the store at ${place} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    "set STRUX_STORE to a folder that can be written",
  );

/** First line: sha256 of the key and the rest, so that an entry under another key is damaged too. */
const sealed = (key: string, entry: Entry): string => {
  const body = JSON.stringify(entry);
  return `${digest(`${key}\n${body}`)}\n${body}\n`;
};

function opened(key: string, text: string): Entry | undefined {
  const [sum, body] = text.split("\n");
  if (sum === undefined || body === undefined || digest(`${key}\n${body}`) !== sum) return undefined;
  // the checksum vouches for what `sealed` wrote
  return JSON.parse(body) as Entry;
}
