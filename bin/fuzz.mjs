// npm run fuzz -- --n 100000 [--seed S] [--from CELL]: broken cells through parse, check, lower, format, completion; test/fuzz/main.ts is what runs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundle, root } from "./build.mjs";

const { values } = parseArgs({
  options: {
    n: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    from: { type: "string", default: "0" },
    out: { type: "string", default: join(root, "out", "fuzz") },
  },
});
const [n, seed, from] = [Number(values.n), Number(values.seed), Number(values.from)];
if (!(Number.isSafeInteger(n) && n >= 1 && Number.isSafeInteger(seed) && from >= 0 && from < n)) {
  console.error("usage: npm run fuzz -- [--n CELLS] [--seed NUMBER] [--from CELL] [--out FOLDER]");
  process.exit(2);
}

const home = join(root, ".cache", `fuzz-${process.pid}`);
mkdirSync(home, { recursive: true });
const folder = join(root, "test", "fuzz");
const files = await bundle({ main: join(folder, "main.ts"), worker: join(folder, "worker.ts") });
for (const file of files) writeFileSync(join(home, file.name), file.code);
const { fuzz } = await import(pathToFileURL(join(home, "main.mjs")).href);
process.exitCode = await fuzz({
  n,
  seed,
  from,
  out: values.out,
  worker: pathToFileURL(join(home, "worker.mjs")),
});
