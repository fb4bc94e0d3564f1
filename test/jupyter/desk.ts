// A desk to work at: a folder with notebooks, Python's programs in it, and no kernel left behind when the test ends.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { inject } from "vitest";
import { root } from "../../bin/build.mjs";

export interface Ran {
  /** Negative: the number of the signal that ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Desk {
  readonly folder: string;
  /** A program of the virtual environment, run to its end. */
  run(program: string, ...args: readonly string[]): Promise<Ran>;
  /** The same with our papermill plugin installed. */
  withPlugin(program: string, ...args: readonly string[]): Promise<Ran>;
  /** Our own command, with those programs on PATH. */
  strux(...args: readonly string[]): Promise<Ran>;
  /** Started, and not waited for. */
  start(program: string, ...args: readonly string[]): Running;
  write(path: string, text: string): void;
  read(path: string): string;
  /** Copies a file or folder of the project. */
  copy(path: string): void;
  /** Process ids of the kernels that were started here and live. */
  kernels(): readonly number[];
  /** Kills the programs that still run. */
  end(): void;
}
export interface Running {
  readonly pid: number;
  readonly done: Promise<Ran>;
}

interface Skips {
  readonly skip: (reason: string) => never;
}

/** `base.extend(withDesk)`: tests with a desk. They are skipped, with the reason, where Python's packages cannot be had. */
export const withDesk = {
  desk: async ({ skip }: Skips, use: (desk: Desk) => Promise<void>): Promise<void> => {
    const made = inject("venv");
    if ("without" in made) return skip(made.without);
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "strux-jupyter-")));
    mkdirSync(join(folder, "tmp"));
    const desk = deskIn(folder, made);
    await use(desk);
    desk.end();
    const left = await within(10_000, () => desk.kernels().length === 0);
    for (const pid of desk.kernels()) process.kill(pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
    if (!left) throw new Error("a kernel outlived its test");
  },
};

function deskIn(folder: string, { bin, plugin }: { readonly bin: string; readonly plugin: string }): Desk {
  let programs = 0;
  const running = new Set<ChildProcess>();
  const start = (more: NodeJS.ProcessEnv, program: string, args: readonly string[]): Running => {
    // files, not pipes: a kernel that outlives its front end would keep a pipe open
    const logs = ["out", "err"].map((name) => join(folder, `.${programs}.${name}`));
    programs += 1;
    const [out = 0, err = 0] = logs.map((path) => openSync(path, "w"));
    const env = { ...process.env, ...environment(folder), ...more };
    const child = spawn(isAbsolute(program) ? program : join(bin, program), args, {
      cwd: folder,
      env,
      stdio: ["ignore", out, err],
    });
    running.add(child);
    const done = once(child, "exit").then(([status, signal]: unknown[]) => {
      running.delete(child);
      for (const file of [out, err]) closeSync(file);
      const code = typeof status === "number" ? status : signal === "SIGKILL" ? -9 : -1;
      const [stdout = "", stderr = ""] = logs.map((path) => readFileSync(path, "utf8"));
      return { status: code, stdout, stderr };
    });
    return { pid: child.pid ?? 0, done };
  };
  return {
    folder,
    run: (program, ...args) => start({}, program, args).done,
    withPlugin: (program, ...args) => start({ PYTHONPATH: plugin }, program, args).done,
    strux: (...args) =>
      start({ PATH: `${bin}${delimiter}${process.env["PATH"]}` }, process.execPath, [
        join(root, "bin", "strux.mjs"),
        ...args,
      ]).done,
    start: (program, ...args) => start({}, program, args),
    write: (path, text) => writeFileSync(join(folder, path), text),
    read: (path) => readFileSync(join(folder, path), "utf8"),
    copy: (path) => cpSync(join(root, path), join(folder, path), { recursive: true }),
    kernels: () => processes(folder),
    end: () => running.forEach((child) => child.kill("SIGKILL")),
  };
}

/** Nothing of the user's own: neither other kernels, nor a configuration, nor a store. */
const environment = (folder: string): NodeJS.ProcessEnv => ({
  JUPYTER_PATH: inject("kernels"),
  JUPYTER_DATA_DIR: join(folder, "data"),
  JUPYTER_CONFIG_DIR: join(folder, "config"),
  JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
  // jupyter_client puts some connection files there
  TMPDIR: join(folder, "tmp"),
  IPYTHONDIR: join(folder, "ipython"),
  JUPYTER_PLATFORM_DIRS: "1",
  STRUX_STORE: join(folder, "store"),
  NO_COLOR: "1",
});

/** Ids of the processes whose command line names a path: a kernel is started with its connection file. */
function processes(path: string): readonly number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,stat=,args="], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return table.split("\n").flatMap((line) => {
    const [, pid, stat, args] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return stat !== undefined && !stat.startsWith("Z") && args?.includes(path) ? [Number(pid)] : [];
  });
}

/** What ran well; else what it said. */
export function well(ran: Ran): Ran {
  if (ran.status !== 0) throw new Error(`status ${ran.status}\n${ran.stderr}`);
  return ran;
}

/** Waits until something holds; false where it does not in time. */
export async function within(ms: number, holds: () => boolean): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end;) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return holds();
}
