// npm run fuzz -- --n 100000 [--seed S]: broken cells through parse, check, lower, format, completion; test/fuzz/main.ts is what runs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundle, root } from "./build.mjs";

const { values } = parseArgs({
  options: {
    n: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    out: { type: "string", default: join(root, "out", "fuzz") },
  },
});
const [n, seed] = [Number(values.n), Number(values.seed)];
if (!Number.isSafeInteger(n) || n < 1 || !Number.isSafeInteger(seed)) {
  console.error("usage: npm run fuzz -- [--n CELLS] [--seed NUMBER] [--out FOLDER]");
  process.exit(2);
}

const home = join(root, ".cache", `fuzz-${process.pid}`);
mkdirSync(home, { recursive: true });
const folder = join(root, "test", "fuzz");
const files = await bundle({ main: join(folder, "main.ts"), worker: join(folder, "worker.ts") });
for (const file of files) writeFileSync(join(home, file.name), file.code);
const { fuzz } = await import(pathToFileURL(join(home, "main.mjs")).href);
process.exitCode = await fuzz({ n, seed, out: values.out, worker: pathToFileURL(join(home, "worker.mjs")) });
