// This machine, as far as the search path of Jupyter depends on it.
import { execFile } from "node:child_process";
import { homedir } from "node:os";
import type { Machine } from "./places.ts";

/** Python is asked only where no environment says which one is meant; without Python its folders are not searched. */
export async function thisMachine(): Promise<Machine> {
  const { env, platform } = process;
  const known = Boolean(env["VIRTUAL_ENV"] || env["CONDA_PREFIX"]);
  return { env, platform, home: homedir(), python: known ? null : await pythonOnPath() };
}

/** The first Python on PATH. */
async function pythonOnPath(): Promise<Machine["python"]> {
  for (const name of ["python3", "python"]) {
    const answer = await said(name, ["-c", "import sys; print(sys.prefix != sys.base_prefix, sys.prefix)"]);
    const [, isVirtual, prefix] = /^(True|False) (.+)/.exec(answer ?? "") ?? [];
    if (prefix !== undefined) return { prefix: prefix.trim(), isVirtual: isVirtual === "True" };
  }
  return null;
}

/** What a program prints; null where it is not there, fails, or takes too long. */
export function said(
  program: string,
  args: readonly string[],
  { cwd, timeout = 20_000 }: { readonly cwd?: string; readonly timeout?: number } = {},
): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      { timeout, encoding: "utf8", ...(cwd !== undefined && { cwd }) },
      (error, stdout) => resolve(error === null ? stdout : null),
    );
  });
}
