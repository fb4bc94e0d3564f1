// The named sets of `dataset(...)`: rows of data/sources.json, and where their files may lie.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { near } from "../dsl/tell/near.ts";
import { cacheHome } from "./folder.ts";
import type { Env } from "./net.ts";
import { dataError } from "./problem.ts";
import { packageRoot } from "./shipped.ts";

/** A row of `data/sources.json`. */
export interface NamedSet {
  readonly about: string;
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  /** Of the unpacked bytes. */
  readonly sha256: string;
  readonly licence: string;
  readonly reader: string;
}

export const namedSets = async (): Promise<{ readonly [name: string]: NamedSet }> =>
  JSON.parse(await readFile(join(packageRoot, "data", "sources.json"), "utf8")) as {
    readonly [name: string]: NamedSet;
  };

/** Errors: E110 for a name that `data/sources.json` does not have. */
export async function named(name: string): Promise<NamedSet> {
  const all = await namedSets();
  const set = Object.hasOwn(all, name) ? all[name] : undefined;
  if (set) return set;
  const likely = near(name, Object.keys(all));
  throw dataError(
    "E110",
    `there is no dataset '${name}'`,
    `${likely === undefined ? "" : `did you mean '${likely}'? `}strux data list names them all`,
  );
}

/** Where the file of a set lies, packed or not; null: nowhere. */
export function atHand(set: NamedSet, env: Env): { readonly place: string; readonly path: string } | null {
  for (const place of setFolders(env))
    for (const packed of ["", ".gz"]) {
      const path = join(place, setPath(set) + packed);
      if (existsSync(path)) return { place, path };
    }
  return null;
}

/** Where named sets lie: `$STRUX_DATA`, then the cache that `strux data get` fills. */
export const setFolders = (env: Env): string[] => [
  ...(env["STRUX_DATA"] ? [resolve(env["STRUX_DATA"])] : []),
  fetchedSets(env),
];
export const fetchedSets = (env: Env): string => join(cacheHome(env), "strux", "data");
/** A set's place below one of these folders. */
export const setPath = ({ repository, path }: NamedSet): string => join(repository.replace("/", "__"), path);
