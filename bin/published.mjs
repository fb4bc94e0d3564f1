// npm run verify:published [-- --all]: published figures and ours, over the data below $STRUX_DATA; bench/published/ is what runs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundle, root } from "./build.mjs";

const { values } = parseArgs({ options: { all: { type: "boolean", default: false } } });
const home = join(root, ".cache", "published");
mkdirSync(home, { recursive: true });
for (const { name, code } of await bundle({ published: join(root, "bench", "published", "index.ts") }))
  writeFileSync(join(home, name), code);
const { verify } = await import(pathToFileURL(join(home, "published.mjs")).href);
const place = process.env["STRUX_DATA"];
process.exitCode = await verify(place === undefined || place === "" ? undefined : resolve(place), values.all);
