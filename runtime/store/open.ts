// Which store there is: where, and by which driver. On file systems that several machines share, LMDB would lose what it holds.
import { existsSync, lstatSync, readFileSync, type Stats, statfsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { writeWhole } from "../folder.ts";
import { dataError } from "../problem.ts";
import type { Store } from "../store.ts";
import type { Driver } from "./driver.ts";
import { fileDriver } from "./files.ts";
import { lmdbDriver } from "./lmdb.ts";
import { stored } from "./stored.ts";

/** `$STRUX_STORE`, else the user's cache folder. */
export function storePlace(env: NodeJS.ProcessEnv): string {
  if (env.STRUX_STORE) return env.STRUX_STORE;
  const cache = env.XDG_CACHE_HOME ?? (process.platform === "win32" ? env.LOCALAPPDATA : undefined);
  return join(cache ?? join(homedir(), ".cache"), "strux", "store");
}

/** Raised when a program can no longer read what an earlier one wrote. */
const FORMAT = 1;

/** File systems by their magic number (statfs(2)) that lie on other machines, or behind a program. */
const REMOTE: ReadonlyMap<number, string> = new Map([
  [0x6969, "nfs"],
  [0x0bd00bd0, "lustre"],
  [0x47504653, "gpfs"],
  [0x65735546, "fuse"],
  [0x19830326, "beegfs"],
  [0x00c36400, "ceph"],
  [0xff534d42, "cifs"],
  [0xfe534d42, "smb"],
  [0x01021997, "9p"],
]);

/** The file system of a folder, or of the first one above it that is there; null for one of this machine. */
export function remote(place: string, typeOf = magic): string | null {
  for (let at = place; ; at = dirname(at)) {
    const type = typeOf(at);
    if (type !== undefined) return REMOTE.get(type >>> 0) ?? null;
    if (at === dirname(at)) return null;
  }
}

function magic(folder: string): number | undefined {
  try {
    return statfsSync(folder).type;
  } catch {
    return undefined;
  }
}

/**
 * The store at a folder; the folder appears with the first record. A store stays with the driver that it began with.
 * Errors: E116 for one of a newer version, or what is none.
 */
export const openStore = (place: string, system = remote(place)): Store => openWhole(place, system).store;

/** A store, and what it lies in: for who looks after it. */
export interface Whole {
  readonly store: Store;
  readonly driver: Driver;
}
export function openWhole(place: string, system = remote(place)): Whole {
  const before = formatOf(place);
  const name = before?.driver ?? (system === null ? "lmdb" : "files");
  const bare = name === "lmdb" ? lmdbDriver(place) : fileDriver(place);
  const driver = before ? bare : dated(bare, place);
  const remark =
    name === "files"
      ? `the store at ${place} keeps each result as a file${system === null ? ", as it began" : `: it is on ${system}`}`
      : null;
  return { store: stored(place, driver, remark), driver };
}

/** Whether a folder is a store: one that was written to. */
export const isStore = (place: string): boolean => existsSync(join(place, NAME));

interface Format {
  readonly format: number;
  readonly driver: Driver["name"];
}
const NAME = "format.json";
/** Bytes of it. */
const LONGEST = 4096;

function formatOf(place: string): Format | null {
  const file = join(place, NAME);
  let there: Stats;
  try {
    there = lstatSync(file);
  } catch {
    return null;
  }
  const { format, driver } = there.isFile() && there.size <= LONGEST ? parsed(file) : {};
  if (
    typeof format !== "number" ||
    !Number.isInteger(format) ||
    format < 1 ||
    (driver !== "lmdb" && driver !== "files")
  )
    throw dataError(
      "E116",
      `${join(place, NAME)} does not say what the store is`,
      "set STRUX_STORE to another folder",
    );
  if (format > FORMAT)
    throw dataError(
      "E116",
      `the store at ${place} is of version ${format}, and this program reads up to ${FORMAT}`,
      "use the version of Strux that wrote it, or set STRUX_STORE to another folder",
    );
  return { format, driver };
}

function parsed(file: string): { readonly [K in keyof Format]?: unknown } {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Says what the store is before the first record is written. */
function dated(driver: Driver, place: string): Driver {
  let said: Promise<void> | undefined;
  const say = (): Promise<void> =>
    (said ??= writeWhole(
      join(place, NAME),
      `${JSON.stringify({ format: FORMAT, driver: driver.name })}\n`,
    ).catch((error: unknown) => {
      said = undefined;
      throw error;
    }));
  return {
    ...driver,
    table(name) {
      const table = driver.table(name);
      return {
        ...table,
        add: async (key, bytes) => (await say(), table.add(key, bytes)),
        put: async (key, bytes) => (await say(), table.put(key, bytes)),
        swap: async (key, before, next) => (await say(), table.swap(key, before, next)),
      };
    },
  };
}
