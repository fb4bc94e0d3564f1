// The version of the package this program belongs to.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../runtime/shipped.ts";

const read = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };
export const version = read.version;
