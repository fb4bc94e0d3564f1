// The kernelspec: where Jupyter looks, which Node it names, what is written, and that nobody else's is overwritten.
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { install, kernelName, uninstall } from "../../kernel/install/install.ts";
import { environment, type Machine, searchPath, userFolder } from "../../kernel/install/places.ts";
import { cached, pinned, stableNode } from "../../kernel/install/program.ts";
import { readSpec, type Wanted } from "../../kernel/install/spec.ts";
import { apart, installed } from "../../kernel/install/status.ts";
import { trial } from "../../kernel/install/trial.ts";

mkdirSync(join(root, ".cache"), { recursive: true });
const home = realpathSync(mkdtempSync(join(root, ".cache", "install-")));
/** A Node in the temporary folder is taken for one that goes away: the clone that is tested may lie there. */
const node = (real: string, env: { readonly [name: string]: string }): string =>
  stableNode(real, { TMPDIR: "/nowhere", ...env });
afterAll(() => rmSync(home, { recursive: true, force: true }));
const logos = join(root, "kernel/install/logo");

const linux = (env: Machine["env"] = {}): Machine => ({
  platform: "linux",
  env,
  home: "/home/ada",
  python: null,
});
const folders = (machine: Machine): string[] => searchPath(machine).map(({ folder }) => folder);

test.each<readonly [string, Partial<Machine>, string]>([
  ["Linux", {}, "/home/ada/.local/share/jupyter"],
  ["XDG_DATA_HOME", { env: { XDG_DATA_HOME: "/data" } }, "/data/jupyter"],
  ["JUPYTER_DATA_DIR", { env: { JUPYTER_DATA_DIR: "/j", XDG_DATA_HOME: "/data" } }, "/j"],
  ["macOS", { platform: "darwin", home: "/Users/ada" }, "/Users/ada/Library/Jupyter"],
  [
    "macOS with JUPYTER_PLATFORM_DIRS",
    { platform: "darwin", home: "/Users/ada", env: { JUPYTER_PLATFORM_DIRS: "1" } },
    "/Users/ada/Library/Application Support/jupyter",
  ],
  [
    "Windows",
    { platform: "win32", env: { APPDATA: "C:\\Users\\ada\\Roaming" } },
    "C:\\Users\\ada\\Roaming\\jupyter",
  ],
  ["Windows without APPDATA", { platform: "win32", home: "C:\\ada" }, "C:\\ada\\.jupyter\\data"],
])("the user's folder: %s", (_, differs, folder) => {
  expect(userFolder({ ...linux(), ...differs })).toBe(folder);
});

test("the search path: what is asked for, the user's, the environment's, the system's; each once", () => {
  const env = { JUPYTER_PATH: "/a/:/b", CONDA_PREFIX: "/opt/conda" };
  expect(folders(linux(env))).toEqual([
    "/a",
    "/b",
    "/home/ada/.local/share/jupyter",
    "/opt/conda/share/jupyter",
    "/usr/local/share/jupyter",
    "/usr/share/jupyter",
  ]);
  const system = { ...linux(), python: { prefix: "/usr", isVirtual: false } };
  expect(folders(system).filter((folder) => folder === "/usr/share/jupyter")).toHaveLength(1);
});

test("in a virtual environment its kernels come before the user's, unless the user says no", () => {
  const [user, python] = ["/home/ada/.local/share/jupyter", "/venv/share/jupyter"];
  expect(folders(linux({ VIRTUAL_ENV: "/venv" })).slice(0, 2)).toEqual([python, user]);
  expect(folders({ ...linux(), python: { prefix: "/venv", isVirtual: true } }).slice(0, 2)).toEqual([
    python,
    user,
  ]);
  const asked = linux({ VIRTUAL_ENV: "/venv", JUPYTER_PREFER_ENV_PATH: "0" });
  expect(folders(asked).slice(0, 2)).toEqual([user, python]);
  const conda = { CONDA_PREFIX: "/venv", CONDA_DEFAULT_ENV: "lab" };
  expect(folders(linux(conda)).slice(0, 2)).toEqual([python, user]);
  expect(folders(linux({ ...conda, CONDA_DEFAULT_ENV: "base" })).slice(0, 2)).toEqual([user, python]);
  expect(environment(linux())).toBeNull();
});

