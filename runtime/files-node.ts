// The disk behind `Files`: which places a notebook may read, size limits, near names, named sets.
import { createHash } from "node:crypto";
import { constants, type Dirent, existsSync } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { isLocation, readLocation } from "../dsl/types/location.ts";
import type { Entry, FileBytes, Files } from "./files.ts";
import { cachedPlace, hubCache } from "./hub/cache.ts";
import { fetchIt, notCached } from "./hub/words.ts";
import type { Env } from "./net.ts";
import { dataError } from "./problem.ts";
import { atHand, named, namedSets, type NamedSet, setFolders, setPath } from "./named-sets.ts";
import { above, existing, packagePath, packageRoot, shippedModels } from "./shipped.ts";

export interface Places {
  /** The folder of the notebook; relative paths start here. */
  readonly folder: string;
  /** What `--allow-read` adds. */
  readonly extra?: readonly string[];
  /** Default: the process's environment. */
  readonly env?: Env;
  /** Largest file, in bytes, packed and unpacked. Default 512 MB. */
  readonly limit?: number;
}

export interface Place {
  readonly what: string;
  readonly path: string;
}

const LIMIT = 512_000_000;

/** Files on this machine, confined to the readable places. Symbolic links are followed before the check. */
export function nodeFiles({ folder, extra = [], env = process.env, limit = LIMIT }: Places): Disk {
  const places = readable(resolve(folder), extra, env);
  const roots = Promise.all(places.map(async (place) => ({ ...place, path: await real(place.path) })));
  const outside = new Map<string, Place>();
  const rule = { folder: resolve(folder), places, roots, env, limit, outside };
  return { ...disk(resolve(folder), rule), outside: () => [...outside.values()] };
}

export interface Disk extends Files {
  /** Readable places outside the notebook's folder in which something was found; what the package brings along is none. */
  readonly outside: () => readonly Place[];
}

/** What all files of a program share. */
interface Rule {
  readonly folder: string;
  readonly places: readonly Place[];
  readonly roots: Promise<readonly Place[]>;
  readonly env: Env;
  readonly limit: number;
  readonly outside: Map<string, Place>;
}

/** The disk as seen from a folder. */
function disk(base: string, rule: Rule): Files {
  const { folder, places, roots, env, limit } = rule;
  const met = (place: Place): void => {
    if (place.path !== folder && !place.what.startsWith("the package")) rule.outside.set(place.path, place);
  };
  async function locate(path: string): Promise<string> {
    if (path.includes("\u0000")) throw dataError("E110", "a path cannot hold a NUL character");
    const hub = readLocation(path);
    const found = await real(hub ? cachedPlace(hubCache(env), hub) : existing(base, path));
    const root = (await roots).find((one) => inside(one.path, found));
    if (!root) throw outside(path, places);
    if (!existsSync(found)) throw hub ? notCached(hub, "", fetchIt) : await missing(path, found);
    met(root);
    return found;
  }
  async function read(path: string, head?: number): Promise<FileBytes> {
    return load(path, await locate(path), limit, head);
  }
  async function dataset(name: string) {
    const set = await named(name);
    const found = atHand(set, env);
    if (found) {
      met({ what: "named sets", path: found.place });
      return { file: await loadSet(name, set, found.path, limit), reader: set.reader };
    }
    return {
      absent: `dataset '${name}' is not at hand (${set.repository} at ${set.commit})`,
      hint: `strux data get ${name}`,
    };
  }
  async function stamp(name: string, of: "file" | "set"): Promise<string> {
    const hub = of === "file" ? readLocation(name) : null;
    if (hub) return stampOf(cachedPlace(hubCache(env), hub));
    if (of === "file") return stampOf(existing(base, name));
    const set = (await namedSets())[name];
    const paths = set
      ? setFolders(env).flatMap((place) => ["", ".gz"].map((packed) => join(place, setPath(set) + packed)))
      : [];
    return (await Promise.all(paths.map(stampOf))).join("\n");
  }
  async function name(path: string): Promise<string> {
    if (isLocation(path)) return path;
    return relative(await real(folder), await locate(path)).replaceAll("\\", "/");
  }
  async function entries(path: string): Promise<readonly Entry[]> {
    const found = await locate(path === "" ? "." : path)
      .then((place) => readdir(place, { withFileTypes: true }))
      .catch(() => []);
    // of a link that leads elsewhere nothing is told but its name
    const leads = (name: string): Promise<boolean> =>
      locate(join(path, name))
        .then(async (place) => (await stat(place)).isDirectory())
        .catch(() => false);
    const entry = async (one: Dirent): Promise<Entry> => ({
      name: one.name,
      folder: one.isDirectory() || (one.isSymbolicLink() && (await leads(one.name))),
    });
    const all = await Promise.all(found.map(entry));
    return all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }
  const from = (file: string): Files => disk(dirname(existing(folder, file)), rule);
  return { read, locate, stamp, dataset, name, entries, from };
}

