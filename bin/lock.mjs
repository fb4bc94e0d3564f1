// Completes package-lock.json: npm leaves out other platforms' optional packages that a registry mirror lacks, and `npm ci` then refuses the file.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const OS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const CPU = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];
const LIBC = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl" };

/** Every optional dependency of the lock that no entry answers: `{from, name, range}`. */
export function missing(lock) {
  return Object.entries(lock.packages).flatMap(([from, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name, range]) => !places(from, name).some((at) => fits(lock.packages[at], range)))
      .map(([name, range]) => ({ from, name, range })),
  );
}

/** Adds an entry for each missing optional package; returns the paths added. */
export function complete(lock) {
  const added = missing(lock).map(({ from, name, range }) => {
    const free = places(from, name).findLast((at) => !lock.packages[at]);
    const parent = lock.packages[from];
    lock.packages[free] = {
      version: range.replace(/^[\^~]/, ""),
      ...platform(name),
      ...(parent.dev && { dev: true }),
      optional: true,
    };
    return free;
  });
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  lock.packages = Object.fromEntries(sorted);
  return added;
}

// Where Node would look for `name` from `from`, nearest first.
function places(from, name) {
  const parts = from === "" ? [] : from.split(/\/?node_modules\//).slice(1);
  return parts
    .map((_, i) => parts.slice(0, parts.length - i))
    .concat([[]])
    .map((path) => [...path, name].map((p) => `node_modules/${p}`).join("/"));
}

// Platform packages are pinned exactly by their parents; a real range (fsevents) is answered by any entry.
function fits(entry, range) {
  return entry !== undefined && (/^\d/.test(range) ? entry.version === range : true);
}

function platform(name) {
  const words = name.split("/").pop().replace("linuxmusl", "linux-musl").split("-");
  const os = words.find((w) => OS.includes(w));
  const cpu = words.find((w) => CPU.includes(w));
  const libc = os === "linux" ? LIBC[words.find((w) => w in LIBC)] : undefined;
  if (!os && !cpu) throw new Error(`no platform can be read from the name "${name}"; add its entry by hand`);
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }), ...(os && { os: [os] }) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const file = "package-lock.json";
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const added = complete(lock);
  if (added.length > 0) writeFileSync(file, JSON.stringify(lock, null, 2) + "\n");
  console.log(`${added.length} optional platform packages added to ${file}`);
}
