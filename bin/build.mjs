// Bundles the sources into dist/: one self-starting file per entry, pure JavaScript packages inside, native ones outside.
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readSync, readdirSync, renameSync } from "node:fs";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const dist = join(root, "dist");
const ENTRIES = {
  cli: "cli/main.ts",
  runner: "runtime/model/process.ts",
  worker: "runtime/pool/worker.ts",
  sockets: "kernel/jupyter/sockets.ts",
};
const SOURCES = [
  "dsl",
  "runtime",
  "kernel",
  "cli",
  "models/world",
  "bin/build.mjs",
  "bin/licences.mjs",
  "package-lock.json",
];
// typescript and tslab bring libraries as files, and are loaded only where they are wanted
const NATIVE = [
  /^@mlc-ai\/web-xgrammar/,
  /^onnxruntime-node/,
  /^koffi/,
  /^lmdb/,
  /^zeromq/,
  /^typescript/,
  /^tslab/,
];
const HOUR = 3_600_000;

/** @typedef {{ built: string[], missing: string[] }} Built */

/**
 * Builds dist/ where a source has changed since; returns the entries written and those without a source.
 * @returns {Promise<Built>}
 */
export async function fresh() {
  const stamp = fingerprint();
  const present = Object.keys(ENTRIES).filter((name) => existsSync(source(name)));
  return present.every((name) => firstLine(output(name)) === stamp)
    ? { built: [], missing: [] }
    : build(stamp);
}

/**
 * Files go to a temporary folder and are renamed into place one by one, the entries last, so that another process sees
 * the old or the new program and never half of one.
 * @returns {Promise<Built>}
 */
export async function build(stamp = fingerprint(), spare = HOUR) {
  const missing = Object.keys(ENTRIES).filter((name) => !existsSync(source(name)));
  const input = Object.fromEntries(
    Object.keys(ENTRIES)
      .filter((name) => !missing.includes(name))
      .map((name) => [name, source(name)]),
  );
  const built = Object.keys(input);
  if (built.length === 0) return { built, missing };

  const files = await bundle(input);
  const temporary = join(dist, `.new-${process.pid}`);
  mkdirSync(temporary, { recursive: true });
  try {
    const { licences } = await import("./licences.mjs");
    const last = files.toSorted((a, b) => Number(a.entry) - Number(b.entry));
    writeFileSync(join(temporary, "LICENCES.txt"), licences(files.flatMap((file) => file.modules)));
    renameSync(join(temporary, "LICENCES.txt"), join(dist, "LICENCES.txt"));
    for (const { name, code, entry } of last) {
      writeFileSync(join(temporary, name), entry ? `${stamp}\n${code}` : code);
      renameSync(join(temporary, name), join(dist, name));
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  sweep(
    files.map((file) => file.name),
    spare,
  );
  return { built, missing };
}

/**
 * One rolldown call. Chunks carry a hash in their name: a running program still finds the ones it was built with.
 * @param {Record<string, string>} input
 */
export async function bundle(input) {
  const { rolldown } = await import("rolldown");
  const bundled = await rolldown({
    input,
    cwd: root,
    platform: "node",
    external: NATIVE,
    logLevel: "silent",
  });
  const { output } = await bundled.generate({
    format: "esm",
    // names stay, so that a trace can be read; white space and comments are half of what V8 would have to scan
    minify: { mangle: false, compress: false, codegen: { removeWhitespace: true } },
    entryFileNames: "[name].mjs",
    chunkFileNames: "part-[hash].mjs",
  });
  await bundled.close();
  return output.flatMap((file) =>
    file.type === "chunk"
      ? [{ name: file.fileName, code: file.code, entry: file.isEntry, modules: file.moduleIds }]
      : [],
  );
}

/**
 * Parts of earlier builds are spared for a while: programs have started that have not yet loaded all of theirs.
 * @param {string[]} keep
 * @param {number} spare
 */
function sweep(keep, spare) {
  for (const name of readdirSync(dist)) {
    const path = join(dist, name);
    if (!/^part-.*\.mjs$/.test(name) || keep.includes(name)) continue;
    if (Date.now() - statSync(path).mtimeMs >= spare) rmSync(path, { force: true });
  }
}

// Path, size and time of every source: the first line of each entry, so that file and stamp cannot part.
function fingerprint() {
  const hash = createHash("sha256");
  for (const name of SOURCES)
    for (const path of walk(name)) {
      const { size, mtimeMs } = statSync(`${root}/${path}`);
      hash.update(`${path} ${size} ${mtimeMs}\n`);
    }
  return `// built from ${hash.digest("hex")}`;
}

/**
 * The files of a folder, or the file itself, from the root on. Every start of a clone comes by here: a file is looked at once.
 * @param {string} path
 * @returns {string[]}
 */
function walk(path) {
  const found = statSync(`${root}/${path}`, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found ? [path] : [];
  return readdirSync(`${root}/${path}`, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** @param {string} name */
const source = (name) => join(root, ENTRIES[/** @type {keyof typeof ENTRIES} */ (name)]);
/** @param {string} name */
const output = (name) => join(dist, `${name}.mjs`);

/** @param {string} path */
function firstLine(path) {
  if (!existsSync(path)) return "";
  const buffer = Buffer.alloc(100);
  const file = openSync(path, "r");
  const length = readSync(file, buffer);
  closeSync(file);
  return buffer.toString("utf8", 0, length).split("\n")[0];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const start = performance.now();
  const { built, missing } = await build(undefined, 0);
  for (const name of built) console.log(`dist/${name}.mjs`);
  for (const name of missing) console.log(`dist/${name}.mjs was not built: there is no ${source(name)}`);
  console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`);
  if (missing.length > 0) process.exitCode = 1;
}
