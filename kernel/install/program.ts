// Which Node and which script a kernelspec names: paths that are still there after the next upgrade.
import { existsSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

type Env = { readonly [name: string]: string | undefined };

/**
 * The path to write for a Node: an entry of PATH, or an alias of a version manager, that leads to the same file.
 * A running Node knows itself by its real path, and that of Homebrew or of a version manager goes with the next upgrade.
 */
export function stableNode(execPath: string, env: Env): string {
  const real = resolved(execPath);
  const name = process.platform === "win32" ? "node.exe" : "node";
  const entries = (env["PATH"] ?? env["Path"] ?? "").split(delimiter).filter(isAbsolute);
  const candidates = [
    ...entries.map((folder) => join(folder, name)),
    ...(env["FNM_DIR"] ? [join(env["FNM_DIR"], "aliases", "default", "bin", name)] : []),
    execPath,
  ].filter((path) => !fleeting(path, env) && resolved(path) === real);
  return candidates.find((path) => pinned(path) === null) ?? candidates[0] ?? execPath;
}

/** The version in a path, if it has one: such a path goes with that version. */
export const pinned = (path: string): string | null =>
  /[\\/][^\\/]*?(v?\d+\.\d+\.\d+)[^\\/]*[\\/]/.exec(path)?.[1] ?? null;

/** Of a cache that is emptied at any time: what `npx` runs a package from. */
export const cached = (path: string): boolean => /[\\/]_npx[\\/]/.test(path);

/** Gone with the shell or the session it was made for. */
function fleeting(path: string, env: Env): boolean {
  const folders = [env["TMPDIR"] ?? tmpdir(), env["XDG_RUNTIME_DIR"], env["FNM_MULTISHELL_PATH"]].filter(
    (one) => one,
  );
  return /[\\/]fnm_multishells[\\/]/.test(path) || folders.some((folder) => path.startsWith(`${folder}/`));
}

function resolved(path: string): string | null {
  try {
    return existsSync(path) ? realpathSync(path) : null;
  } catch {
    return null;
  }
}