const stampOf = (path: string): Promise<string> =>
  stat(path).then(
    ({ size, mtimeMs, ctimeMs, ino }) => `${path} ${size} ${mtimeMs} ${ctimeMs} ${ino}`,
    () => "",
  );

/** The path rule. A home folder is never a project root, nor is anything above it: that would open everything. */
function readable(folder: string, extra: readonly string[], env: Env): Place[] {
  const project = above(folder, (at) =>
    ["package.json", "strux.lock", ".git"].some((mark) => existsSync(join(at, mark))),
  );
  return [
    { what: "the notebook's folder", path: folder },
    ...(project !== undefined && !inside(project, homedir())
      ? [{ what: "the project root", path: project }]
      : []),
    { what: "the package's models", path: join(packageRoot, "models") },
    { what: "the package's data", path: join(packageRoot, "data") },
    { what: "the model hub's cache", path: hubCache(env) },
    ...(env["STRUX_DATA"] ? [{ what: "$STRUX_DATA", path: resolve(env["STRUX_DATA"]) }] : []),
    ...extra.map((path) => ({ what: "--allow-read", path: resolve(path) })),
  ];
}

const outside = (path: string, places: readonly Place[]) =>
  dataError(
    "E111",
    `'${path}' lies outside the readable places`,
    `readable: ${places.map(({ what, path: at }) => (what.startsWith("the package") ? what : `${what} (${at})`)).join(", ")}; --allow-read DIR adds more`,
  );

function inside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || (!isAbsolute(way) && way.split(/[\\/]/)[0] !== "..");
}

/** The path without symbolic links; of what does not exist, as far as it exists. */
async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await real(parent), basename(path));
  }
}

async function load(path: string, at: string, limit: number, head?: number): Promise<FileBytes> {
  // of a hub what a link leads to is called by its digest
  const packed = at.endsWith(".gz") || path.endsWith(".gz");
  // a pipe would be waited for until somebody writes to it
  const file = await open(at, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined);
  if (!file) throw dataError("E110", `'${path}' cannot be opened`, "look at its permissions");
  try {
    const { size, isFile } = await file.stat().then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
    if (!isFile) throw dataError("E110", `'${path}' is not a file`, "name a file in it");
    if (size > limit) throw tooLarge(path, limit);
    const bytes =
      head === undefined || packed ? await file.readFile() : await first(file, Math.min(head, size));
    const plain = packed ? await unpack(path, bytes, limit) : bytes;
    const read = head === undefined ? plain : plain.subarray(0, head);
    return { path, bytes: read, digest: createHash("sha256").update(read).digest("hex") };
  } finally {
    await file.close();
  }
}

async function first(file: Awaited<ReturnType<typeof open>>, size: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
  return buffer.subarray(0, bytesRead);
}

const tooLarge = (path: string, limit: number) =>
  dataError("E112", `'${path}' is larger than ${Math.round(limit / 1e6)} MB`, "split the file");

async function unpack(path: string, bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: limit });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(path, limit);
    throw dataError("E112", `'${path}' is not a gzip file`, "unpack it, or name it without .gz");
  }
}

async function missing(path: string, at: string) {
  // what is not here may have been meant of the package
  const own = packagePath(path);
  const folders = [dirname(at), ...(own === null ? [] : [dirname(own)])];
  const found = await Promise.all(folders.map((folder) => readdir(folder).catch(() => null)));
  const names = [...found.flatMap((all) => all ?? []), ...(path.includes("/") ? [] : shippedModels())];
  if (found.every((all) => all === null))
    return dataError("E110", `there is no file '${path}'`, `there is no folder '${dirname(path)}' either`);
  const close = near(basename(at), [...new Set(names)]);
  return dataError(
    "E110",
    `there is no file '${path}'`,
    close.length > 0 ? `near it: ${close.join(", ")}` : "",
  );
}

/** Up to three names within a third of the letters, nearest first. */
function near(name: string, names: readonly string[]): string[] {
  return names
    .map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ far }) => far <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.far - b.far || (a.other < b.other ? -1 : 1))
    .slice(0, 3)
    .map(({ other }) => other);
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The file of a set. Errors: E112 for another digest than stated, E111 for one that is too large. */
export const loadSet = async (name: string, set: NamedSet, path: string, limit = LIMIT): Promise<FileBytes> =>
  checked(name, set, await load(path, await real(path), limit));

function checked(name: string, set: NamedSet, file: FileBytes): FileBytes {
  if (file.digest === set.sha256) return { ...file, path: name };
  throw dataError(
    "E112",
    `'${name}' has the digest ${file.digest.slice(0, 12)}…, but data/sources.json says ${set.sha256.slice(0, 12)}…`,
    `fetch it again: strux data get ${name}`,
  );
}
