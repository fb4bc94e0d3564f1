// Makes .cache/vulkan: Mesa's software Vulkan (lavapipe) and its loader out of Debian's packages, unpacked and not installed, for
// machines without a GPU. Mesa before 25 lacks what WebGPU asks of a driver; this one runs where glibc is 2.36 or newer.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./build.mjs";

const home = join(root, ".cache", "vulkan");
const tree = join(home, "root");
const stamp = join(home, "made-from.txt");
const driver = join(home, "lavapipe.json");
const libraries = join(tree, "usr", "lib", "x86_64-linux-gnu");
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const suite = "bookworm";
const packages = ["mesa-vulkan-drivers", "libvulkan1"];
/** These stay the system's: a program has one C library. */
const systems = /^(libc6|libgcc-s1|libstdc\+\+6|gcc-12-base)_/;

/**
 * The variables under which programs find the driver; or why there is none.
 * @typedef {{ env: Readonly<Record<string, string>> } | { without: string }} Vulkan
 */

/**
 * Made once, and anew when what it is made from has changed.
 * @returns {Vulkan}
 */
export function vulkan() {
  if (process.platform !== "linux" || process.arch !== "x64")
    return { without: `${process.platform}-${process.arch} is not linux-x64` };
  const from = [suite, ...packages].join(" ");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== from) {
    const without = make();
    if (without !== undefined) return { without };
    writeFileSync(stamp, from);
  }
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

/**
 * apt with lists, cache and state of its own, so that nothing of the system is touched and no right is needed.
 * @returns {string | undefined} why it failed
 */
function make() {
  if (!existsSync(keyring)) return `${keyring} is missing (package debian-archive-keyring)`;
  rmSync(home, { recursive: true, force: true });
  for (const folder of ["lists/partial", "cache/archives/partial", "parts"])
    mkdirSync(join(home, folder), { recursive: true });
  const from = `deb [arch=amd64 signed-by=${keyring}] ${mirror()}`;
  writeFileSync(join(home, "sources.list"), `${from} ${suite} main\n${from} ${suite}-backports main\n`);
  writeFileSync(join(home, "status"), "");
  writeFileSync(join(home, "apt.conf"), settings);
  const debs = join(home, "cache", "archives");
  const quiet = ["-q", "-y", "--download-only", "--no-install-recommends"];
  const failed =
    apt("update", "-q") ?? apt("install", ...quiet, "-t", `${suite}-backports`, ...packages) ?? unpack(debs);
  for (const folder of ["lists", "cache"]) rmSync(join(home, folder), { recursive: true, force: true });
  if (failed !== undefined) return failed;
  const named = join(tree, "usr", "share", "vulkan", "icd.d");
  const file = readdirSync(named).find((name) => name.startsWith("lvp_icd"));
  if (file === undefined) return "mesa-vulkan-drivers holds no lavapipe";
  /** @type {{ ICD: { library_path: string } }} */
  const found = JSON.parse(readFileSync(join(named, file), "utf8"));
  found.ICD.library_path = join(libraries, found.ICD.library_path);
  writeFileSync(driver, JSON.stringify(found));
  return undefined;
}

/** One setting a line: folders below `home`, no sources but ours, no waiting for a host that is not there. */
const settings = `
Dir::State "${home}";
Dir::State::lists "${join(home, "lists")}";
Dir::State::status "${join(home, "status")}";
Dir::Cache "${join(home, "cache")}";
Dir::Etc::sourcelist "${join(home, "sources.list")}";
Dir::Etc::sourceparts "${join(home, "parts")}";
APT::Architecture "amd64";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "20";
`;

/** The mirror that this machine's apt has for Debian, else the one that all know. */
function mirror() {
  const { stdout } = spawnSync("apt-get", ["indextargets", "--format", "$(REPO_URI)"], { encoding: "utf8" });
  const known = (stdout ?? "").split("\n").find((uri) => /\/debian\/?$/.test(uri));
  return known ?? "http://deb.debian.org/debian";
}

/** @param {string[]} args */
const apt = (...args) => ran("apt-get", args, { APT_CONFIG: join(home, "apt.conf") });

/** @param {string} debs */
function unpack(debs) {
  const files = readdirSync(debs).filter((name) => name.endsWith(".deb") && !systems.test(name));
  return files
    .map((name) => ran("dpkg-deb", ["-x", join(debs, name), tree]))
    .find((why) => why !== undefined);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env
 * @returns {string | undefined} why it failed
 */
function ran(program, args, env = {}) {
  const all = { ...process.env, LC_ALL: "C", ...env };
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8", env: all });
  if (status === 0) return undefined;
  const lines = (stderr ?? "").trim().split("\n");
  return `${program} ${args[0]}: ${error?.message ?? lines.find((line) => line.startsWith("E:")) ?? lines[0]}`;
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
