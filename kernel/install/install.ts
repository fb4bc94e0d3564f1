// Putting a kernelspec where Jupyter finds it, and taking it away: Node alone, files by rename, never over somebody else's.
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dataError, Problem } from "../../runtime/problem.ts";
import { type Found, readSpec, specOf, type Wanted } from "./spec.ts";

/** Where: a data folder of Jupyter, and the name of the kernel below it. */
export interface At {
  readonly folder: string;
  readonly name: string;
  /** Over or with what is not ours. */
  readonly force: boolean;
}

const LOGOS = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

/** Jupyter looks kernels up in lower case. Errors: E010 for a name that Jupyter does not take. */
export function kernelName(name: string): string {
  if (!/^[A-Za-z0-9._-]+$/.test(name) || /^\.+$/.test(name))
    throw dataError("E010", `'${name}' cannot name a kernel`, "letters, digits, '.', '_' and '-'");
  return name.toLowerCase();
}

export const kernelFolder = ({ folder, name }: Pick<At, "folder" | "name">): string =>
  join(folder, "kernels", name);

/** Writes the kernelspec and its logos; gives the folder. Errors: E117. */
export function install(at: At, wanted: Wanted, logos: string): string {
  const folder = kernelFolder(at);
  const before = readSpec(folder);
  refuse(at, before, "overwritten");
  return attempt(folder, "written", () => {
    if (before.kind === "foreign") rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const logo of LOGOS) placed(join(folder, logo), (path) => copyFileSync(join(logos, logo), path));
    // last: a folder without it is no kernel
    placed(join(folder, "kernel.json"), (path) =>
      writeFileSync(path, `${JSON.stringify(specOf(wanted), null, 2)}\n`),
    );
    return folder;
  });
}

/** Removes what `install` wrote; gives the folder. Errors: E117; E110 where there is none. */
export function uninstall(at: At): string {
  const folder = kernelFolder(at);
  const found = readSpec(folder);
  if (found.kind === "none")
    throw dataError("E110", `there is no kernel in ${folder}`, "'strux kernel status' lists those that are");
  refuse(at, found, "removed");
  return attempt(folder, "removed", () => {
    for (const name of ["kernel.json", ...LOGOS]) rmSync(join(folder, name), { force: true });
    // files that others put beside them stay
    if (found.kind === "foreign" || readdirSync(folder).length === 0)
      rmSync(folder, { recursive: true, force: true });
    return folder;
  });
}

function refuse({ folder, name, force }: At, found: Found, done: string): void {
  if (found.kind !== "foreign" || force) return;
  throw dataError(
    "E117",
    `${kernelFolder({ folder, name })} holds ${found.what} and is not ${done}`,
    "another --name, or --force",
  );
}

function placed(path: string, write: (path: string) => void): void {
  const part = `${path}.${process.pid}.part`;
  try {
    write(part);
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
}

function attempt<T>(folder: string, done: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw dataError("E117", `${folder} cannot be ${done}: ${code ?? message}`, "another place: --prefix DIR");
  }
}
