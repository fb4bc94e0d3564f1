// Runs bench/cards/cards.ts: npm run models:eval.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle, fresh, root } from "./build.mjs";

await fresh();
const home = join(root, ".cache/cards");
mkdirSync(home, { recursive: true });
for (const { name, code } of await bundle({ cards: join(root, "bench/cards/cards.ts") }))
  writeFileSync(join(home, name), code);
const { main } = await import(pathToFileURL(join(home, "cards.mjs")).href);
// npm keeps options before a -- for itself, and tells of them here
const full = process.env["npm_config_full"] === "true" ? ["--full"] : [];
process.exitCode = await main([...process.argv.slice(2), ...full], root);