/** A Node of some version as a package manager lays it out, with a link to it on PATH. */
function cellar(version: string): { readonly real: string; readonly link: string } {
  const real = join(home, "Cellar/node", version, "bin/node");
  const link = join(home, "bin/node");
  mkdirSync(dirname(real), { recursive: true });
  mkdirSync(dirname(link), { recursive: true });
  writeFileSync(real, "");
  rmSync(link, { force: true });
  symlinkSync(real, link);
  return { real, link };
}

test.skipIf(process.platform === "win32")("the Node that is written survives an upgrade of it", () => {
  const { real, link } = cellar("22.1.0");
  const path = [join(home, "bin"), dirname(real), "relative/bin"].join(":");
  expect(node(real, { PATH: path })).toBe(link);
  // without a link there is only the path that goes with its version
  expect(node(real, { PATH: dirname(real) })).toBe(real);
  expect([pinned(real), pinned(link), pinned("/opt/node-v20.1.0-linux-x64/bin/node")]).toEqual([
    "22.1.0",
    null,
    "v20.1.0",
  ]);
  // another Node on PATH is not this one
  const other = join(home, "other/bin/node");
  mkdirSync(dirname(other), { recursive: true });
  writeFileSync(other, "");
  expect(node(real, { PATH: dirname(other) })).toBe(real);
});

test.skipIf(process.platform === "win32")("a link that lives as long as a shell is not written", () => {
  const { real } = cellar("22.1.0");
  const shell = join(home, "run/fnm_multishells/17_1/bin");
  const alias = join(home, "fnm/aliases/default/bin");
  for (const folder of [shell, alias]) {
    mkdirSync(folder, { recursive: true });
    symlinkSync(real, join(folder, "node"));
  }
  expect(node(real, { PATH: shell })).toBe(real);
  expect(node(real, { PATH: shell, FNM_DIR: join(home, "fnm") })).toBe(join(alias, "node"));
  expect(cached("/home/ada/.npm/_npx/1a2b/node_modules/struxlab/bin/strux.mjs")).toBe(true);
});

const wanted: Wanted = {
  node: process.execPath,
  script: join(root, "bin/strux.mjs"),
  version: "1.2.3",
  displayName: "Strux",
  env: { STRUX_STORE: "/data/store" },
  options: ["--no-host"],
};
const place = (name: string, force = false) => ({ folder: join(home, "jupyter"), name, force });

test("what is written is a whole kernelspec, and nothing half-written is left", () => {
  const folder = install(place("strux"), wanted, logos);
  expect(readdirSync(folder).toSorted()).toEqual([
    "kernel.json",
    "logo-32x32.png",
    "logo-64x64.png",
    "logo-svg.svg",
  ]);
  expect(JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"))).toEqual({
    argv: [
      process.execPath,
      join(root, "bin/strux.mjs"),
      "kernel",
      "start",
      "--no-host",
      "{connection_file}",
    ],
    display_name: "Strux",
    language: "strux",
    interrupt_mode: "message",
    env: { STRUX_STORE: "/data/store" },
    metadata: { debugger: false, strux: { version: "1.2.3" } },
    kernel_protocol_version: "5.5",
  });
  for (const size of [32, 64]) {
    const png = readFileSync(join(folder, `logo-${size}x${size}.png`));
    expect([png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
      "PNG",
      size,
      size,
    ]);
  }
  // again, over its own
  install(place("strux"), { ...wanted, version: "1.2.4" }, logos);
  expect(readSpec(folder)).toMatchObject({ kind: "ours", ours: { version: "1.2.4", env: wanted.env } });
});

