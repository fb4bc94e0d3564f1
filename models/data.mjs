// Runs models/train/data.ts: it is bundled first, since Node 20 reads no TypeScript.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle, root } from "../bin/build.mjs";

const home = join(root, ".cache/models");
mkdirSync(home, { recursive: true });
for (const { name, code } of await bundle({ data: join(root, "models/train/data.ts") }))
  writeFileSync(join(home, name), code);
const { main } = await import(pathToFileURL(join(home, "data.mjs")).href);
process.exitCode = await main(process.argv.slice(2));
