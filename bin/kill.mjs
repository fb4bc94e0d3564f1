// npm run test:kill -- --n 200 [--seed S]: runs whose processes are killed at random moments, compared with runs that were left alone; test/kill/main.ts is what runs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundle, fresh, root } from "./build.mjs";

const { values } = parseArgs({
  options: {
    n: { type: "string", default: process.env["npm_config_n"] ?? "200" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    items: { type: "string", default: "5000" },
  },
});
const [n, seed, items] = [Number(values.n), Number(values.seed), Number(values.items)];
if (!(
  Number.isSafeInteger(n) &&
  n >= 1 &&
  Number.isSafeInteger(seed) &&
  Number.isSafeInteger(items) &&
  items >= 100
)) {
  console.error("usage: npm run test:kill -- [--n KILLS] [--seed NUMBER] [--items ROWS]");
  process.exit(2);
}

await fresh();
const home = join(root, ".cache", `kill-${process.pid}`);
mkdirSync(home, { recursive: true });
for (const file of await bundle({ main: join(root, "test", "kill", "main.ts") }))
  writeFileSync(join(home, file.name), file.code);
const { kill } = await import(pathToFileURL(join(home, "main.mjs")).href);
process.exitCode = await kill({ n, seed, items, program: join(root, "bin", "strux.mjs") });
