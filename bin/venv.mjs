// Makes .cache/venv with the Python packages of test/jupyter/requirements.txt, pinned, and beside it our plugin for papermill,
// so that both can be had: with uv, or with python3 -m venv, whichever is there.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./build.mjs";

const home = join(root, ".cache", "venv");
const beside = join(root, ".cache", "venv-plugin");
const requirements = join(root, "test", "jupyter", "requirements.txt");
const plugin = join(root, "python", "strux-papermill");
const stamp = join(home, "made-from.txt");
const windows = process.platform === "win32";
const bin = join(home, windows ? "Scripts" : "bin");
const python = join(bin, windows ? "python.exe" : "python");

/**
 * The folder of its programs and the one of the plugin, for PYTHONPATH; or why there is none.
 * @typedef {{ bin: string, plugin: string } | { without: string }} Venv
 */

/**
 * Made once, and anew when what it is made from has changed.
 * @returns {Venv}
 */
export function venv() {
  const from = [requirements, join(plugin, "pyproject.toml"), join(plugin, "strux_papermill.py")]
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === from) return { bin, plugin: beside };
  rmSync(beside, { recursive: true, force: true });
  const uv = spawnSync("uv", ["--version"]).status === 0;
  const steps = uv ? withUv() : withPip();
  for (const [program = "", ...args] of steps) {
    const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8", cwd: root });
    if (status !== 0) return { without: `${program} ${args[0]}: ${error?.message ?? reason(stderr)}` };
  }
  writeFileSync(stamp, from);
  return { bin, plugin: beside };
}

/** @returns {string[][]} */
const withUv = () => [
  ...(existsSync(python) ? [] : [["uv", "venv", "--quiet", home]]),
  ["uv", "pip", "install", "--quiet", "--python", python, "-r", requirements],
  ["uv", "pip", "install", "--quiet", "--python", python, "--no-deps", "--target", beside, plugin],
];

/** @returns {string[][]} */
function withPip() {
  const pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  return [
    ...(existsSync(python) ? [] : [[windows ? "python" : "python3", "-m", "venv", home]]),
    [...pip, "-r", requirements],
    [...pip, "--no-deps", "--target", beside, plugin],
  ];
}

/** @param {string} stderr */
const reason = (stderr) =>
  stderr
    .trim()
    .split("\n")
    .findLast((line) => /error/i.test(line)) ?? stderr.trim();

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (process.argv.includes("--new")) rmSync(home, { recursive: true, force: true });
  const made = venv();
  console.log("bin" in made ? made.bin : `no Python environment: ${made.without}`);
  if ("without" in made) process.exitCode = 1;
}
