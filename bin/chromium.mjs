// Makes .cache/chromium: a browser without a screen out of Debian's packages, unpacked and not installed. What Strux shows as HTML is
// opened in it, to see that nothing in it runs or asks for anything.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./build.mjs";
import { taken } from "./debian.mjs";

const home = join(root, ".cache", "chromium");
const usr = join(home, "root", "usr");
const libraries = join(usr, "lib", "x86_64-linux-gnu");
const program = join(usr, "lib", "chromium", "chromium-headless-shell");
const packages = ["chromium-headless-shell"];

/**
 * The program and the variables it starts with; or why there is none.
 * @typedef {{ path: string, env: Readonly<Record<string, string>> } | { without: string }} Chromium
 */

/** @returns {Chromium} */
export function chromium() {
  const without = taken({
    home,
    packages,
    finish: () => (existsSync(program) ? undefined : `${packages[0]} holds no ${program.slice(home.length)}`),
  });
  if (without !== undefined) return { without };
  const env = {
    LD_LIBRARY_PATH: [libraries, join(libraries, "nss"), join(libraries, "pulseaudio")].join(delimiter),
  };
  return { path: program, env };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const made = chromium();
  console.log("path" in made ? made.path : `no Chromium: ${made.without}`);
  if ("without" in made) process.exitCode = 1;
}
