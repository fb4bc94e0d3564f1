// Completes package-lock.json: npm leaves out other platforms' optional packages that a registry mirror lacks, and `npm ci` then refuses the file.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const OS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const CPU = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];
/** @type {Record<string, string>} */
const LIBC = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl" };

/**
 * @typedef {{ version?: string, resolved?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[],
 *   libc?: string[], dependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} Entry
 * @typedef {{ packages: Record<string, Entry> }} Lock
 */

/**
 * Every optional dependency that no entry of the lock answers.
 * @param {Lock} lock
 */
export function missing(lock) {
  return Object.entries(lock.packages).flatMap(([from, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name, range]) => !places(from, name).some((at) => fits(lock.packages[at], range)))
      .map(([name, range]) => ({ from, name, range })),
  );
}

/**
 * Adds an entry for each of them, as high in the tree as is free; returns the paths added.
 * @param {Lock} lock
 */
export function complete(lock) {
  const added = missing(lock).map(({ from, name, range }) => {
    const free = places(from, name).findLast((at) => !lock.packages[at]);
    if (free === undefined)
      throw new Error(`${from} wants ${name} ${range}, and every place for it is taken`);
    lock.packages[free] = entry(name, range, lock.packages[from]?.dev === true);
    return free;
  });
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  lock.packages = Object.fromEntries(sorted);
  return added;
}

// Where Node would look for `name` from `from`, nearest first.
/**
 * @param {string} from
 * @param {string} name
 */
function places(from, name) {
  const parts = from === "" ? [] : from.split(/\/?node_modules\//).slice(1);
  return parts
    .map((_, i) => parts.slice(0, parts.length - i))
    .concat([[]])
    .map((path) => [...path, name].map((part) => `node_modules/${part}`).join("/"));
}

// Platform packages are pinned exactly by their parents; a real range (fsevents) is answered by any entry.
/**
 * @param {Entry | undefined} entry
 * @param {string} range
 */
function fits(entry, range) {
  return entry !== undefined && (!/^\d/.test(range) || entry.version === range);
}

// Keys in the order in which npm writes them.
/**
 * @param {string} name
 * @param {string} range
 * @param {boolean} dev
 * @returns {Entry}
 */
function entry(name, range, dev) {
  const words = name.replace(/^.*\//, "").replace("linuxmusl", "linux-musl").split("-");
  const os = words.find((word) => OS.includes(word));
  const cpu = words.find((word) => CPU.includes(word));
  const libc = os === "linux" ? words.map((word) => LIBC[word]).find(Boolean) : undefined;
  if (!os && !cpu) throw new Error(`no platform can be read from the name "${name}"; add its entry by hand`);
  return {
    version: range.replace(/^[\^~]/, ""),
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const file = "package-lock.json";
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const added = complete(lock);
  if (added.length > 0) writeFileSync(file, JSON.stringify(lock, null, 2) + "\n");
  console.log(`${added.length} optional platform packages added to ${file}`);
}