test.each([
  [
    "another kernel",
    JSON.stringify({ argv: ["python", "-m", "k"], display_name: "K", language: "python" }),
    "the kernel 'K'",
  ],
  ["what cannot be read", "{", "a kernel.json that is no JSON"],
])("%s is neither overwritten nor removed without --force", (_, text, what) => {
  const folder = join(home, "jupyter/kernels/foreign");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kernel.json"), text);
  writeFileSync(join(folder, "more.js"), "");
  expect(() => install(place("foreign"), wanted, logos)).toThrow(
    `${folder} holds ${what} and is not overwritten`,
  );
  expect(() => uninstall(place("foreign"))).toThrow(`${folder} holds ${what} and is not removed`);
  expect(readFileSync(join(folder, "kernel.json"), "utf8")).toBe(text);
  install(place("foreign", true), wanted, logos);
  expect([readSpec(folder).kind, existsSync(join(folder, "more.js"))]).toEqual(["ours", false]);
  uninstall(place("foreign"));
  expect(existsSync(folder)).toBe(false);
});

test("uninstall leaves what others put beside it; nothing there is said", () => {
  const folder = install(place("mixed"), wanted, logos);
  writeFileSync(join(folder, "notes.txt"), "");
  uninstall(place("mixed"));
  expect(readdirSync(folder)).toEqual(["notes.txt"]);
  expect(() => uninstall(place("mixed"))).toThrow(`there is no kernel in ${folder}`);
});

test("a folder that cannot be made is said in words", () => {
  writeFileSync(join(home, "file"), "");
  expect(() => install({ ...place("strux"), folder: join(home, "file") }, wanted, logos)).toThrow(
    /cannot be written: (ENOTDIR|EEXIST|ENOENT)/,
  );
});

test("names: what Jupyter takes, in lower case", () => {
  expect(kernelName("Strux-2.b_c")).toBe("strux-2.b_c");
  for (const name of ["", "a b", "../up", "é", ".", ".."])
    expect(() => kernelName(name)).toThrow("cannot name a kernel");
});

test("status: the first of a name wins, what is gone or out of date is said", () => {
  const [first, second] = [join(home, "one"), join(home, "two")];
  install(
    { folder: first, name: "strux", force: false },
    { ...wanted, script: join(home, "gone.mjs") },
    logos,
  );
  install(
    { folder: second, name: "strux", force: false },
    { ...wanted, node: join(home, "v9.9.9/bin/node") },
    logos,
  );
  install({ folder: second, name: "strux-b", force: false }, wanted, logos);
  const path = [first, join(home, "not there"), second].map((folder) => ({ folder, why: `of ${folder}` }));
  expect(installed(path, "1.2.3")).toMatchObject([
    {
      name: "strux",
      jupyter: { finds: true, why: `of ${first}` },
      broken: [`there is no ${join(home, "gone.mjs")} any more: run 'strux kernel install' again`],
      notes: [],
    },
    {
      jupyter: { finds: false, why: `${join(first, "kernels/strux")} comes first` },
      broken: [expect.stringContaining("v9.9.9")],
      notes: ["its paths name version v9.9.9: when that is removed, run 'strux kernel install' again"],
    },
    { name: "strux-b", jupyter: { finds: true }, broken: [] },
  ]);
  expect(apart(second, "2.0.0")[1]).toMatchObject({
    jupyter: { finds: false, why: `not on its path; JUPYTER_PATH=${second} puts it there` },
    notes: ["written by version 1.2.3, this is 2.0.0"],
  });
});

const start = (...argv: readonly string[]) => ({
  argv: [process.execPath, ...argv],
  env: {},
  patience: 60_000,
});

test("a trial starts the kernel, asks it who it is, and ends it", { timeout: 60_000 }, async () => {
  const script = join(root, "bin/strux.mjs");
  expect(await trial(start(script, "kernel", "start", "{connection_file}"))).toMatchObject({
    starts: true,
    protocol: "5.5",
    banner: expect.stringContaining("Strux"),
  });
});

test("a kernel that does not start says why", async () => {
  expect(await trial(start("-e", "console.error('no library'); process.exit(3)"))).toEqual({
    starts: false,
    why: "it ended with status 3; no library",
  });
  const gone = { ...start(), argv: [join(home, "gone")] };
  expect(await trial(gone)).toMatchObject({ starts: false, why: expect.stringContaining("ENOENT") });
  const deaf = { ...start("-e", "setTimeout(() => {}, 60_000)"), patience: 500 };
  expect(await trial(deaf)).toEqual({ starts: false, why: "no answer in 0.5 s" });
}, 30_000);
