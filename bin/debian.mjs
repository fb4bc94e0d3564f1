// Debian's packages with all they need, unpacked into a folder and not installed: apt with lists, cache and state of its own, so that
// nothing of the system is touched and no right is needed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
/** What is unpacked runs where glibc is 2.36 or newer. */
const suite = "bookworm";
/** These stay the system's: a program has one C library. */
const systems = /^(libc6|libgcc-s1|libstdc\+\+6|gcc-12-base)_/;

/**
 * @typedef {object} Taken
 * @property {string} home the folder; the packages lie in `root` below it
 * @property {readonly string[]} packages
 * @property {boolean} [backports] newer versions, where the suite has them
 * @property {() => string | undefined} [finish] what is left to do when they are unpacked; gives why it failed
 */

/**
 * Made once, and anew when what it is made from has changed.
 * @param {Taken} what
 * @returns {string | undefined} why there is none
 */
export function taken({ home, packages, backports = false, finish }) {
  if (process.platform !== "linux" || process.arch !== "x64")
    return `${process.platform}-${process.arch} is not linux-x64`;
  const [stamp, from] = [join(home, "made-from.txt"), [suite, ...packages].join(" ")];
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === from) return undefined;
  const without = make(home, packages, backports) ?? finish?.();
  if (without === undefined) writeFileSync(stamp, from);
  return without;
}

/**
 * @param {string} home
 * @param {readonly string[]} packages
 * @param {boolean} backports
 */
function make(home, packages, backports) {
  if (!existsSync(keyring)) return `${keyring} is missing (package debian-archive-keyring)`;
  rmSync(home, { recursive: true, force: true });
  for (const folder of ["lists/partial", "cache/archives/partial", "parts"])
    mkdirSync(join(home, folder), { recursive: true });
  const from = `deb [arch=amd64 signed-by=${keyring}] ${mirror()}`;
  const newer = backports ? `${from} ${suite}-backports main\n` : "";
  writeFileSync(join(home, "sources.list"), `${from} ${suite} main\n${newer}`);
  writeFileSync(join(home, "status"), "");
  writeFileSync(join(home, "apt.conf"), settings(home));
  const env = { APT_CONFIG: join(home, "apt.conf") };
  const quiet = ["-q", "-y", "--download-only", "--no-install-recommends"];
  const target = backports ? ["-t", `${suite}-backports`] : [];
  const failed =
    ran("apt-get", ["update", "-q"], env) ??
    ran("apt-get", ["install", ...quiet, ...target, ...packages], env) ??
    unpack(join(home, "cache", "archives"), join(home, "root"));
  for (const folder of ["lists", "cache"]) rmSync(join(home, folder), { recursive: true, force: true });
  return failed;
}

/**
 * One setting a line: folders below `home`, no sources but ours, no waiting for a host that is not there.
 * @param {string} home
 */
const settings = (home) => `
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

/**
 * @param {string} debs
 * @param {string} tree
 */
function unpack(debs, tree) {
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
