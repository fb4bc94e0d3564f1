#!/usr/bin/env node
// Starts strux: in a clone dist/ is first brought up to date with the sources; the published package ships it.
import { existsSync } from "node:fs";

const inClone = existsSync(new URL("../cli/main.ts", import.meta.url));
if (inClone) await (await import("./build.mjs")).fresh();

const program = new URL("../dist/cli.mjs", import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  console.error("strux: dist/cli.mjs is missing and there is no cli/main.ts to build it from");
  process.exitCode = 2;
}
