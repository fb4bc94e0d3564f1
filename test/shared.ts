// Optional material beside the project: $STRUX_SHARED, or ../shared. Tests that need it skip with a printed reason.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const place = resolve(root, process.env["STRUX_SHARED"] ?? "../shared");
const told = new Set<string>();

/** Absolute path of `path` below the shared material, or undefined, with the reason printed once. */
export function shared(path: string): string | undefined {
  const found = resolve(place, path);
  if (existsSync(found)) return found;
  if (!told.has(path)) console.warn(`skipped: ${path} is not below ${place} (set STRUX_SHARED)`);
  told.add(path);
  return undefined;
}
