// Makes .cache/vulkan: Mesa's software Vulkan (lavapipe) and its loader out of Debian's packages, unpacked and not installed, for
// machines without a GPU. Mesa before 25 lacks what WebGPU asks of a driver, so the newer one is taken.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./build.mjs";
import { taken } from "./debian.mjs";

const home = join(root, ".cache", "vulkan");
const driver = join(home, "lavapipe.json");
const usr = join(home, "root", "usr");
const libraries = join(usr, "lib", "x86_64-linux-gnu");
const packages = ["mesa-vulkan-drivers", "libvulkan1"];

/**
 * The variables under which programs find the driver; or why there is none.
 * @typedef {{ env: Readonly<Record<string, string>> } | { without: string }} Vulkan
 */

/** @returns {Vulkan} */
export function vulkan() {
  const without = taken({ home, packages, backports: true, finish: pointed });
  if (without !== undefined) return { without };
  const others = (process.env["LD_LIBRARY_PATH"] ?? "").split(delimiter).filter((path) => path !== "");
  return {
    env: {
      VK_DRIVER_FILES: driver,
      VK_ICD_FILENAMES: driver, // what loaders before 1.3.207 call it
      LD_LIBRARY_PATH: [libraries, ...others].join(delimiter),
      // compiled shaders: without them every process compiles anew
      MESA_SHADER_CACHE_DIR: join(home, "shaders"),
    },
  };
}

/** A file that says where the driver lies, as it lies elsewhere than the package thinks. */
function pointed() {
  const named = join(usr, "share", "vulkan", "icd.d");
  const file = readdirSync(named).find((name) => name.startsWith("lvp_icd"));
  if (file === undefined) return "mesa-vulkan-drivers holds no lavapipe";
  /** @type {{ ICD: { library_path: string } }} */
  const found = JSON.parse(readFileSync(join(named, file), "utf8"));
  found.ICD.library_path = join(libraries, found.ICD.library_path);
  writeFileSync(driver, JSON.stringify(found));
  return undefined;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (process.argv.includes("--new")) rmSync(home, { recursive: true, force: true });
  const made = vulkan();
  if ("env" in made)
    for (const [name, value] of Object.entries(made.env)) console.log(`export ${name}='${value}'`);
  else {
    console.error(`no software Vulkan: ${made.without}`);
    process.exitCode = 1;
  }
}
